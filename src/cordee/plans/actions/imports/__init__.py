"""Bringing a file in: reading it, showing what it would change, applying it whole, undoing it whole."""

from __future__ import annotations

from cordee.plans.actions.imports.annulation import annuler_import, changees_depuis
from cordee.plans.actions.imports.apercu import Previsualisation, previsualiser
from cordee.plans.actions.imports.application import appliquer_import, appliquer_lecture
from cordee.plans.actions.imports.depot import choisir_colonnes, correspondance_de, deposer_import, relire

__all__ = [
    "Previsualisation",
    "annuler_import",
    "appliquer_import",
    "appliquer_lecture",
    "changees_depuis",
    "choisir_colonnes",
    "correspondance_de",
    "deposer_import",
    "previsualiser",
    "relire",
]
