"""The maintainer's script that makes the bundled list from the open package."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cordee.territoires.domain.fichier_collectivites import lire_collectivites

RACINE = Path(__file__).resolve().parents[2]
MEMBRES = [
    {"code": "04154", "siren": "210401543", "nom": "Pontis", "populationTotale": 92},
    {"code": "05023", "siren": "210500237", "nom": "Briancon", "populationTotale": 11_500},
]
PAQUET: dict[str, list[dict[str, Any]]] = {
    "epci.json": [
        {"code": "240500439", "nom": "CC  d’ici", "type": "CC", "populationTotale": 11_592, "membres": MEMBRES},
    ],
    "communes.json": [
        {"code": "05023", "siren": "210500237", "nom": "Briançon", "type": "commune-actuelle"},
        {"code": "85113", "siren": "218501138", "nom": "L'Île-d'Yeu", "type": "commune-actuelle", "population": 4_883},
        {"code": "97801", "siren": "219780107", "nom": "Saint-Martin", "type": "commune-actuelle"},
        {"code": "98711", "nom": "Anaa", "type": "commune-actuelle"},
        {"code": "05024", "nom": "Ancienne", "type": "commune-deleguee"},
    ],
    "departements.json": [
        {"code": "05", "region": "93"},
        {"code": "04", "region": "93"},
        {"code": "85", "region": "52"},
        {"code": "978", "region": "978"},
    ],
    "regions.json": [{"code": "93", "zone": "metro"}, {"code": "04", "zone": "drom"}],
}


def ecrire(dossier: Path, **fichiers: list[dict[str, Any]]) -> None:
    for nom, lignes in {**PAQUET, **fichiers}.items():
        (dossier / nom).write_text(json.dumps(lignes), encoding="utf-8")


def compacter(dossier: Path, sortie: Path) -> subprocess.CompletedProcess[str]:
    script = RACINE / "tools" / "compacter_collectivites"
    commande = [sys.executable, str(script), str(dossier), "--sortie", str(sortie)]
    return subprocess.run(commande, capture_output=True, text=True, check=False)


def test_le_script_garde_l_essentiel_et_rend_toujours_les_memes_octets(tmp_path: Path) -> None:
    sortie, deuxieme = tmp_path / "liste.json.gz", tmp_path / "encore.json.gz"
    ecrire(tmp_path)
    resultat = compacter(tmp_path, sortie)
    assert resultat.returncode == 0, resultat.stderr
    assert resultat.stdout.startswith("1 EPCI, 3 communes")
    (epci,), (yeu,) = (fichier := lire_collectivites(sortie.read_bytes())).epci, fichier.hors_epci
    assert (epci.nom, epci.departements, epci.region, epci.drom) == ("CC d'ici", ("05", "04"), "93", False)
    assert [(commune.nom, commune.population) for commune in epci.communes] == [("Pontis", 92), ("Briançon", 11_500)]
    assert (yeu.nom, yeu.population) == ("L'Île-d'Yeu", 4_883)
    ecrire(tmp_path, **{"communes.json": PAQUET["communes.json"][::-1]})
    compacter(tmp_path, deuxieme)
    assert deuxieme.read_bytes() == sortie.read_bytes()


@pytest.mark.parametrize("siren", ["240500438", ""])
def test_le_script_n_ecrit_pas_une_liste_que_le_programme_refuserait(tmp_path: Path, siren: str) -> None:
    ecrire(tmp_path, **{"epci.json": [{**PAQUET["epci.json"][0], "code": siren}]})
    resultat = compacter(tmp_path, tmp_path / "liste.json.gz")
    assert resultat.returncode == 1
    assert "clé de contrôle" in resultat.stderr
    assert not (tmp_path / "liste.json.gz").exists()


def test_le_script_dit_quel_dossier_lui_donner(tmp_path: Path) -> None:
    resultat = compacter(tmp_path, tmp_path / "liste.json.gz")
    assert resultat.returncode == 1
    assert "dossier « data »" in resultat.stderr
