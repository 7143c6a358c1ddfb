"""What every kind of document becomes before it is interpreted: a list of blocks, with boxes as ☐ and ☒."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cordee.plans.domain.imports.invisibles import sans_invisibles

BLOCS_MAX = 60_000
TEXTE_MAX = 400_000
"""Characters of one block."""


@dataclass(frozen=True, slots=True)
class Bloc:
    """A paragraph (one cell) or a row of a table. `niveau` is that of a heading, 0 for none; `gras` when the whole
    text is bold; `ligne` its place in the document, from 1; `courant` for the header or the footer of its pages. In a
    row, `largeurs` are the columns over which each cell spreads (one when it is empty), `couvertes` the columns that a
    cell of a row above covers. `cle` is the field that a label opens, when it was told by what surrounds it; `debut`,
    that a fiche begins here for sure."""

    cellules: tuple[str, ...]
    niveau: int = 0
    gras: bool = False
    tableau: bool = False
    ligne: int = 0
    courant: bool = False
    largeurs: tuple[int, ...] = ()
    couvertes: frozenset[int] = frozenset()
    cle: str = ""
    debut: bool = False

    @property
    def texte(self) -> str:
        """The cells one after the other."""
        return "\n".join(cellule for cellule in self.cellules if cellule)

    @property
    def par_colonne(self) -> dict[int, str]:
        """The cells by the column of the table in which they begin, the empty ones left out."""
        places, place = {}, 0
        for rang, cellule in enumerate(self.cellules):
            places[place] = cellule
            place += self.largeurs[rang] if rang < len(self.largeurs) else 1
        return {place: cellule for place, cellule in places.items() if cellule}

    @property
    def est_un_titre(self) -> bool:
        """Heading, or bold line."""
        return not self.tableau and (self.niveau > 0 or self.gras)


def ranger(
    cellules: Iterable[str],
    *,
    niveau: int = 0,
    gras: bool = False,
    tableau: bool = False,
    largeurs: Iterable[int] = (),
    couvertes: Iterable[int] = (),
) -> Bloc | None:
    """A block from raw cells: outer blanks and empty cells at the end taken off, None when nothing remains."""
    propres = [propre(cellule) for cellule in cellules]
    while propres and not propres[-1]:
        propres.pop()
    if not any(propres):
        return None
    return Bloc(tuple(propres), niveau, gras, tableau, largeurs=tuple(largeurs), couvertes=frozenset(couvertes))


def propre(texte: str) -> str:
    """Single spaces, no empty lines, the boxes of every origin as ☐ and ☒."""
    texte = sans_invisibles(texte[:TEXTE_MAX].translate(_TYPOGRAPHIE))
    lignes = (re.sub(r"[ \t\u00a0\u202f\u2009]+", " ", ligne).strip() for ligne in texte.split("\n"))
    return unifier_cases("\n".join(ligne for ligne in lignes if ligne))


_TYPOGRAPHIE = str.maketrans(
    {
        "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st",
        "\ufb06": "st", "\u2028": "\n", "\u2029": "\n",
    }
)  # fmt: skip
"""Ligatures of a PDF as letters, without the hyphens that only the page needed."""
_CASES = (
    (re.compile(r"\[\s*[xX✓✔]\s*\]"), "☒"),
    (re.compile(r"\[\s?\](?!\()"), "☐"),
    (re.compile(r"[☑✅🗹🗷\uf0fe\uf053\uf054\uf078]"), "☒"),
    (re.compile(r"[□◻▢⬜❏❑\uf0a8\uf06f\uf071\uf072\uf0a3]"), "☐"),
)


def unifier_cases(texte: str) -> str:
    """Every drawing of a box as ☐ (empty) or ☒ (ticked)."""
    for motif, case in _CASES:
        texte = motif.sub(case, texte)
    return texte


def numeroter(blocs: Iterable[Bloc | None]) -> list[Bloc]:
    """Gives each block its place."""
    gardes = [bloc for bloc in blocs if bloc is not None][:BLOCS_MAX]
    return [replace(bloc, ligne=rang) for rang, bloc in enumerate(gardes, 1)]
