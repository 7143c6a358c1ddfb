"""The `cordee` program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands
from tests.conftest import RACINE
from tests.socle.lancement import lancer

from cordee.config.programme import main

COMMANDES = sorted(nom for nom, application in get_commands().items() if str(application).startswith("cordee."))


@pytest.mark.parametrize("arguments", [(), ("aide",), ("-h",), ("--help",)])
def test_sans_commande_le_programme_dit_les_siennes(capsys, arguments: tuple[str, ...]) -> None:
    fin = lancer(capsys, *arguments)
    assert (fin.code, fin.erreurs) == (0, "")
    assert fin.sortie.startswith("Cordée, les commandes :")


def test_toutes_les_commandes_citees_existent_et_toutes_les_notres_sont_citees(capsys) -> None:
    citees = set(re.findall(r"^  cordee (\w+)", lancer(capsys, "aide").sortie, re.MULTILINE))
    assert citees == set(COMMANDES)


def test_une_commande_inconnue_est_une_erreur_de_saisie(capsys) -> None:
    fin = lancer(capsys, "chargr_donnees")
    assert (fin.code, fin.sortie) == (2, "")
    assert fin.erreurs.startswith("Commande inconnue : « chargr_donnees ».\nCordée, les commandes :")


@pytest.mark.parametrize("commande", COMMANDES)
def test_chaque_commande_s_explique_en_francais(capsys, commande: str) -> None:
    fin = lancer(capsys, commande, "--help")
    assert (fin.code, fin.erreurs) == (0, "")
    assert fin.sortie.startswith(f"Emploi : cordee {commande}")
    assert len(fin.sortie.splitlines()) > 3


def test_les_arguments_sont_ceux_de_la_ligne_de_commande(capsys, monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", ["cordee", "aide"])
    main()
    assert "cordee demo" in capsys.readouterr().out


class TestDansUnAutreProcessus:
    """From outside, as a person: a fresh folder of data, the settings of a workstation."""

    def lancer(self, dossier: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environ = {cle: v for cle, v in os.environ.items() if not cle.startswith(("CORDEE_", "DJANGO_"))}
        environ["CORDEE_DONNEES"] = str(dossier)
        programme = "from cordee.config.programme import main; main()"
        return subprocess.run(
            [sys.executable, "-c", programme, *arguments],
            cwd=RACINE / "src", env=environ, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def test_une_base_sans_tables_dit_de_migrer(self, tmp_path: Path) -> None:
        fin = self.lancer(tmp_path, "charger_donnees")
        assert fin.returncode == 2, fin.stderr
        assert fin.stdout == ""
        assert fin.stderr.startswith("La base de données n'est pas prête : lancez « cordee migrate »")
        assert "Traceback" not in fin.stderr

    def test_le_calcul_se_passe_de_base(self, tmp_path: Path) -> None:
        entree, sortie = tmp_path / "entree.json", tmp_path / "sortie.json"
        entree.write_text('{"regles": ["1 + 1"]}', encoding="utf-8")
        fin = self.lancer(tmp_path / "vide", "evaluer_regles", "--entree", str(entree), "--sortie", str(sortie))
        assert (fin.returncode, fin.stdout, fin.stderr) == (0, "1 valeur écrite.\n", "")
        assert sortie.read_text(encoding="utf-8") == '{"valeurs": [2]}'
        assert not list((tmp_path / "vide").glob("*.sqlite3"))
