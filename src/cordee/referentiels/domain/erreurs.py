"""Errors of the référentiels domain.

    ErreurReferentiel                 anything wrong in this domain
    ├── IdentifiantInvalide           an identifier that names no node
    ├── StructureInvalide             definitions that do not make a tree
    ├── ImportRefuse                  a file of definitions refused as a whole, with every reason (``ErreurImport``)
    ├── AvancementInvalide            a split that is not three shares making 1
    ├── SaisieRefusee                 a statut that may not be written
    ├── EffetInvalide                 a factor of réduction out of bounds
    ├── CalculImpossible              a formula or a factor gives something that is not a number of points
    └── EntreeInvalide                a JSON input refused as a whole, with every reason

Messages are in French: they reach the person who sent the file or the statut.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class ErreurReferentiel(Exception):
    """Anything wrong in this domain."""


class IdentifiantInvalide(ErreurReferentiel, ValueError):
    """An identifier that names no node of a known référentiel."""


class StructureInvalide(ErreurReferentiel, ValueError):
    """Definitions that do not make a tree."""


@dataclass(frozen=True, slots=True)
class ErreurImport:
    """One reason to refuse a file: where and why.

    ``ligne`` is the line of the file where the row starts (1 for the header), ``colonne`` the name of the column
    (empty when the whole row or file is concerned).
    """

    ligne: int
    colonne: str
    message: str

    def __str__(self) -> str:
        lieu = f"ligne {self.ligne}" + (f", colonne « {self.colonne} »" if self.colonne else "")
        return f"{lieu} : {self.message}"


class ImportRefuse(ErreurReferentiel):
    """A file refused as a whole; ``erreurs`` lists every reason, in the order of the file."""

    def __init__(self, erreurs: Iterable[ErreurImport]) -> None:
        self.erreurs: tuple[ErreurImport, ...] = tuple(sorted(erreurs, key=lambda erreur: erreur.ligne))
        super().__init__(
            "Import refusé, rien n'a été enregistré.\n" + "\n".join(str(erreur) for erreur in self.erreurs)
        )


class AvancementInvalide(ErreurReferentiel, ValueError):
    """A split fait / programmé / pas fait that is not three shares between 0 and 1 making 1."""


class SaisieRefusee(ErreurReferentiel):
    """A statut that may not be written there."""


class EffetInvalide(ErreurReferentiel, ValueError):
    """A factor of réduction that is not a reasonable positive number."""


class CalculImpossible(ErreurReferentiel, ArithmeticError):
    """A formula or a factor gives something that is not a number of points."""


class EntreeInvalide(ErreurReferentiel, ValueError):
    """A JSON input refused as a whole; ``erreurs`` lists every reason with its path in the input."""

    def __init__(self, erreurs: Iterable[str]) -> None:
        self.erreurs: tuple[str, ...] = tuple(erreurs)
        super().__init__("Entrée refusée.\n" + "\n".join(self.erreurs))
