"""Models of the plans."""

from cordee.plans.models.champs import ChampPersonnalise, OptionChamp, ValeurPersonnalisee
from cordee.plans.models.demarche import (
    AvisDemarche,
    BilanDemarche,
    DemarchePcaet,
    DocumentDemarche,
    EtatDemarche,
    LienAvis,
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
from cordee.plans.models.imports import AbonnementCalendrier, CorrespondanceColonnes, GesteGroupe, Import
from cordee.plans.models.instantanes import FicheFigee, Instantane
from cordee.plans.models.liens import (
    AxeIndicateur,
    FicheDocument,
    FicheIndicateur,
    FicheMesure,
    PlanDocument,
    Reference,
)
from cordee.plans.models.panier import LignePanier, LignePanierPublic, PanierPublic
from cordee.plans.models.pilotages import PilotageIndicateur, PilotageMesure
from cordee.plans.models.plan import Axe, Personne, Plan, PlanPersonne, VueEnregistree
from cordee.plans.models.rappels import Rappel, ReglageRappels
from cordee.plans.models.recherche import TexteFiche
from cordee.plans.models.suivi import (
    Blocage,
    Commentaire,
    CommentairePlan,
    Evaluation,
    Financement,
    Impact,
    LigneBudget,
    Note,
    ObjectifChiffre,
)
from cordee.plans.models.tableau import RelevePlan, TableauDeBord
from cordee.plans.models.validation import Circuit, EtapeValidation, Validation

__all__ = [
    "AbonnementCalendrier",
    "Acteur",
    "AvisDemarche",
    "Axe",
    "AxeIndicateur",
    "BilanDemarche",
    "Blocage",
    "ChampPersonnalise",
    "Circuit",
    "Classement",
    "Commentaire",
    "CommentairePlan",
    "CorrespondanceColonnes",
    "DemarchePcaet",
    "DocumentDemarche",
    "EtapeValidation",
    "EtatDemarche",
    "Etiquette",
    "Evaluation",
    "Fiche",
    "FicheDocument",
    "FicheFigee",
    "FicheIndicateur",
    "FicheMesure",
    "FichePersonne",
    "Financement",
    "GesteGroupe",
    "Impact",
    "Import",
    "Instantane",
    "LienAvis",
    "LienFiche",
    "LigneBudget",
    "LignePanier",
    "LignePanierPublic",
    "Note",
    "ObjectifChiffre",
    "OptionChamp",
    "PanierPublic",
    "Partage",
    "Personne",
    "PilotageIndicateur",
    "PilotageMesure",
    "Placement",
    "Plan",
    "PlanDocument",
    "PlanPersonne",
    "Rappel",
    "Reference",
    "ReglageRappels",
    "RelevePlan",
    "TableauDeBord",
    "TexteFiche",
    "TexteVolet",
    "ValeurPersonnalisee",
    "ValeurVolet",
    "Validation",
    "VueEnregistree",
    "Vulnerabilite",
]
