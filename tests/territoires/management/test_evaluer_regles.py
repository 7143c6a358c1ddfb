"""`cordee evaluer_regles`: JSON to JSON, without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.socle.lancement import Fin, lancer


@pytest.fixture
def evaluer(tmp_path: Path, capsys):
    def executer(entree: Any) -> tuple[Fin, Any]:
        fichier, sortie = tmp_path / "entree.json", tmp_path / "sortie.json"
        fichier.write_bytes(entree if isinstance(entree, bytes) else json.dumps(entree).encode())
        fin = lancer(capsys, "evaluer_regles", "--entree", fichier, "--sortie", sortie)
        return fin, json.loads(sortie.read_text(encoding="utf-8")) if sortie.is_file() else None

    return executer


def test_chaque_regle_a_sa_valeur(evaluer) -> None:
    fin, sortie = evaluer(
        {
            "identite": {"type": "EPCI", "population": 12_000, "drom": False},
            "reponses": {"velo": True, "part": 0.4, "vide": None},
            "scores": {"cae_1.1": 0.5},
            "referentiel": "cae_1.0.0",
            "regles": [
                "reponse(velo, OUI)", "reponse(part) + 0.1", "identite(population, moins_de_20000)",
                "min(score(cae_1.1), 1)", "si FAUX alors 1", "referentiel(cae_0.9.0)", "si (", "score(cae_9)",
            ],
        }
    )  # fmt: skip
    assert fin == (0, "8 valeurs écrites.\n", "")
    assert sortie["valeurs"][:6] == [True, 0.5, True, 0.5, None, True]
    assert "erreur" in sortie["valeurs"][6]


def test_plusieurs_cas_en_un_fichier(evaluer) -> None:
    fin, sortie = evaluer({"cas": [{"regles": ["1"]}, {"regles": ["2", "3"]}, {"regles": []}]})
    assert (fin.code, fin.sortie) == (0, "3 valeurs écrites.\n")
    assert sortie == {"cas": [{"valeurs": [1]}, {"valeurs": [2, 3]}, {"valeurs": []}]}


def test_une_moitie_de_caractere_se_relit_comme_elle_a_ete_donnee(evaluer) -> None:
    fin, sortie = evaluer(b'{"regles": ["reponse(\\ud83d)"]}')
    assert fin.code == 0, fin.erreurs
    assert "erreur" in sortie["valeurs"][0]


@pytest.mark.parametrize(
    ("entree", "message"),
    [
        (b"{", "n'est pas du JSON valide"),
        (b"[]", "document : attendu un objet"),
        (b"{}", "regles : liste de règles manquante"),
        (b'{"regles": "1"}', "regles : attendu une liste, reçu un texte"),
        (b'{"regles": [1]}', "regles[0] : attendu un texte, reçu un nombre"),
        (b'{"regles": [], "identite": {"type": "planete"}}', "identite.type : attendu"),
        (b'{"regles": [], "identite": {"type": "EPCI", "population": -1}}', "identite.population : attendu"),
        (b'{"regles": [], "reponses": {"q": []}}', "reponses.q : attendu"),
        (b'{"regles": [], "scores": {"a": "b"}}', "scores.a : attendu"),
        (b'{"regles": [], "scores": {"a": NaN}}', "scores.a : attendu"),
        (b'{"regles": [], "referentiel": "lune_1.0.0"}', "referentiel : R"),
        (b'{"cas": [{"regles": 1}]}', "cas[0].regles : attendu une liste"),
    ],
)
def test_une_mauvaise_entree_se_dit_et_n_ecrit_rien(evaluer, entree: bytes, message: str) -> None:
    fin, sortie = evaluer(entree)
    assert (fin.code, fin.sortie, sortie) == (2, "", None)
    assert message in fin.erreurs
    assert "Traceback" not in fin.erreurs


def test_sans_ses_options_la_commande_dit_ce_qui_manque(capsys) -> None:
    fin = lancer(capsys, "evaluer_regles")
    assert (fin.code, fin.sortie) == (2, "")
    assert fin.erreurs == "Il manque : --entree, --sortie — voir « cordee evaluer_regles --help »\n"
