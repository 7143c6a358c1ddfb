"""Numbers of an indicateur: rounding, the value retained, the way done to a target (docs/calculs/indicateurs.md)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, StrEnum
from typing import Protocol


class Absence(Enum):
    """Sentinel of a field that was not given, which is not a field that was emptied: it is left as it is."""

    ABSENT = "absent"


ABSENT = Absence.ABSENT

DERNIER_RANG = 10_000
"""Rank of a source without one."""


class LigneValeur(Protocol):
    """What is read of a stored value. `source_id` is None for what the collectivité entered."""

    @property
    def date_valeur(self) -> date: ...
    @property
    def source_id(self) -> str | None: ...
    @property
    def resultat(self) -> float | None: ...
    @property
    def objectif(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Point:
    """A number at a date, in the unit of the indicateur."""

    le: date
    valeur: float


class Sens(StrEnum):
    """Which way an indicateur must go to its target."""

    HAUSSE = "hausse"
    BAISSE = "baisse"
    MAINTIEN = "maintien"


@dataclass(frozen=True, slots=True)
class Chemin:
    """The way done: `fait` between 0 and 1."""

    sens: Sens
    fait: float
    atteint: bool


def arrondir(valeur: float, precision: int = 2) -> float:
    """The value at its precision, halves away from zero; never a negative zero. §Arrondi.

    Raises ValueError when the value is not a finite number.
    """
    if not math.isfinite(valeur):
        raise ValueError("ce n'est pas un nombre fini")
    arrondi = Decimal(repr(float(valeur))).quantize(Decimal(1).scaleb(-precision), rounding=ROUND_HALF_UP)
    return float(arrondi) + 0.0


def _rang(ligne: LigneValeur, rangs: dict[str, int]) -> tuple[int, str]:
    """Order of two values of a same date: own first, then by rank of the source, then by code."""
    return (-1, "") if ligne.source_id is None else (rangs.get(ligne.source_id, DERNIER_RANG), ligne.source_id)


def resultats_retenus(lignes: Iterable[LigneValeur], rangs: dict[str, int] | None = None) -> list[Point]:
    """One result a date, oldest first. `rangs` gives the rank of each source. §Valeur retenue."""
    connus = rangs or {}
    retenus: dict[date, LigneValeur] = {}
    for ligne in lignes:
        if ligne.resultat is None:
            continue
        actuelle = retenus.get(ligne.date_valeur)
        if actuelle is None or _rang(ligne, connus) < _rang(actuelle, connus):
            retenus[ligne.date_valeur] = ligne
    return [Point(le, ligne.resultat) for le, ligne in sorted(retenus.items()) if ligne.resultat is not None]


def objectifs_propres(lignes: Iterable[LigneValeur]) -> list[Point]:
    """Objectives that the collectivité gave itself, oldest first."""
    points = [
        Point(ligne.date_valeur, ligne.objectif)
        for ligne in lignes
        if ligne.source_id is None and ligne.objectif is not None
    ]
    return sorted(points, key=lambda point: point.le)


def objectif_suivant(lignes: Iterable[LigneValeur], le: date) -> Point | None:
    """The objective to look at on the day `le`: the next one, or the last when all are past. §Valeur retenue."""
    points = objectifs_propres(lignes)
    a_venir = [point for point in points if _fin(point.le) >= le]
    return a_venir[0] if a_venir else points[-1] if points else None


def _fin(le: date) -> date:
    """A year, stored as its 1st of January, is held until its end."""
    return date(le.year, 12, 31) if (le.month, le.day) == (1, 1) else le


def chemin_fait(resultats: Sequence[Point], cible: float | None, precision: int = 2) -> Chemin | None:
    """Way from the first result to the target, None without one of them. `resultats` is oldest first. §Chemin fait."""
    if not resultats or cible is None:
        return None
    premier, dernier = (arrondir(resultats[rang].valeur, precision) for rang in (0, -1))
    but = arrondir(cible, precision)
    if premier == but:
        tenu = dernier == but
        return Chemin(Sens.MAINTIEN, 1.0 if tenu else 0.0, tenu)
    sens = Sens.HAUSSE if but > premier else Sens.BAISSE
    fait = min(max((dernier - premier) / (but - premier), 0.0), 1.0)
    return Chemin(sens, fait, dernier >= but if sens is Sens.HAUSSE else dernier <= but)


def chemin_attendu(depart: date, echeance: date, le: date) -> float | None:
    """Where a straight line would be on the day `le`, between 0 and 1. §Chemin attendu."""
    if echeance <= depart:
        return None
    return min(max((le - depart).days / (echeance - depart).days, 0.0), 1.0)
