"""Rows around fiches that an import changed, to undo it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from cordee.plans.actions.colonnes import valeurs_de_json
from cordee.plans.models import (
    Acteur,
    Blocage,
    Classement,
    Commentaire,
    Evaluation,
    Fiche,
    FicheDocument,
    FicheIndicateur,
    FicheMesure,
    FichePersonne,
    Financement,
    Impact,
    LienFiche,
    LigneBudget,
    Note,
    ObjectifChiffre,
    Placement,
    Reference,
    ValeurPersonnalisee,
)

MODELES: dict[str, type[Model]] = {
    modele._meta.model_name or "": modele
    for modele in (
        Acteur, Blocage, Classement, Commentaire, Evaluation, FicheDocument, FicheIndicateur, FicheMesure,
        FichePersonne, Financement, Impact, LienFiche, LigneBudget, Note, ObjectifChiffre, Placement, Reference,
        ValeurPersonnalisee, Fiche.communes.through,
    )
}  # fmt: skip
"""Models of the rows around a fiche, by name."""


def refaire(nom: str, rangees: Iterable[dict[str, Any]]) -> list[Model]:
    """Rows to write again, with the numbers that they had."""
    modele = MODELES[nom]
    return [modele(**valeurs_de_json(modele, colonnes)) for colonnes in rangees]
