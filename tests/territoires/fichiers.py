"""Small lists of collectivités, in the format of the bundled one."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

BRIANCON = ["210500237", "05023", "Briançon", 11_500]
VILLAR = ["210501813", "05181", "Villar-d'Arêne", None]
YEU = ["218501138", "85113", "L'Île-d'Yeu", 4_883]
BRIANCONNAIS = "240500439"
ECRINS = "240500462"


def ligne_epci(siren: str, nom: str, communes: list[list[Any]], population: int | None = 19_490) -> list[Any]:
    """An EPCI of the Hautes-Alpes."""
    return [siren, nom, "CC", population, "05", "93", False, communes]


def contenu(**changements: Any) -> dict[str, Any]:
    """Two EPCI with one commune each, and an island."""
    return {
        "format": 1,
        "millesime": 2026,
        "departements": {"04": "93", "05": "93", "85": "52", "974": "04"},
        "epci": [
            ligne_epci(BRIANCONNAIS, "CC du Briançonnais", [BRIANCON]),
            ligne_epci(ECRINS, "CC du Pays des Ecrins", [VILLAR], 6_771),
        ],
        "communes": [YEU],
        **changements,
    }


def octets(**changements: Any) -> bytes:
    """The same, compressed."""
    return gzip.compress(json.dumps(contenu(**changements)).encode(), mtime=0)


def ecrire(dossier: Path, **changements: Any) -> Path:
    """The same, in a file."""
    fichier = dossier / "liste.json.gz"
    fichier.write_bytes(octets(**changements))
    return fichier
