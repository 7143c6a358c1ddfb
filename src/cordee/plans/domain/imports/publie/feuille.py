"""A sheet laid out as a fiche: labels on the left, texts on the right."""

from __future__ import annotations

from cordee.plans.domain.colonnes_cellules import lire_texte
from cordee.plans.domain.imports.classeurs import Feuille
from cordee.plans.domain.imports.publie.blocs import Bloc, numeroter, ranger


def blocs_feuille(feuille: Feuille) -> list[Bloc]:
    """Blocks of a sheet: a row of several cells, or a lone cell as a paragraph."""
    blocs = []
    for ligne in feuille.lignes:
        cellules = [lire_texte(valeur) for valeur in ligne]
        remplies = [cellule for cellule in cellules if cellule]
        seule = len(remplies) == 1
        blocs.append(ranger(remplies if seule else _serrer(cellules), tableau=not seule))
    return numeroter(blocs)


def _serrer(cellules: list[str]) -> list[str]:
    """Without the empty cells but the first, which says that the label is the one above."""
    return [cellule for rang, cellule in enumerate(cellules) if cellule or rang == 0]
