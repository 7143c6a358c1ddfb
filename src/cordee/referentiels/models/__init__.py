"""Definitions of the référentiels, statuts of the collectivités, scores kept."""

from cordee.referentiels.models.definition import (
    ConditionEtoile,
    LienOrigine,
    Mesure,
    PreuveAttendue,
    Referentiel,
    Regle,
    TexteOfficiel,
)
from cordee.referentiels.models.score import Engagement, ReleveMensuel, Snapshot, Verrou
from cordee.referentiels.models.statut import Commentaire, HistoriqueCommentaire, HistoriqueStatut, Statut

__all__ = [
    "Commentaire",
    "ConditionEtoile",
    "Engagement",
    "HistoriqueCommentaire",
    "HistoriqueStatut",
    "LienOrigine",
    "Mesure",
    "PreuveAttendue",
    "Referentiel",
    "Regle",
    "ReleveMensuel",
    "Snapshot",
    "Statut",
    "TexteOfficiel",
    "Verrou",
]
