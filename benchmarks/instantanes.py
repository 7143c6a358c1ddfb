"""Time of the instantanés of a plan of 2,000 fiches: taking one, its pages, its comparisons, their export.

    python -m benchmarks.instantanes        prints the figures as JSON

`_ms` is the clock, `_cpu_ms` the processor; `_requetes` counts those of the page, the 8 of the frame included.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

from benchmarks.pages import _LE, base_temporaire


def chronometrer_une_fois(nom: str, geste: Callable[[], Any]) -> dict[str, float]:
    """Milliseconds of one run, after which nothing is as before."""
    horloge, processeur = time.perf_counter(), time.process_time()
    geste()
    return {
        f"{nom}_ms": round((time.perf_counter() - horloge) * 1000),
        f"{nom}_cpu_ms": round((time.process_time() - processeur) * 1000),
    }


def mesurer() -> dict[str, float]:
    """Every figure, each page read once: the first one pays for the templates."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings.test")
    django.setup()
    with base_temporaire():
        return _chronometrer()


def _chronometrer() -> dict[str, float]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from benchmarks.plans import peupler
    from cordee.plans.actions.fiches import modifier_fiche
    from cordee.plans.actions.instantanes import prendre_instantane
    from cordee.plans.models import Fiche

    plan, qui = peupler()
    chiffres = chronometrer_une_fois("prendre", lambda: prendre_instantane(plan, "Bilan", par=qui, le=_LE))
    for fiche in Fiche.objects.filter(placements__plan=plan)[:100]:
        modifier_fiche(fiche, {"avancement": 99}, par=qui, le=_LE + timedelta(days=1))
    prendre_instantane(plan, "Suivant", par=qui, le=_LE + timedelta(days=2))
    client = Client()
    client.force_login(qui)
    ancien, recent = plan.instantanes.order_by("pk")
    base = [plan.collectivite.siren, plan.pk]
    pages = {
        "liste": reverse("plan_instantanes", args=base),
        "lecture": reverse("plan_instantane", args=[*base, ancien.pk]),
        "avec_aujourdhui": reverse("plan_instantane_comparer", args=[*base, ancien.pk]),
        "entre_deux": reverse("plan_instantane_comparer", args=[*base, ancien.pk]) + f"?avec={recent.pk}",
        "tableur": reverse("plan_instantane_exporter", args=[*base, ancien.pk]) + f"?avec={recent.pk}",
    }
    for nom, adresse in pages.items():
        with CaptureQueriesContext(connection) as requetes:
            chiffres |= chronometrer_une_fois(nom, lambda adresse=adresse: client.get(adresse))  # type: ignore[misc]
        chiffres[f"{nom}_requetes"] = len(requetes)
    return chiffres


if __name__ == "__main__":
    print(json.dumps(mesurer(), indent=2))
