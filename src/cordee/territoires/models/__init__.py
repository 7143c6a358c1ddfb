"""Collectivités, their members, and the questions that describe them."""

from cordee.territoires.models.collectivite import Appartenance, Collectivite, Competence, CompetenceExercee
from cordee.territoires.models.membre import Membre
from cordee.territoires.models.question import Choix, HistoriqueReponse, Question, Reponse, Thematique

__all__ = [
    "Appartenance",
    "Choix",
    "Collectivite",
    "Competence",
    "CompetenceExercee",
    "HistoriqueReponse",
    "Membre",
    "Question",
    "Reponse",
    "Thematique",
]
