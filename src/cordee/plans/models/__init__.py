"""Models of the plans."""

from cordee.plans.models.demarche import (
    AvisDemarche,
    BilanDemarche,
    DemarchePcaet,
    DocumentDemarche,
    EtatDemarche,
    TexteVolet,
    ValeurVolet,
    Vulnerabilite,
)
from cordee.plans.models.fiche import (
    Acteur,
    Classement,
    Etiquette,
    Fiche,
    FichePersonne,
    LienFiche,
    Partage,
    Placement,
)
from cordee.plans.models.imports import (
    AbonnementCalendrier,
    CorrespondanceColonnes,
    GesteGroupe,
    Import,
    LignePanier,
)
from cordee.plans.models.liens import AxeIndicateur, FicheDocument, FicheIndicateur, FicheMesure
from cordee.plans.models.plan import Axe, Personne, Plan, PlanPersonne, VueEnregistree
from cordee.plans.models.recherche import TexteFiche
from cordee.plans.models.suivi import (
    Blocage,
    Commentaire,
    Financement,
    Impact,
    LigneBudget,
    Note,
    ObjectifChiffre,
)

__all__ = [
    "AbonnementCalendrier",
    "Acteur",
    "AvisDemarche",
    "Axe",
    "AxeIndicateur",
    "BilanDemarche",
    "Blocage",
    "Classement",
    "Commentaire",
    "CorrespondanceColonnes",
    "DemarchePcaet",
    "DocumentDemarche",
    "EtatDemarche",
    "Etiquette",
    "Fiche",
    "FicheDocument",
    "FicheIndicateur",
    "FicheMesure",
    "FichePersonne",
    "Financement",
    "GesteGroupe",
    "Impact",
    "Import",
    "LienFiche",
    "LigneBudget",
    "LignePanier",
    "Note",
    "ObjectifChiffre",
    "Partage",
    "Personne",
    "Placement",
    "Plan",
    "PlanPersonne",
    "TexteFiche",
    "TexteVolet",
    "ValeurVolet",
    "VueEnregistree",
    "Vulnerabilite",
]
