"""Time and weight of the tree of the CAE (1,470 rows) for an EPCI that gave some 900 statuts, and time to write one.

    python benchmarks/pages.py        prints the figures as JSON

Stated limits on SQLite: the page in 150 ms of server time and 150 KB once compressed (gzip, level 6), a statut with
recomputation and answer in 60 ms. The database is a temporary file filled by the program's own loaders and actions,
dropped at the end. Requests go through Django's whole stack (test client), without a network.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from django.test import Client

    from cordee.comptes.models import Utilisateur
    from cordee.referentiels.models import Engagement

LIMITE_PAGE_MS = 150.0
LIMITE_PAGE_KO = 150.0
LIMITE_STATUT_MS = 60.0
STATUTS = 900
_REPETITIONS = 15
_LE = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def base_temporaire() -> Iterator[None]:
    """A fresh SQLite file with every table, opened as an installation opens it, dropped at the end."""
    from django.db import connection

    from cordee.config.settings.base import SQLITE_OPTIONS

    nom = connection.settings_dict["NAME"]
    connection.settings_dict["OPTIONS"] = SQLITE_OPTIONS
    with tempfile.TemporaryDirectory() as dossier:
        connection.settings_dict["TEST"]["NAME"] = str(Path(dossier) / "mesure.sqlite3")
        connection.creation.create_test_db(verbosity=0, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(nom, verbosity=0)


def peupler() -> tuple[Engagement, Utilisateur]:
    """The bundled référentiels and questions, an EPCI, its editor, and 900 statuts in the CAE."""
    from cordee.comptes.models import Utilisateur
    from cordee.referentiels.actions.donnees import charger_donnees_referentiels
    from cordee.referentiels.actions.engagements import ouvrir_referentiel
    from cordee.referentiels.actions.statuts import renseigner_statuts
    from cordee.referentiels.domain import Avancement, Niveau, Saisie, StatutAvancement
    from cordee.referentiels.models import Referentiel
    from cordee.referentiels.queries.scores import etat_des_lieux
    from cordee.territoires.actions.questions import charger_questions
    from cordee.territoires.enums import Nature, Role
    from cordee.territoires.models import Collectivite, Membre

    charger_questions(par=None, le=_LE)
    charger_donnees_referentiels(par=None, le=_LE)
    epci = Collectivite.objects.create(
        siren="000000018", nom="CC de la mesure", cle_recherche="cc de la mesure", nature=Nature.EPCI, population=8_000
    )
    qui = Utilisateur.objects.create_user("banc@exemple.fr", prenom="Ada", nom="Banc")
    Membre.objects.create(utilisateur=qui, collectivite=epci, role=Role.EDITION, created_at=_LE)
    engagement = ouvrir_referentiel(epci, Referentiel.objects.get(code="cae"), par=qui, le=_LE)
    etat = etat_des_lieux(epci, engagement.referentiel)
    choix = cycle([*StatutAvancement][1:4] * 5 + [StatutAvancement.DETAILLE, StatutAvancement.NON_CONCERNE])
    detail = Avancement(0.4, 0.35, 0.25)
    taches = (t for t in etat.charge.arbre.of_niveau(Niveau.TACHE) if not etat.scores.noeud(t).desactive)
    saisies = [Saisie(tache, statut, detail) for tache, statut in zip(islice(taches, STATUTS), choix, strict=False)]
    renseigner_statuts(engagement, saisies, par=qui, le=_LE)
    return engagement, qui


def chronometrer(geste: Callable[[int], None]) -> float:
    """Median milliseconds of a gesture, after two rounds that fill the caches."""
    durees = []
    for rang in range(_REPETITIONS + 2):
        debut = time.perf_counter()
        geste(rang)
        durees.append((time.perf_counter() - debut) * 1000)
    return round(statistics.median(durees[2:]), 1)


def mesurer_page(client: Client, engagement: Engagement) -> tuple[float, float]:
    """Milliseconds and compressed kilobytes of the page."""
    from django.urls import reverse

    adresse = reverse("arbre", args=[engagement.collectivite.siren, "cae"])
    duree = chronometrer(lambda _: _reussir(client.get(adresse)))
    return duree, round(len(gzip.compress(client.get(adresse).content, compresslevel=6)) / 1024, 1)


def mesurer_statut(client: Client, engagement: Engagement) -> float:
    """Milliseconds of a statut written from the tree, its answer included."""
    from django.urls import reverse

    adresse = reverse("statut", args=[engagement.collectivite.siren, "cae"])
    entetes = {"HX-Request": "true"}

    def ecrire(rang: int) -> None:
        donnees = {"code": "cae_2.1.1.1.1", "statut": ("fait", "programme", "pas_fait")[rang % 3]}
        _reussir(client.post(adresse, donnees, headers=entetes))

    return chronometrer(ecrire)


def _reussir(reponse: Any) -> None:
    if reponse.status_code != 200:
        raise RuntimeError(f"réponse {reponse.status_code}")


def mesurer() -> dict[str, Any]:
    """Median figures; the page is measured as an editor sees it, which is its heaviest form."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings.test")
    django.setup()
    from django.test import Client

    with base_temporaire():
        engagement, qui = peupler()
        client = Client()
        client.force_login(qui)
        page_ms, page_ko = mesurer_page(client, engagement)
        statut_ms = mesurer_statut(client, engagement)
    return {
        "page_arbre_cae_ms": page_ms,
        "page_arbre_cae_ko": page_ko,
        "statut_ms": statut_ms,
        "limites_pages": [LIMITE_PAGE_MS, LIMITE_PAGE_KO, LIMITE_STATUT_MS],
    }


if __name__ == "__main__":
    print(json.dumps(mesurer()))
