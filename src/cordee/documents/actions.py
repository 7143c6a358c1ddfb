"""Keeping, naming, hiding and deleting documents."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction

from cordee.comptes.models import Utilisateur
from cordee.documents.domain import FichierRefuse, NomRefuse, nettoyer_nom, reconnaitre_type
from cordee.documents.domain.noms import extension
from cordee.documents.domain.types import LU
from cordee.documents.models import Document
from cordee.documents.permissions import RAISON_DEPOT, RAISON_GESTION
from cordee.documents.queries import usages_of
from cordee.journal.actions import consigner
from cordee.outils.nombres import formater
from cordee.outils.texte import enumerer, normaliser
from cordee.socle.clients.antivirus import AntivirusInjoignable, chercher_virus
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

logger = logging.getLogger(__name__)
ADRESSE_MAX = 1000
MEGA = 1_000_000


def deposer_fichier(
    collectivite: Collectivite,
    fichier: File[bytes],
    *,
    nom: str = "",
    confidentiel: bool = False,
    par: Utilisateur,
    le: datetime,
) -> Document:
    """Keeps a file of a collectivité, under `nom` or its own name. The same bytes are kept once: the document that has
    them already is returned as it is (its `depose_le` is then not `le`).

    Not atomic as a whole: the file is read, examined and stored before the transaction opens. Raises Refus without
    `documents.deposer`; DonneeRefusee when it is too big, empty, a program, not what its name says, or infected, and
    when the antivirus is set but does not answer.
    """
    exiger(par, "documents.deposer", collectivite, raison=RAISON_DEPOT)
    return _garder(collectivite, fichier, nom=nom, confidentiel=confidentiel, par=par, le=le)


def recevoir_fichier(collectivite: Collectivite, fichier: File[bytes], *, nom: str, le: datetime) -> Document:
    """Keeps a file that somebody without account hands to a collectivité, with the same examination. It asks no right:
    the caller has its own door, and says there who came by it."""
    return _garder(collectivite, fichier, nom=nom, confidentiel=False, par=None, le=le)


def _garder(
    collectivite: Collectivite,
    fichier: File[bytes],
    *,
    nom: str,
    confidentiel: bool,
    par: Utilisateur | None,
    le: datetime,
) -> Document:
    propre = _nettoyer(nom or fichier.name or "")
    _exiger_taille(fichier)
    type_mime, empreinte = _examiner(fichier)
    deja = Document.objects.filter(collectivite=collectivite, empreinte=empreinte).first()
    if deja is not None:
        return deja
    _exiger_sain(fichier)
    document = Document(
        collectivite=collectivite, nom=propre, cle_recherche=normaliser(propre), empreinte=empreinte,
        taille=fichier.size, type_mime=type_mime, confidentiel=confidentiel, depose_par=par, depose_le=le,
    )  # fmt: skip
    fin = extension(fichier.name or "")
    document.fichier.save(secrets.token_hex(16) + (f".{fin}" if fin else ""), fichier, save=False)
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            _consigner(document, "deposer", f"Document déposé : « {propre} »", par=par, le=le)
    except IntegrityError:  # the same bytes, deposited by somebody else since they were looked for
        document.fichier.delete(save=False)
        return Document.objects.get(collectivite=collectivite, empreinte=empreinte)
    except BaseException:
        document.fichier.delete(save=False)
        raise
    return document


@transaction.atomic
def ajouter_lien(
    collectivite: Collectivite,
    adresse: str,
    *,
    nom: str = "",
    confidentiel: bool = False,
    par: Utilisateur,
    le: datetime,
) -> Document:
    """Keeps the address of a page or of a file elsewhere, once: the link that has it already is returned. Raises Refus
    without `documents.deposer`, DonneeRefusee for what is not an address of the web."""
    exiger(par, "documents.deposer", collectivite, raison=RAISON_DEPOT)
    adresse = adresse.strip()
    try:
        URLValidator(schemes=["http", "https"])(adresse)
    except ValidationError as faute:
        raise DonneeRefusee("Vérifiez l'adresse : elle commence par http:// ou https://.") from faute
    if len(adresse) > ADRESSE_MAX:
        raise DonneeRefusee(f"Cette adresse est trop longue : {ADRESSE_MAX} caractères au plus.")
    deja = Document.objects.filter(collectivite=collectivite, adresse=adresse).first()
    if deja is not None:
        return deja
    propre = _nettoyer(nom or adresse.partition("://")[2].rstrip("/").replace("/", " › ")[:200])
    document = Document.objects.create(
        collectivite=collectivite, nom=propre, cle_recherche=normaliser(propre), adresse=adresse,
        confidentiel=confidentiel, depose_par=par, depose_le=le,
    )  # fmt: skip
    _consigner(document, "ajouter_lien", f"Lien ajouté : « {propre} »", par=par, le=le)
    return document


@transaction.atomic
def renommer_document(document: Document, nom: str, *, par: Utilisateur, le: datetime) -> Document:
    """Changes the name that people read. Raises Refus without `documents.gerer`, DonneeRefusee for an empty or long
    name."""
    actuel = _relire(document, par)
    propre = _nettoyer(nom)
    if propre != actuel.nom:
        avant, actuel.nom, actuel.cle_recherche = actuel.nom, propre, normaliser(propre)
        actuel.save(update_fields=["nom", "cle_recherche"])
        _consigner(actuel, "renommer", f"Document renommé : « {avant} » → « {propre} »", par=par, le=le)
    return actuel


@transaction.atomic
def rendre_confidentiel(document: Document, confidentiel: bool, *, par: Utilisateur, le: datetime) -> Document:
    """Hides a document from readers, or shows it to them. Raises Refus without `documents.gerer`."""
    actuel = _relire(document, par)
    if confidentiel != actuel.confidentiel:
        actuel.confidentiel = confidentiel
        actuel.save(update_fields=["confidentiel"])
        mot = "rendu confidentiel" if confidentiel else "visible de toute l'équipe"
        _consigner(actuel, "rendre_confidentiel", f"Document {mot} : « {actuel.nom} »", par=par, le=le)
    return actuel


@transaction.atomic
def supprimer_document(document: Document, *, utilise_par: Sequence[str] = (), par: Utilisateur, le: datetime) -> None:
    """Deletes a document and its file. Refused (DonneeRefusee) while something uses it: `utilise_par` names it when the
    caller knows (`la fiche 3.2`), else the rows that point to it are counted. Raises Refus without
    `documents.gerer`."""
    actuel = _relire(document, par)
    usages = list(utilise_par) or usages_of(actuel)
    if usages:
        raise DonneeRefusee(f"« {actuel.nom} » sert encore ({enumerer(usages)}) : détachez-le d'abord.")
    _consigner(actuel, "supprimer", f"Document supprimé : « {actuel.nom} »", par=par, le=le)
    if actuel.fichier:
        stockage, chemin = actuel.fichier.storage, str(actuel.fichier.name)
        transaction.on_commit(lambda: stockage.delete(chemin))
    actuel.delete()


def _relire(document: Document, par: Utilisateur) -> Document:
    exiger(par, "documents.gerer", document, raison=RAISON_GESTION)
    actuel = Document.objects.select_for_update(of=("self",)).select_related("collectivite").filter(pk=document.pk)
    if (trouve := actuel.first()) is None:
        raise DonneeRefusee("Ce document a été supprimé entre-temps : rechargez la page.")
    return trouve


def _nettoyer(nom: str) -> str:
    try:
        return nettoyer_nom(nom)
    except NomRefuse as faute:
        raise DonneeRefusee(str(faute)) from faute


def _exiger_taille(fichier: File[bytes]) -> None:
    maximum = settings.CORDEE_TAILLE_MAX
    if fichier.size > maximum * MEGA:
        raise DonneeRefusee(
            f"Ce fichier pèse {formater(fichier.size / MEGA, 1, souple=True)} Mo, plus que les {maximum} Mo permis : "
            "allégez-le, ou ajoutez plutôt un lien vers l'endroit où il se trouve."
        )


def _examiner(fichier: File[bytes]) -> tuple[str, str]:
    """MIME type and fingerprint."""
    sceau, debut = hashlib.sha256(), b""
    fichier.seek(0)
    for morceau in fichier.chunks():
        sceau.update(morceau)
        if len(debut) < LU:
            debut += morceau[: LU - len(debut)]
    fichier.seek(0)
    try:
        return reconnaitre_type(debut, fichier.name or ""), sceau.hexdigest()
    except FichierRefuse as faute:
        raise DonneeRefusee(str(faute)) from faute


def _exiger_sain(fichier: File[bytes]) -> None:
    """Asks the antivirus of the installation, if it has one."""
    if not settings.CORDEE_ANTIVIRUS:
        return
    fichier.seek(0)
    try:
        virus = chercher_virus(fichier.chunks(), settings.CORDEE_ANTIVIRUS)
    except AntivirusInjoignable as panne:
        logger.exception("Antivirus injoignable (%s)", settings.CORDEE_ANTIVIRUS)
        raise DonneeRefusee(
            "L'antivirus ne répond pas, le fichier n'a donc pas été gardé. Réessayez dans quelques minutes ; si cela "
            "dure, prévenez la personne qui administre Cordée."
        ) from panne
    fichier.seek(0)
    if virus is not None:
        logger.warning("Fichier refusé par l'antivirus : %s", virus)
        raise DonneeRefusee(
            f"L'antivirus a reconnu {virus} dans ce fichier : il n'a pas été gardé. Faites examiner votre ordinateur."
        )


def _consigner(document: Document, verbe: str, resume: str, *, par: Utilisateur | None, le: datetime) -> None:
    consigner(document, f"documents.{verbe}", resume, par=par, le=le, collectivite_id=document.collectivite_id)
