"""The name of a document: what people read, and what the file is called when it is downloaded."""

from __future__ import annotations

import unicodedata

LONGUEUR_MAX = 200
INTERDITS = '\\/:*?"<>|'
"""Signs that a file name cannot hold on some systems."""


class NomRefuse(Exception):
    """The name cannot be kept; the message is a French sentence."""


def nettoyer_nom(nom: str) -> str:
    """The name without path, invisible characters nor double spaces. Raises NomRefuse when nothing is left of it or
    when it is longer than LONGUEUR_MAX."""
    dernier = nom.replace("\\", "/").rpartition("/")[2] if "/" in nom or "\\" in nom else nom
    visible = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFC", dernier))
    propre = " ".join(visible.split()).strip(". ")
    if not propre:
        raise NomRefuse("Donnez un nom à ce document.")
    if len(propre) > LONGUEUR_MAX:
        raise NomRefuse(f"Raccourcissez le nom : {LONGUEUR_MAX} caractères au plus.")
    return propre


def extension(nom: str) -> str:
    """`pdf` for `Bilan 2025.PDF`, empty when there is none (a long or spaced ending is part of the name)."""
    racine, point, fin = nom.rpartition(".")
    return fin.lower() if point and racine and fin.isalnum() and len(fin) <= 10 else ""


def nom_de_telechargement(nom: str, nom_range: str) -> str:
    """The name with the extension of the kept file, and without the signs that some systems refuse."""
    sur = "".join("-" if c in INTERDITS else c for c in nom)
    fin = extension(nom_range)
    return sur if not fin or extension(sur) == fin else f"{sur}.{fin}"
