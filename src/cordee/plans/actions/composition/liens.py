"""What a fiche is tied to: mesures of the référentiels, other fiches, documents."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.documents.models import Document
from cordee.plans.actions.composition.ecriture import lire_texte, noter, ouvrir
from cordee.plans.domain.listes import TypeLien
from cordee.plans.models import Fiche, FicheDocument, FicheMesure, LienFiche
from cordee.plans.permissions import qui_lie_des_mesures
from cordee.plans.queries.visibilite import collectivites_of, nom_au_journal
from cordee.referentiels.enums import Niveau
from cordee.referentiels.models import Mesure
from cordee.referentiels.queries.ecriture import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import peut


# -- mesures -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def lier_mesure(fiche: Fiche, code: str, *, par: Utilisateur, le: datetime) -> FicheMesure:
    """Says that the fiche serves a node of a référentiel; nothing when it was said already. It is written in the état
    des lieux of the collectivité of the fiche: refused to who does not edit there, for a référentiel that is closed or
    frozen there, for an axe and for a retired node."""
    ouverte = ouvrir(fiche, par=par, code="plans.lier_mesure", raison=qui_lie_des_mesures())
    mesure = Mesure.objects.filter(code=code, retiree_en="").select_related("referentiel").first()
    if mesure is None:
        raise DonneeRefusee(f"« {code} » n'existe pas dans les référentiels chargés : cherchez la mesure par son nom.")
    if mesure.niveau not in {Niveau.MESURE, Niveau.SOUS_MESURE, Niveau.TACHE}:
        raise DonneeRefusee("Une fiche sert des mesures, pas un axe entier : choisissez une mesure de cet axe.")
    refuser_ferme(ouverte, mesure, par)
    lien, cree = FicheMesure.objects.get_or_create(fiche=ouverte, mesure=mesure)
    if cree:
        noter(
            ouverte, "lier_mesure", f"A lié « {ouverte.titre} » à {dire_mesure(mesure)}", par=par, le=le,
            champs={"mesure": [None, dire_mesure(mesure)]}, details={"mesure": mesure.code},
        )  # fmt: skip
    return lien


@transaction.atomic
def delier_mesure(fiche: Fiche, code: str, *, par: Utilisateur, le: datetime) -> None:
    """Unties a mesure, under the same conditions; nothing when it was not tied."""
    ouverte = ouvrir(fiche, par=par, code="plans.lier_mesure", raison=qui_lie_des_mesures())
    lien = FicheMesure.objects.filter(fiche=ouverte, mesure=code).select_related("mesure").first()
    if lien is None:
        return
    refuser_ferme(ouverte, lien.mesure, par)
    lien.delete()
    noter(
        ouverte, "delier_mesure", f"A délié « {ouverte.titre} » de {dire_mesure(lien.mesure)}", par=par, le=le,
        champs={"mesure": [dire_mesure(lien.mesure), None]}, details={"mesure": code},
    )  # fmt: skip


def refuser_ferme(fiche: Fiche, mesure: Mesure, par: Utilisateur) -> None:
    """Refuses a mesure of a référentiel that the collectivité of the fiche has closed or that is frozen there."""
    refus = Ecriture(par, [fiche.collectivite_id]).refus(fiche.collectivite_id, mesure.referentiel_id)
    if refus:
        raise DonneeRefusee(
            f"{refus[:1].upper()}{refus[1:]} : les fiches n'y sont ni liées ni déliées tant qu'il n'est pas rouvert."
        )


def dire_mesure(mesure: Mesure) -> str:
    """`CAE 2.1.1 Titre de la mesure`."""
    referentiel, _, numero = mesure.code.partition("_")
    return f"{referentiel.upper()} {numero} {mesure.libelle}"


# -- other fiches ----------------------------------------------------------------------------------------------------
@transaction.atomic
def lier_fiche(fiche: Fiche, autre: Fiche, *, par: Utilisateur, le: datetime) -> LienFiche:
    """Ties `fiche` to another that the person sees, without binding dates (actions.dependances does). The tie is
    symmetric and kept once."""
    ouverte = ouvrir(fiche, par=par)
    if autre.pk == ouverte.pk:
        raise DonneeRefusee("Une fiche n'est pas liée à elle-même : choisissez-en une autre.")
    if autre.supprimee_le is not None or not peut(par, "plans.voir_fiche", autre):
        raise DonneeRefusee("Cette fiche n'existe pas, ou vous n'y avez pas accès : cherchez-la par son titre.")
    connu = (
        LienFiche.objects.filter(type=TypeLien.LIEE)
        .filter(Q(de=ouverte, vers=autre) | Q(de=autre, vers=ouverte))
        .first()
    )
    if connu is not None:
        return connu
    lien = LienFiche.objects.create(de=ouverte, vers=autre, type=TypeLien.LIEE)
    nom = nom_au_journal(autre)
    noter(
        ouverte, "lier_fiche", f"A lié « {ouverte.titre} » et {nom}", par=par, le=le,
        champs={"lien": [None, f"{TypeLien.LIEE.libelle} {nom}"]}, details={"vers": autre.pk}, cherche=False,
    )  # fmt: skip
    return lien


@transaction.atomic
def delier_fiche(fiche: Fiche, lien: LienFiche, *, par: Utilisateur, le: datetime) -> None:
    """Takes a simple tie away, from either end."""
    ouverte = ouvrir(fiche, par=par)
    if ouverte.pk not in {lien.de_id, lien.vers_id}:
        raise DonneeRefusee("Ce lien est celui d'une autre fiche : rechargez la page.")
    nom = nom_au_journal(lien.vers if lien.de_id == ouverte.pk else lien.de)
    lien.delete()
    noter(
        ouverte, "delier_fiche", f"A délié « {ouverte.titre} » et {nom}", par=par, le=le,
        champs={"lien": [f"{TypeLien.LIEE.libelle} {nom}", None]}, cherche=False,
    )  # fmt: skip


# -- documents -------------------------------------------------------------------------------------------------------
@transaction.atomic
def joindre_document(
    fiche: Fiche, document: Document, *, commentaire: str = "", par: Utilisateur, le: datetime
) -> FicheDocument:
    """Attaches a document that the person sees in the library of one of the collectivités that carry the fiche;
    nothing when it is attached already."""
    ouverte = ouvrir(fiche, par=par)
    refuser_document(ouverte, document)
    if not peut(par, "documents.voir", document):
        raise DonneeRefusee("Ce document n'existe pas, ou vous n'y avez pas accès : cherchez-le par son nom.")
    propre = lire_texte(commentaire, "Commentaire", 300)
    lien, cree = FicheDocument.objects.get_or_create(
        fiche=ouverte, document=document, defaults={"commentaire": propre, "ajoute_par": par, "ajoute_le": le}
    )
    if cree:
        noter(
            ouverte, "joindre_document", f"A joint « {document.nom} » à « {ouverte.titre} »", par=par, le=le,
            champs={"document": [None, document.nom]}, cherche=False,
        )  # fmt: skip
    return lien


def refuser_document(fiche: Fiche, document: Document) -> None:
    """Refuses a document of a collectivité that does not carry the fiche."""
    if document.collectivite_id not in collectivites_of(fiche):
        raise DonneeRefusee("Ce document est d'une autre collectivité : déposez-le dans celle de la fiche.")


@transaction.atomic
def detacher_document(lien: FicheDocument, *, par: Utilisateur, le: datetime) -> None:
    """Takes a document off the fiche; the document itself stays in the library."""
    ouverte = ouvrir(lien.fiche, par=par)
    nom = lien.document.nom
    lien.delete()
    noter(
        ouverte, "detacher_document", f"A détaché « {nom} » de « {ouverte.titre} »", par=par, le=le,
        champs={"document": [nom, None]}, cherche=False,
    )  # fmt: skip
