"""What is kept of the calculation, compact; ``scores.Scores`` reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cordee.referentiels.domain.arrondi import MILLIEMES
from cordee.referentiels.domain.atelier import ARRONDIS
from cordee.referentiels.domain.potentiels import Cellules

POTENTIEL: Final = 0
APRES_POTENTIEL: Final = 1
"""In ``Resultats.milliemes``, the potentiel then the rounded planes of ``atelier``."""

PLANS_RENDUS: Final = APRES_POTENTIEL + ARRONDIS

POINTS_MAX: Final = 2_000_000
"""Thousandths of points are stored on 32 bits."""

RENSEIGNE: Final = 4
"""Bit of ``Resultats.drapeaux``, beside those of ``concernement``."""


@dataclass(frozen=True, eq=False, slots=True)
class Resultats:
    """One block. Rows in the order of the plan, one column per collectivité.

    ``milliemes`` (8, rows, n): potentiel, points and tâches, rounded, in thousandths. ``a_renseigner`` and
    ``pas_concernees`` (rows, n) count tâches. ``drapeaux`` (rows, n) packs non concerné, désactivé, renseigné.
    ``personnalises``: the cells (row, column of the block, points) that carry a factor of réduction.
    """

    milliemes: NDArray[np.int32]
    a_renseigner: NDArray[np.int16]
    pas_concernees: NDArray[np.int16]
    drapeaux: NDArray[np.uint8]
    personnalises: Cellules


class Reserve:
    """Arrays of the results of a whole call, allocated at once (few large pages), handed out block by block."""

    def __init__(self, lignes: int, n: int) -> None:
        self._lignes = lignes
        self._milliemes = np.empty(PLANS_RENDUS * lignes * n, dtype=np.int32)
        self._comptes = np.empty(2 * lignes * n, dtype=np.int16)
        self._drapeaux = np.empty(lignes * n, dtype=np.uint8)

    def open(self, debut: int, fin: int, personnalises: Cellules) -> Resultats:
        """Results to fill for the collectivités ``debut … fin``, each array in one piece."""
        lignes, n = self._lignes, fin - debut
        paires: tuple[tuple[NDArray[Any], int], ...] = (
            (self._milliemes, PLANS_RENDUS),
            (self._comptes, 2),
            (self._drapeaux, 1),
        )
        milliemes, comptes, drapeaux = (
            tableau[plans * lignes * debut : plans * lignes * fin].reshape(plans, lignes, n)
            for tableau, plans in paires
        )
        return Resultats(milliemes, comptes[0], comptes[1], drapeaux[0], personnalises)


def millieme_to_points(milliemes: NDArray[np.int32]) -> NDArray[np.float64]:
    """Thousandths to points: the same number as the division of the rounding rule."""
    return milliemes / MILLIEMES
