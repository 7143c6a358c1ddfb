"""JSON of a plan or of fiches, for other programs (`domain.objet_json` says its schema)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.objet_json import FORMAT, VERSION, fiche_en_objet, fiches_en_objet, plan_en_objet

__all__ = ["FORMAT", "VERSION", "fiche_en_objet", "json_des_fiches", "json_du_plan"]


def json_du_plan(plan: PlanComplet, le: date) -> bytes:
    """The whole plan, edited on that day."""
    return _octets(plan_en_objet(plan, le))


def json_des_fiches(fiches: Sequence[FicheComplete], le: date) -> bytes:
    """Fiches alone."""
    return _octets(fiches_en_objet(fiches, le))


def _octets(contenu: dict[str, Any]) -> bytes:
    return (json.dumps(contenu, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")
