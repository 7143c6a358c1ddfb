"""Bringing a file in: reading it, showing what it would change, applying it whole, undoing it whole."""

from __future__ import annotations

from cordee.plans.actions.imports.annulation import annuler_import
from cordee.plans.actions.imports.apercu import Previsualisation, contenu_de, plan_d_origine, previsualiser
from cordee.plans.actions.imports.application import appliquer_import, appliquer_lecture
from cordee.plans.actions.imports.assistant import (
    GENRE_ASSISTANT,
    demander_lecture,
    lire_avec_assistant,
    oublier_propositions,
    service_choisi,
)
from cordee.plans.actions.imports.depot import (
    GENRE,
    champs_de,
    choisir_colonnes,
    choisir_reglages,
    correspondance_de,
    demander_import,
    deposer_import,
    echouer_import,
    mettre_a_part,
    relire,
    tableau_de,
)

__all__ = [
    "GENRE",
    "GENRE_ASSISTANT",
    "Previsualisation",
    "annuler_import",
    "appliquer_import",
    "appliquer_lecture",
    "champs_de",
    "choisir_colonnes",
    "choisir_reglages",
    "contenu_de",
    "correspondance_de",
    "demander_import",
    "demander_lecture",
    "deposer_import",
    "echouer_import",
    "lire_avec_assistant",
    "mettre_a_part",
    "oublier_propositions",
    "plan_d_origine",
    "previsualiser",
    "relire",
    "service_choisi",
    "tableau_de",
]
