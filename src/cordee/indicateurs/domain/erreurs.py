"""Errors of the files of indicateurs.

    ImportRefuse        a file refused as a whole, with every reason (`ErreurLigne`)

Messages are in French: they reach the person who sent the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErreurLigne:
    """One reason to refuse: the line where the row starts (1 is the header), the column (empty for the whole row)."""

    ligne: int
    colonne: str
    message: str

    def __str__(self) -> str:
        colonne = f", colonne « {self.colonne} »" if self.colonne else ""
        return f"ligne {self.ligne}{colonne} : {self.message}"


class ImportRefuse(Exception):
    """Nothing was written; `erreurs` lists every reason, in the order of the file."""

    def __init__(self, erreurs: Iterable[ErreurLigne]) -> None:
        self.erreurs: tuple[ErreurLigne, ...] = tuple(sorted(erreurs, key=lambda erreur: erreur.ligne))
        super().__init__("\n".join(str(erreur) for erreur in self.erreurs))
