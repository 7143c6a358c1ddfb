"""Writing a whole table of values at once: all of it or nothing, in a few queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.actions.valeurs import verifier_date, verifier_indicateur, verifier_nombre
from cordee.indicateurs.models import Indicateur, Valeur
from cordee.indicateurs.permissions import qui_peut_saisir
from cordee.indicateurs.queries.definitions import list_indicateurs_for
from cordee.journal.actions import consigner
from cordee.outils.texte import accorder
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

MESSAGES_MAX = 50
CHAMPS = ("resultat", "objectif")


@dataclass(frozen=True)
class Nombre:
    """A number to write: `champ` is resultat or objectif."""

    indicateur: int
    annee: int
    champ: str
    nombre: float


@dataclass(frozen=True)
class Changement:
    """What a number does: `avant` is None when there was none."""

    indicateur: Indicateur
    annee: int
    champ: str
    avant: float | None
    apres: float


@transaction.atomic
def importer_valeurs(
    collectivite: Collectivite, nombres: Iterable[Nombre], *, par: Utilisateur, le: datetime
) -> list[Changement]:
    """Writes numbers of several indicateurs; what is not in the table stays. Returns what changed.

    Raises Refus without `indicateurs.saisir`, DonneeRefusee with every number that is refused (unknown indicateur, one
    that takes no entry, year or number out of bounds): then nothing is written.
    """
    exiger(par, "indicateurs.saisir", collectivite, raison=qui_peut_saisir())
    voulus = list(nombres)
    changements, valeurs = preparer_import(collectivite, voulus)
    par_annee: dict[tuple[int, int], list[Changement]] = {}
    for changement in changements:
        par_annee.setdefault((changement.indicateur.pk, changement.annee), []).append(changement)
    nouvelles: list[Valeur] = []
    connues: list[Valeur] = []
    for cle, siens in sorted(par_annee.items()):
        valeur = valeurs.get(cle) or Valeur(
            collectivite=collectivite, indicateur_id=cle[0], date_valeur=date(cle[1], 1, 1), created_at=le
        )
        for changement in siens:
            setattr(valeur, changement.champ, changement.apres)
        valeur.modified_at, valeur.modifie_par, valeur.calcul_auto = le, par, False
        (connues if valeur.pk else nouvelles).append(valeur)
    Valeur.objects.bulk_create(nouvelles, batch_size=500)
    Valeur.objects.bulk_update(connues, [*CHAMPS, "modified_at", "modifie_par", "calcul_auto"], batch_size=200)
    if changements:
        nombre = len(changements)
        details = [[c.indicateur.pk, c.annee, c.champ, c.avant, c.apres] for c in changements]
        consigner(
            collectivite,
            "indicateurs.importer_valeurs",
            f"Import de {nombre} {accorder(nombre, 'valeur')} d'indicateurs",
            par=par,
            le=le,
            collectivite_id=collectivite.pk,
            details={"changements": details},
        )
    return changements


def preparer_import(
    collectivite: Collectivite, nombres: Sequence[Nombre]
) -> tuple[list[Changement], dict[tuple[int, int], Valeur]]:
    """What a table would change, and the own values it meets, by indicateur and year. Raises DonneeRefusee."""
    connus = {
        i.pk: i
        for i in list_indicateurs_for(collectivite, confidentiels=True).filter(pk__in={n.indicateur for n in nombres})
    }
    valeurs = {
        (v.indicateur_id, v.annee): v
        for v in Valeur.objects.select_for_update(of=("self",)).filter(
            collectivite=collectivite, indicateur__in=connus, source__isnull=True
        )
        if (v.date_valeur.month, v.date_valeur.day) == (1, 1)
    }
    refus: list[str] = []
    changements = []
    for nombre in nombres:
        try:
            changement = _changement(collectivite, nombre, connus, valeurs)
        except DonneeRefusee as refuse:
            refus += refuse.messages
            continue
        if changement is not None:
            changements.append(changement)
    if refus:
        raise DonneeRefusee(*list(dict.fromkeys(refus))[:MESSAGES_MAX])
    return changements, valeurs


def _changement(
    collectivite: Collectivite,
    nombre: Nombre,
    connus: dict[int, Indicateur],
    valeurs: dict[tuple[int, int], Valeur],
) -> Changement | None:
    indicateur = connus.get(nombre.indicateur)
    if indicateur is None or nombre.champ not in CHAMPS:
        raise DonneeRefusee("Un indicateur du fichier n'existe plus : envoyez le fichier de nouveau.")
    try:
        verifier_indicateur(collectivite, indicateur)
        verifier_date(nombre.annee)
        apres = verifier_nombre(indicateur, nombre.champ, nombre.nombre)
    except DonneeRefusee as refus:
        raise DonneeRefusee(*(f"{indicateur.titre}, {nombre.annee} : {m}" for m in refus.messages)) from refus
    valeur = valeurs.get((indicateur.pk, nombre.annee))
    avant = getattr(valeur, nombre.champ) if valeur else None
    if apres is None or avant == apres:
        return None
    return Changement(indicateur, nombre.annee, nombre.champ, avant, apres)
