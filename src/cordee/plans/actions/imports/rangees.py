"""Rows of the database behind each set of a fiche (`domain.imports.groupes`): which ones an item is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from cordee.outils.texte import normaliser
from cordee.plans.domain.imports.groupes import Cle, cle_indicateur, cle_reference
from cordee.plans.domain.imports.noms import cle_personne
from cordee.plans.models import (
    Acteur,
    Classement,
    Evaluation,
    Fiche,
    FicheIndicateur,
    FicheMesure,
    FichePersonne,
    Financement,
    Impact,
    LigneBudget,
    ObjectifChiffre,
    Reference,
    ValeurPersonnalisee,
)


@dataclass(frozen=True, slots=True)
class Rangees:
    """Rows of a set: their query and the key of a row, the same as that of its item."""

    lire: Callable[[Iterable[int]], QuerySet[Any]]
    cle: Callable[[Any], Cle]


def rangees_du_groupe(nom: str) -> Rangees | None:
    """Rows of a set, None when an import only adds to it (links, notes, documents)."""
    genre, _, detail = nom.partition(":")
    if genre == "personnes":
        return Rangees(
            lambda ids: FichePersonne.objects.filter(fiche__in=ids, role=detail).select_related("personne"),
            lambda rangee: (cle_personne(rangee.personne.nom),),
        )
    if genre == "acteurs":
        return Rangees(
            lambda ids: Acteur.objects.filter(fiche__in=ids, role=detail).select_related("etiquette"),
            lambda rangee: (normaliser(rangee.etiquette.nom),),
        )
    if genre == "classements":
        return Rangees(
            lambda ids: Classement.objects.filter(fiche__in=ids, genre=detail), lambda rangee: (rangee.code,)
        )
    return _SIMPLES.get(nom)


_SIMPLES: dict[str, Rangees] = {
    "communes": Rangees(
        lambda ids: Fiche.communes.through.objects.filter(fiche__in=ids).select_related("collectivite"),
        lambda rangee: (normaliser(rangee.collectivite.nom),),
    ),
    "mesures": Rangees(
        lambda ids: FicheMesure.objects.filter(fiche__in=ids), lambda rangee: (rangee.mesure_id,)
    ),
    "objectifs_chiffres": Rangees(
        lambda ids: ObjectifChiffre.objects.filter(fiche__in=ids), lambda rangee: (normaliser(rangee.libelle)[:300],)
    ),
    "impacts": Rangees(lambda ids: Impact.objects.filter(fiche__in=ids), lambda rangee: (rangee.domaine,)),
    "budgets": Rangees(
        lambda ids: LigneBudget.objects.filter(fiche__in=ids), lambda rangee: (rangee.type, rangee.unite, rangee.annee)
    ),
    "financements": Rangees(
        lambda ids: Financement.objects.filter(fiche__in=ids).select_related("financeur"),
        lambda rangee: (normaliser(rangee.financeur.nom)[:210], normaliser(rangee.dispositif), rangee.annee),
    ),
    "references": Rangees(
        lambda ids: Reference.objects.filter(fiche__in=ids),
        lambda rangee: cle_reference(rangee.type, rangee.titre, rangee.article),
    ),
    "evaluations": Rangees(
        lambda ids: Evaluation.objects.filter(fiche__in=ids), lambda rangee: (rangee.periode, rangee.date)
    ),
    "champs": Rangees(
        lambda ids: ValeurPersonnalisee.objects.filter(fiche__in=ids), lambda rangee: (rangee.champ_id,)
    ),
    "indicateurs": Rangees(
        lambda ids: FicheIndicateur.objects.filter(fiche__in=ids).select_related("indicateur"),
        lambda rangee: cle_indicateur(rangee.indicateur.identifiant or "", rangee.indicateur.titre),
    ),
}  # fmt: skip


def a_retirer(nom: str, partants: dict[int, set[Cle]]) -> list[Model]:
    """Rows of a set that go, for each fiche the keys that go. One query."""
    rangees = rangees_du_groupe(nom)
    if rangees is None:
        return []
    return [r for r in rangees.lire(partants) if rangees.cle(r) in partants[r.fiche_id]]
