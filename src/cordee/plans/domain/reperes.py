"""Days before and after a date on which it is announced. Source: docs/calculs/rappels.md, « Repères »."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

AVANT_ATTENDU: Final = (7, 1)
APRES_ATTENDU: Final = (1, 7)
"""Days at which somebody is reminded of what is expected of them."""


def ecarts_de(avant: Iterable[int], apres: Iterable[int]) -> list[int]:
    """Days from the date, negative before it, in order of time."""
    return sorted([-jours for jours in avant] + list(apres))


ECARTS_ATTENDU: Final = tuple(ecarts_de(AVANT_ATTENDU, APRES_ATTENDU))


def find_ecart(echeance: date, ecarts: Iterable[int], aujourdhui: date, veille: date) -> int | None:
    """The latest mark of the date that fell after `veille`, the day of the last round, up to today; None without
    any."""
    tombes = [ecart for ecart in ecarts if veille < echeance + timedelta(days=ecart) <= aujourdhui]
    return max(tombes, default=None)


def dire_ecart(jours: int) -> str:
    """When, in words, seen from today: `jours` left, negative once it is passed."""
    proches = {0: "aujourd'hui", 1: "demain", -1: "hier"}
    return proches.get(jours) or (f"dans {jours} jours" if jours > 0 else f"il y a {-jours} jours")
