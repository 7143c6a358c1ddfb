"""Time to make each export of a plan of 500 fiches, from values already read: the layouts alone.

    python benchmarks/exports.py        prints the figures as JSON (seconds)

The fiches are those of the tests: one in ten is full (two sous-fiches, money, indicators, notes), the others short.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import django

FICHES = 500
UNE_RICHE_SUR = 10
LE = datetime(2026, 3, 16, 8, tzinfo=UTC)
LIMITES_S = {"xlsx": 10.0, "csv": 3.0, "json": 3.0, "ics": 5.0, "docx": 60.0, "pptx": 60.0, "pdf": 240.0}
"""Stated limits on two quiet cores."""


def mesurer() -> dict[str, float]:
    """Seconds for each format."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings.test")
    os.environ.setdefault("CORDEE_CLE_SECRETE", "mesure")
    django.setup()
    from tests.plans.exemples import fiche_energie, plan_complet

    from cordee.plans.domain.colonnes import poser_chemins
    from cordee.plans.domain.formats import FormatExport
    from cordee.plans.exports.fabrique import fabriquer_plan
    from cordee.plans.exports.presentation import Contexte

    plan = plan_complet(FICHES)
    for axe in (plan.axes[0], plan.axes[0].axes[0]):
        axe.fiches = [
            fiche_energie(fiche.ref) if rang % UNE_RICHE_SUR == 0 else fiche for rang, fiche in enumerate(axe.fiches)
        ]
    poser_chemins(plan)
    contexte = Contexte(LE.date(), plan.nom, plan.collectivite)
    mesures: dict[str, float] = {}
    for format_ in reversed(list(FormatExport)):
        debut = time.perf_counter()
        fichier = fabriquer_plan(format_, plan, contexte, le=LE)
        mesures[f"export_{format_}_500_fiches_s"] = round(time.perf_counter() - debut, 2)
        mesures[f"export_{format_}_500_fiches_ko"] = len(fichier.octets) // 1024
    return mesures


if __name__ == "__main__":
    print(json.dumps(mesurer(), indent=2, ensure_ascii=False))
