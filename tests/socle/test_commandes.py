"""Base of the commands: what a person sees when they mistype."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, ProgrammingError

from cordee.socle.commandes import Commande, ErreurDeSaisie, ecrire_json, lire_json


class Essai(Commande):
    help = "Une commande d'essai."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fichier")
        parser.add_argument("--port", type=int)
        parser.add_argument("--taux", type=float)
        parser.add_argument("--couleur", choices=["bleu", "vert"])
        parser.add_argument("--couvert", action="store_true")
        parser.add_argument("--noms", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["fichier"]:
            case "saisie":
                raise ErreurDeSaisie(["Premier défaut.", "Second défaut."])
            case "base":
                raise OperationalError("no such table: x")
            case "schema":
                raise ProgrammingError('relation "x" does not exist')
        self.dire(f"reçu {options['fichier']}")


def lancer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """(exit code, stdout, stderr)"""
    code = 0
    try:
        Essai().run_from_argv(["cordee", "essai", *arguments])
    except SystemExit as sortie:
        code = int(sortie.code or 0)
    lu = capsys.readouterr()
    return code, lu.out, lu.err


@pytest.fixture(autouse=True)
def _sans_fermer_la_base(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command closes the connections of its process; here that process is the suite's."""
    monkeypatch.setattr("cordee.socle.commandes.connections.close_all", lambda: None)


class TestArguments:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((), "Il manque : fichier"),
            (("a", "--lune"), "Options inconnues : --lune"),
            (("a", "--port"), "Option --port: attend une valeur"),
            (("a", "--port", "mille"), "Option --port: n'est pas un nombre entier : 'mille'"),
            (("a", "--taux", "fort"), "Option --taux: n'est pas un nombre : 'fort'"),
            (("a", "--couleur", "rouge"), "Option --couleur: valeur inconnue : 'rouge' (au choix : 'bleu', 'vert')"),
            (("a", "--cou", "bleu"), "Option ambiguë : --cou peut vouloir dire --couleur, --couvert"),
            (("a", "--couvert=oui"), "Option --couvert: n'attend pas de valeur, mais a reçu 'oui'"),
            (("a", "--noms"), "Option --noms: attend au moins une valeur"),
        ],
    )
    def test_une_faute_de_frappe_se_dit_en_francais_en_une_ligne(self, capsys, arguments, message: str) -> None:
        assert lancer(capsys, *arguments) == (2, "", f"{message} — voir « cordee essai --help »\n")

    @pytest.mark.parametrize("option", ["-h", "--help", "--aide"])
    def test_l_aide_est_en_francais(self, capsys, option: str) -> None:
        code, sortie, erreur = lancer(capsys, option)
        assert (code, erreur) == (0, "")
        assert sortie.startswith("Emploi : cordee essai")
        assert "Une commande d'essai." in sortie
        assert "usage" not in sortie
        assert "--settings" not in sortie

    def test_l_emploi_seul_aussi(self) -> None:
        assert Essai().create_parser("cordee", "essai").format_usage().startswith("Emploi :")


class TestSorties:
    def test_le_resultat_va_sur_la_sortie(self, capsys) -> None:
        assert lancer(capsys, "ceci") == (0, "reçu ceci\n", "")

    def test_chaque_defaut_a_sa_ligne_et_le_code_est_deux(self, capsys) -> None:
        assert lancer(capsys, "saisie") == (2, "", "Premier défaut.\nSecond défaut.\n")

    @pytest.mark.parametrize("panne", ["base", "schema"])
    def test_une_base_sans_tables_dit_quoi_faire(self, capsys, panne: str) -> None:
        code, sortie, erreur = lancer(capsys, panne)
        assert (code, sortie) == (2, "")
        assert erreur.startswith("La base de données n'est pas prête : lancez « cordee migrate »")

    def test_un_seul_message_se_donne_en_texte(self) -> None:
        erreur = ErreurDeSaisie("Un défaut.")
        assert (erreur.messages, erreur.returncode) == (["Un défaut."], 2)


class TestLireJson:
    @pytest.mark.parametrize(
        ("octets", "message"),
        [
            (b'{"a": ', "n'est pas du JSON valide : ligne 1, colonne 7"),
            (b"", "n'est pas du JSON valide : ligne 1, colonne 1"),
            ('"é"'.encode("latin-1"), r"n'est pas un texte en UTF-8 \(octet 1\)"),
            (b"[" * 100_000, "trop de niveaux imbriqués"),
            (b"9" * 5_000, "un nombre démesuré"),
        ],
    )
    def test_un_fichier_abime_se_dit(self, tmp_path: Path, octets: bytes, message: str) -> None:
        fichier = tmp_path / "entree.json"
        fichier.write_bytes(octets)
        with pytest.raises(ErreurDeSaisie, match=message):
            lire_json(fichier)

    def test_un_fichier_absent_ou_un_dossier_se_disent(self, tmp_path: Path) -> None:
        for chemin in (tmp_path / "absent.json", tmp_path):
            with pytest.raises(ErreurDeSaisie, match="n'existe pas"):
                lire_json(chemin)

    @pytest.mark.skipif(not Path("/proc/self/mem").is_file(), reason="il faut un fichier qui ne se lit pas")
    def test_un_fichier_qui_ne_se_lit_pas_se_dit(self) -> None:
        with pytest.raises(ErreurDeSaisie, match="Impossible de lire"):
            lire_json("/proc/self/mem")

    def test_la_marque_d_ordre_des_octets_ne_gene_pas(self, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_bytes(b'\xef\xbb\xbf{"a": 1}')
        assert lire_json(tmp_path / "a.json") == {"a": 1}


class TestEcrireJson:
    def test_ce_qui_est_ecrit_se_relit(self, tmp_path: Path) -> None:
        contenu = {"é": [1, 2.5, None, True, "moitié \ud83d"]}
        ecrire_json(tmp_path / "sortie.json", contenu)
        assert json.loads((tmp_path / "sortie.json").read_text(encoding="utf-8")) == contenu
        assert [f.name for f in tmp_path.iterdir()] == ["sortie.json"]

    def test_un_dossier_absent_se_dit(self, tmp_path: Path) -> None:
        with pytest.raises(ErreurDeSaisie, match="n'existe pas : créez-le, ou changez --sortie"):
            ecrire_json(tmp_path / "nulle-part" / "sortie.json", {})

    @pytest.mark.parametrize("nom", ["dossier", ".", ""])
    def test_un_dossier_a_la_place_du_fichier_se_dit(self, tmp_path: Path, nom: str, monkeypatch) -> None:
        (tmp_path / "dossier").mkdir()
        monkeypatch.chdir(tmp_path)
        with pytest.raises(ErreurDeSaisie, match="est un dossier"):
            ecrire_json(nom, {})

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="il faut un disque plein")
    def test_un_disque_plein_ne_laisse_pas_de_moitie(self, tmp_path: Path) -> None:
        sortie = tmp_path / "sortie.json"
        sortie.write_text("avant", encoding="utf-8")
        (tmp_path / "sortie.json.partiel").symlink_to("/dev/full")
        with pytest.raises(ErreurDeSaisie, match="Impossible d'écrire"):
            ecrire_json(sortie, {"a": 1})
        assert sortie.read_text(encoding="utf-8") == "avant"
        assert [f.name for f in tmp_path.iterdir()] == ["sortie.json"]
