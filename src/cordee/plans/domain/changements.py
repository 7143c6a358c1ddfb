"""A change of a fiche in words: what imports announce and what two versions differ by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cordee.plans.domain.champs import CHAMPS, ecrire_date
from cordee.plans.domain.fiche import DateConnue

VIDE = "vide"
"""How nothing reads."""

SCALAIRES = (
    "titre", "code", "nom_officiel", "description", "contexte", "objectifs", "moyens", "financements_texte",
    "vigilance", "public_cible", "calendrier", "statut", "etat_precision", "etat_le", "priorite", "faisabilite",
    "cout_efficacite", "maturite", "avancement", "poids", "debut", "fin", "amelioration_continue", "temps",
    "participation", "participation_texte", "cout_evite", "cout_evite_base", "cout_evite_rythme", "confidentiel",
)  # fmt: skip
"""Fields of a fiche that hold one value, in the order in which changes are told."""


@dataclass(frozen=True, slots=True)
class Changement:
    """One field: what it was, what it becomes, in words. `sous_action`: title of the sous-fiche where it changes
    (`A › B` when it is below another one), empty for the fiche itself."""

    champ: str
    libelle: str
    avant: str
    apres: str
    sous_action: str = ""


def dire(nom: str, valeur: Any) -> str:
    """A value in words: `vide`, `31 décembre 2026`, `En cours`."""
    if isinstance(valeur, DateConnue):
        return ecrire_date(valeur.jour, valeur.precision)
    return CHAMPS[nom].montrer(valeur)


def dire_chemin(chemin: Iterable[str]) -> str:
    """`Se loger › Rénover`, `racine du plan`."""
    return " › ".join(chemin) or "racine du plan"
