"""`cordee travailler`, on the real engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django_tasks import task_backends
from django_tasks_db.models import DBTaskResult
from tests.conftest import RACINE
from tests.socle.fabrique_travaux import LE, seules_rondes, travail_essai
from tests.socle.lancement import lancer

from cordee.socle.management.commands import travailler
from cordee.socle.models import Ronde, Travail
from cordee.socle.travaux import Suivi, lancer_travail


@pytest.fixture
def moteur_en_base(settings) -> Iterator[None]:
    """The engine of production instead of that of the tests."""
    _changer_moteur(settings, {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}})
    yield
    _oublier_moteur()


def _changer_moteur(settings, moteur: dict) -> None:
    settings.TASKS = moteur
    _oublier_moteur()


def _oublier_moteur() -> None:
    task_backends.__dict__.pop("settings", None)
    task_backends._settings = None
    if hasattr(task_backends._connections, "default"):
        del task_backends._connections.default


@pytest.mark.django_db(transaction=True)
def test_ce_qui_attend_en_base_s_execute(capsys, moteur_en_base: None) -> None:
    passages: list[str] = []

    def executer(travail: Travail, suivi: Suivi) -> None:
        suivi.avancer(0.5, "Lecture")
        passages.append(travail.libelle)

    with travail_essai(executer) as genre, seules_rondes(minute=lambda le: passages.append("ronde")):
        for libelle in ("un", "deux"):
            lancer_travail(genre, libelle=libelle, parametres={}, par=None, le=LE)
        assert DBTaskResult.objects.count() == 2
        fin = lancer(capsys, "travailler", "--une-fois")
    assert (fin.code, passages) == (0, ["ronde", "un", "deux"])
    assert set(Travail.objects.values_list("etat", "avancement")) == {("fini", 100)}


@pytest.mark.django_db
def test_sans_file_en_base_la_commande_le_dit(capsys) -> None:
    fin = lancer(capsys, "travailler")
    assert fin.code == 2
    assert fin.erreurs.startswith("Le réglage TASKS n'emploie pas la base de données")


@pytest.mark.django_db(transaction=True)
def test_une_base_absente_n_arrete_pas_le_battement(monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    def absente(le) -> None:
        raise travailler.DatabaseError("coupée")

    monkeypatch.setattr(travailler, "battre", absente)
    monkeypatch.setattr(travailler, "close_old_connections", lambda: None)
    travailler.Battement().battre()
    assert "la base de données ne répond pas" in caplog.text


class TestDansUnAutreProcessus:
    """A worker beside a site, on a real SQLite file."""

    PROGRAMME = "from cordee.config.programme import main; main()"

    @pytest.fixture
    def environ(self, tmp_path: Path) -> dict[str, str]:
        environ = {cle: v for cle, v in os.environ.items() if not cle.startswith(("CORDEE_", "DJANGO_"))}
        environ["CORDEE_DONNEES"] = str(tmp_path)
        subprocess.run(
            [sys.executable, "-c", self.PROGRAMME, "migrate", "django_tasks_database", "--verbosity", "0"],
            cwd=RACINE / "src", env=environ, check=True, timeout=120,
        )  # fmt: skip
        return environ

    def test_il_travaille_puis_finit_avec_le_programme_qui_l_a_lance(self, environ: dict[str, str]) -> None:
        parent = (
            "import os, subprocess, sys, time;"
            f"commande = [sys.executable, '-c', {self.PROGRAMME!r}, 'travailler', '--parent', str(os.getpid())];"
            "print(subprocess.Popen(commande).pid, flush=True); time.sleep(60)"
        )
        pere = subprocess.Popen(
            [sys.executable, "-c", parent], cwd=RACINE / "src", env=environ, stdout=subprocess.PIPE, text=True
        )
        try:
            assert pere.stdout is not None
            fils = int(pere.stdout.readline())
            assert pere.stdout.readline() == "Au travail : Ctrl+C pour arrêter.\n"
            assert _vit(fils)
        finally:
            pere.send_signal(signal.SIGKILL)
            pere.wait(timeout=10)
        limite = time.monotonic() + 20
        while _vit(fils) and time.monotonic() < limite:
            time.sleep(0.2)
        assert not _vit(fils)


def _vit(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.django_db(transaction=True)
def test_le_battement_bat_puis_s_arrete() -> None:
    passages: list[object] = []
    with seules_rondes(minute=passages.append):
        battement = travailler.Battement()
        battement.battre()
        battement.battre()
    assert len(passages) == 1
    assert Ronde.objects.get().code == "essai.minute"
