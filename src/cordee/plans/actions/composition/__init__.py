"""Composing a fiche: one verb for each thing that surrounds it."""

from cordee.plans.actions.composition.argent import (
    ajouter_financement,
    definir_budget,
    modifier_financement,
    remplacer_budget,
    supprimer_budget,
    supprimer_financement,
)
from cordee.plans.actions.composition.budget_entier import annuler_budget, ecrire_budget
from cordee.plans.actions.composition.chiffres import (
    ajouter_objectif,
    definir_impact,
    modifier_objectif,
    retirer_impact,
    supprimer_objectif,
)
from cordee.plans.actions.composition.indicateurs import Suivi, modifier_suivi, ne_plus_suivre, suivre_par
from cordee.plans.actions.composition.liens import (
    delier_fiche,
    delier_mesure,
    detacher_document,
    joindre_document,
    lier_fiche,
    lier_mesure,
)
from cordee.plans.actions.composition.noms import (
    definir_acteurs,
    definir_classements,
    definir_communes,
    definir_personnes,
)
from cordee.plans.actions.composition.references import (
    ajouter_evaluation,
    ajouter_reference,
    modifier_evaluation,
    modifier_reference,
    supprimer_evaluation,
    supprimer_reference,
)

__all__ = [
    "Suivi",
    "ajouter_evaluation",
    "ajouter_financement",
    "ajouter_objectif",
    "ajouter_reference",
    "annuler_budget",
    "definir_acteurs",
    "definir_budget",
    "definir_classements",
    "definir_communes",
    "definir_impact",
    "definir_personnes",
    "delier_fiche",
    "delier_mesure",
    "detacher_document",
    "ecrire_budget",
    "joindre_document",
    "lier_fiche",
    "lier_mesure",
    "modifier_evaluation",
    "modifier_financement",
    "modifier_objectif",
    "modifier_reference",
    "modifier_suivi",
    "ne_plus_suivre",
    "remplacer_budget",
    "retirer_impact",
    "suivre_par",
    "supprimer_budget",
    "supprimer_evaluation",
    "supprimer_financement",
    "supprimer_objectif",
    "supprimer_reference",
]
