"""Time to load the French EPCI and communes, then to load them again when nothing changed.

    python benchmarks/collectivites.py        prints the figures as JSON

Stated limits on SQLite: less than 8 s for the first loading, less than 1.5 s for the next ones. The loadings run in a
process of their own, on a temporary database, whatever the settings of the caller.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LIMITE_CHARGEMENT_S = 8.0
LIMITE_RECHARGEMENT_S = 1.5
_RACINE = Path(__file__).resolve().parent.parent


def mesurer() -> dict[str, Any]:
    """Seconds of the first and second loading of the bundled file in a temporary SQLite database."""
    with tempfile.TemporaryDirectory() as dossier:
        environnement = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cordee.config.settings.test",
            "CORDEE_TEST_BASE": f"sqlite:///{dossier}/mesure.sqlite3",
            "PYTHONPATH": str(_RACINE / "src"),
        }
        commande = [sys.executable, str(Path(__file__).resolve()), "--dans-cette-base"]
        sortie = subprocess.run(commande, env=environnement, capture_output=True, text=True, check=True).stdout
    premier, second = json.loads(sortie)
    return {
        "chargement_collectivites_s": premier,
        "rechargement_collectivites_s": second,
        "limite_chargement_collectivites_s": LIMITE_CHARGEMENT_S,
        "limite_rechargement_collectivites_s": LIMITE_RECHARGEMENT_S,
    }


def _mesurer_dans_cette_base() -> list[float]:
    import django

    django.setup()
    from django.core.management import call_command

    from cordee.territoires.actions.collectivites import charger_collectivites

    call_command("migrate", verbosity=0)
    durees = []
    for _ in range(2):
        debut = time.perf_counter()
        charger_collectivites(par=None, le=datetime(2026, 1, 1, tzinfo=UTC))
        durees.append(round(time.perf_counter() - debut, 3))
    return durees


if __name__ == "__main__":
    print(json.dumps(_mesurer_dans_cette_base() if "--dans-cette-base" in sys.argv else mesurer()))
