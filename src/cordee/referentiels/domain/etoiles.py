"""Stars of a référentiel. Source: docs/calculs/scores.md, « Étoiles »."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from cordee.referentiels.domain.arrondi import MILLIEMES

SEUILS: Final = (0.0, 35.0, 50.0, 65.0, 75.0)
"""Percentage of the potentiel that must be fait for stars 1 to 5."""

ETOILE_MAX: Final = len(SEUILS)
TOLERANCE_MILLIEME: Final = 1e-6


def count_etoiles(points_faits: float, points_potentiels: float) -> int:
    """Stars earned (1 to 5), computed on rounded points; 1 when there is nothing to do."""
    pourcentage = points_faits * 100 / points_potentiels if points_potentiels else 0.0
    return max((rang for rang, seuil in enumerate(SEUILS, start=1) if pourcentage >= seuil), default=1)


def next_etoile(etoiles: int) -> int | None:
    """Star after this one, ``None`` after the fifth."""
    return etoiles + 1 if etoiles < ETOILE_MAX else None


@dataclass(frozen=True, slots=True)
class ProchaineEtoile:
    """What separates a score from its next star: ``points`` faits missing, rounded up to three decimals to suffice."""

    etoile: int
    seuil: float
    points: float


def find_prochaine_etoile(points_faits: float, points_potentiels: float) -> ProchaineEtoile | None:
    """Next star and the points faits still missing, ``None`` when all five are earned."""
    etoile = next_etoile(count_etoiles(points_faits, points_potentiels))
    if etoile is None:
        return None
    seuil = SEUILS[etoile - 1]
    manque = points_potentiels * seuil / 100 - points_faits
    return ProchaineEtoile(etoile, seuil, math.ceil(manque * MILLIEMES - TOLERANCE_MILLIEME) / MILLIEMES)
