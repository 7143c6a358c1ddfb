"""Fixtures shared by every test."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

# What Hypothesis finds does not depend on how busy the machine is.
settings.register_profile("cordee", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cordee")

RACINE = Path(__file__).resolve().parent.parent
CHARGEES_LE = datetime(2026, 1, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="session")
def dossier_partage() -> Path:
    """The folder of official files and golden cases, which is beside the project in some places and absent in most."""
    dossier = Path(os.environ.get("CORDEE_PARTAGE", RACINE.parent / "shared"))
    if not (dossier / "vectors").is_dir():
        pytest.skip("les cas de référence (CORDEE_PARTAGE) sont absents de cette machine")
    return dossier


@pytest.fixture(autouse=True)
def _vider_ce_que_la_base_ne_tient_pas() -> Iterator[None]:
    """Files and cached words of a test go with it: numbers come back after a rollback, and the next job of the same
    number would find its file taken or its cancellation asked."""
    yield
    caches["travaux"].clear()
    for noms in default_storage.listdir(""):
        for nom in noms:
            default_storage.delete(nom)


def charger_donnees_livrees() -> None:
    """The bundled questions and référentiels, without the lines that their load writes in the audit trail."""
    from cordee.journal.models import Ecriture
    from cordee.referentiels.actions.donnees import charger_donnees_referentiels
    from cordee.territoires.actions.questions import charger_questions

    charger_questions(par=None, le=CHARGEES_LE)
    charger_donnees_referentiels(par=None, le=CHARGEES_LE)
    Ecriture.objects.all().delete()


@pytest.fixture(scope="session")
def _donnees_du_processus(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        charger_donnees_livrees()


@pytest.fixture
def donnees_livrees(_donnees_du_processus: None, db: None) -> None:
    """The bundled référentiels and questions, loaded once in each process (about a second). The tests that ask for it
    run after all the others, which see an empty database (`pytest_collection_modifyitems`)."""
    from cordee.referentiels.models import Referentiel

    if not Referentiel.objects.exists():  # a transactional test has emptied the database since
        charger_donnees_livrees()


@pytest.fixture
def fiches_cherchables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fiches made during the test are found by their words."""
    from tests.plans.factories import FicheFactory

    monkeypatch.setattr(FicheFactory, "_cherchables", True)


def pytest_collection_finish() -> None:
    """What was imported and collected lives to the end: the collector of Python need not walk it again at each test,
    nor come as often as in a program that lasts (a sixth of the suite)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the bundled data comes last, so that no other test ever sees them."""
    items.sort(key=lambda item: "donnees_livrees" in getattr(item, "fixturenames", ()))
