"""Time to read, to preview, to write and to undo an import of 5,000 rows of the official template, in seconds.

    python benchmarks/imports.py        prints the figures as JSON

Stated limit: 5,000 rows read and written in less than 20 seconds on two quiet cores, with SQLite as with PostgreSQL.
Each row fills twenty columns: axes, texts, indicators, people, partners, funders, budget, dates, a note. Other programs
on the machine lengthen these figures: those of the processor alone (`_processeur_s`) do not depend on them.
"""

from __future__ import annotations

import io
import json
import os
import time
from datetime import datetime
from typing import Any

import django
import xlsxwriter

from benchmarks.pages import _LE, base_temporaire

LIGNES = 5_000
LIMITE_S = 20.0
ENTETES = (
    "Axe (x)", "Sous-axe (x.x)", "Titre de l'action", "Descriptif", "Instances de gouvernance", "Objectifs",
    "Indicateurs liés", "Structure pilote", "Moyens humains et techniques", "Partenaires",
    "Direction ou service pilote",
    "Personne pilote", "Élu·e référent·e", "Participation Citoyenne", "Financeur 1", "Montant € HT",
    "Budget prévisionnel total € HT", "Statut", "Niveau de priorité", "Date de début", "Date de fin", "Notes",
)  # fmt: skip


def composer(lignes: int = LIGNES) -> bytes:
    """The spreadsheet: a hundred axes of fifty fiches."""
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as classeur:
        feuille = classeur.add_worksheet("Plan")
        jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
        feuille.write_row(0, 0, ENTETES)
        for n in range(lignes):
            axe = n // 50 + 1
            feuille.write_row(n + 1, 0, (
                f"{axe}. Axe {axe}", f"{axe}.{n % 4 + 1}. Sous-axe {n % 4 + 1}",
                f"{axe}.{n % 50}.{n} Agir sur le lieu {n}", "Ce que l'on fait, où, avec qui, dans quel ordre. " * 6,
                "COPIL climat", "Réduire, éviter, préparer. " * 4, f"Nombre de lieux du lot {n % 300} ; Part des lieux",
                "CC du banc", "0,2 ETP", f"Région, Asso {n % 80}", f"Service {n % 20}", f"Camille Roux{n % 60}",
                "Dominique Vial", "Concertation", f"Financeur {n % 9}", 1000 + n, 5000 + n,
                ("À venir", "En cours", "Réalisé")[n % 3], "Moyen",
            ))  # fmt: skip
            feuille.write_datetime(n + 1, 19, datetime(2024, 1 + n % 12, 1), jour)  # noqa: DTZ001
            feuille.write_string(n + 1, 20, "2028")
            feuille.write_string(n + 1, 21, "12/03/2026 : première réunion")
    return tampon.getvalue()


def mesurer() -> dict[str, Any]:
    """Figures of one import and of its undoing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings.test")
    os.environ.setdefault("CORDEE_CLE_SECRETE", "mesure")
    django.setup()
    octets = composer()
    with base_temporaire():
        return _mesurer(octets)


def _mesurer(octets: bytes) -> dict[str, Any]:
    from cordee.comptes.models import Utilisateur
    from cordee.plans.actions.imports import annuler_import, appliquer_import, deposer_import
    from cordee.territoires.enums import Nature, Role
    from cordee.territoires.models import Collectivite, Membre

    epci = Collectivite.objects.create(
        siren="000000034", nom="CC du banc", cle_recherche="cc du banc", nature=Nature.EPCI, population=8_000
    )
    qui = Utilisateur.objects.create_user("banc.imports@exemple.fr", prenom="Ada", nom="Banc")
    Membre.objects.create(utilisateur=qui, collectivite=epci, role=Role.EDITION, created_at=_LE)
    mesures: dict[str, Any] = {"imports_lignes": LIGNES}
    depart, processeur = time.perf_counter(), time.process_time()
    depot = deposer_import(epci, octets, "banc.xlsx", nom_plan="Banc", par=qui, le=_LE)
    mesures["imports_apercu_s"] = round(time.perf_counter() - depart, 2)
    mesures["imports_apercu_processeur_s"] = round(time.process_time() - processeur, 2)
    depart, processeur = time.perf_counter(), time.process_time()
    resultat = appliquer_import(depot, par=qui, le=_LE)
    mesures["imports_ecriture_s"] = round(time.perf_counter() - depart, 2)
    mesures["imports_ecriture_processeur_s"] = round(time.process_time() - processeur, 2)
    assert resultat.creees == LIGNES, resultat.phrase()
    depart, processeur = time.perf_counter(), time.process_time()
    depot.refresh_from_db()
    annuler_import(depot, par=qui, le=_LE)
    mesures["imports_annulation_s"] = round(time.perf_counter() - depart, 2)
    mesures["imports_annulation_processeur_s"] = round(time.process_time() - processeur, 2)
    mesures["imports_limite_s"] = LIMITE_S
    return mesures


if __name__ == "__main__":
    print(json.dumps(mesurer(), indent=2, ensure_ascii=False))
