"""What a sheet of our spreadsheet is made of: columns of « Fiches », columns of the others (`colonnes_feuilles`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cordee.plans.domain.colonnes_cellules import Codec, Valeur
from cordee.plans.domain.fiche import FicheComplete


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column of « Fiches »: how a fiche fills the cell (`ecrire`), how the cell fills a fiche (`poser`).
    `groupe` is the band of the template that it belongs to; `largeur` in characters."""

    cle: str
    entete: str
    groupe: str
    ecrire: Callable[[FicheComplete], Valeur]
    poser: Callable[[FicheComplete, Valeur], None]
    format: str = "texte"
    largeur: int = 18


@dataclass(frozen=True, slots=True)
class Champ:
    """One column of another sheet: an attribute of the rows' class."""

    attribut: str
    entete: str
    codec: Codec
    largeur: int = 18


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with one row for each value of a list of the fiche (`attribut`)."""

    feuille: str
    attribut: str
    classe: Any
    champs: tuple[Champ, ...]
    requis: tuple[str, ...]
