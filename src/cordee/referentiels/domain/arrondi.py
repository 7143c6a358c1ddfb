"""Rounding to three decimals, half up, each value on its own.

Source: docs/calculs/scores.md, « Arrondi ».
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

EPSILON: Final = 2.0**-52
MILLIEMES: Final = 1000.0
DEMI: Final = 0.5 + EPSILON
"""Added before truncating. Adding it at once gives the same thousandth as adding EPSILON then 0.5 (tested)."""


def round3(valeur: float) -> float:
    """A value rounded to three decimals, half towards +infinity."""
    return math.floor(valeur * MILLIEMES + DEMI) / MILLIEMES


def to_milliemes(valeurs: NDArray[np.float64], brouillon: NDArray[np.float64], sortie: NDArray[Any]) -> None:
    """Write values ≥ 0, rounded, as whole thousandths in ``sortie``, through a ``brouillon`` of the same shape."""
    np.multiply(valeurs, MILLIEMES, out=brouillon)
    np.add(brouillon, DEMI, out=brouillon)
    np.copyto(sortie, brouillon, casting="unsafe")  # truncation is floor: nothing is negative
