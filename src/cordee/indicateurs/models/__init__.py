"""Definitions of indicateurs, their sources, and what each collectivité measured."""

from cordee.indicateurs.models.definition import (
    Indicateur,
    IndicateurCategorie,
    IndicateurMesure,
    IndicateurThematique,
)
from cordee.indicateurs.models.valeur import IndicateurCollectivite, Source, Valeur

__all__ = [
    "Indicateur",
    "IndicateurCategorie",
    "IndicateurCollectivite",
    "IndicateurMesure",
    "IndicateurThematique",
    "Source",
    "Valeur",
]
