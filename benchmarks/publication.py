"""Time of the public pages of a plan of 2,000 fiches, as a visitor reads them.

    python benchmarks/publication.py        prints the figures as JSON

Stated limits on SQLite: 150 ms of server time for a page, and 20 queries; a file of every fiche, in two seconds. The
plan is that of benchmarks.plans, published with its structures, indicators and budgets.
"""

from __future__ import annotations

import json
import os
import time
from typing import Any

import django

from benchmarks.pages import _LE, _reussir, base_temporaire
from benchmarks.plans import mesurer_geste, peupler

LIMITE_PAGE_MS = 150.0
LIMITE_REQUETES = 20
LIMITE_FICHIER_MS = 2_000.0
PAGES = {
    "plan": "",
    "fiches": "fiches/",
    "fiches_page_50": "fiches/?page=50",
    "filtres": "fiches/?statut=en_cours&axe={axe}",
    "recherche": "fiches/?q=r%C3%A9nover+%C3%A9coles",
    "fiche": "fiches/{fiche}/",
    "indicateurs": "indicateurs/",
}
FICHIERS = {"csv": "donnees/actions.csv", "json": "donnees/actions.json", "xlsx": "donnees/actions.xlsx"}


def mesurer() -> dict[str, Any]:
    """Every figure of this bench, in a throwaway database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings.test")
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cordee.config.memoire import regler_memoire

    with base_temporaire():
        from cordee.plans.models import Axe, Fiche
        from cordee.publication.actions import publier_plan, regler_publication

        plan, qui = peupler()
        regler_publication(plan, {"adresse": "banc", "montre_budgets": True}, par=qui, le=_LE)
        publier_plan(plan, par=qui, le=_LE)
        regler_memoire()  # as a server does once it is ready
        client = Client()
        lieux = {"axe": Axe.objects.earliest("pk").pk, "fiche": Fiche.objects.filter(parent=None)[1_000].pk}
        mesures: dict[str, Any] = {}

        def lire(adresse: str) -> None:
            _reussir(client.get(adresse))

        for nom, chemin in PAGES.items():
            adresse = f"/public/banc/{chemin.format(**lieux)}"
            mesures |= mesurer_geste(f"public_{nom}", lambda _, a=adresse: lire(a))  # type: ignore[misc]
            with CaptureQueriesContext(connection) as requetes:
                lire(adresse)
            mesures[f"public_{nom}_requetes"] = len(requetes)
        for nom, chemin in FICHIERS.items():
            debut = time.process_time()
            lire(f"/public/banc/{chemin}")
            mesures[f"public_{nom}_cpu_ms"] = round((time.process_time() - debut) * 1000)
        return mesures | {"limites_publication": [LIMITE_PAGE_MS, LIMITE_REQUETES, LIMITE_FICHIER_MS]}


if __name__ == "__main__":
    print(json.dumps(mesurer(), indent=2, ensure_ascii=False))
