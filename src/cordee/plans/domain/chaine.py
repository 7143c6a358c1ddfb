"""The critical chain of a plan: the fiches that wait for one another and whose slip moves its end.

Source: docs/calculs/plans.md, « Chaîne critique ».
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cordee.plans.domain.planning import Dependance, Periode, count_ecart

MARGE_CRITIQUE: Final = 30
"""Days that a critical fiche may slip at most before the end of the plan moves."""


@dataclass(frozen=True, slots=True)
class Maillon:
    """A fiche of the chain. `marge`: days that it may slip; `libres`: those of them that lie between it and the next,
    0 for the last; `manquants`: days by which the next already breaks its dependency."""

    id: int
    marge: int
    libres: int
    manquants: int = 0


@dataclass(frozen=True, slots=True)
class Chaine:
    """The chain, in order, and the last day of the plan."""

    maillons: tuple[Maillon, ...]
    fin: date

    @property
    def marge(self) -> int:
        """Days that its first fiche may slip before the end of the plan moves."""
        return self.maillons[0].marge


@dataclass(frozen=True, slots=True)
class _Voie:
    """The best way from a fiche to the end of the plan: its marge, how many dependencies, the next fiche, and by how
    many days it comes too soon."""

    marge: int
    liens: int
    suivant: int | None
    manquants: int = 0

    @property
    def rang(self) -> tuple[int, int, int]:
        """The smallest marge, then the most fiches, then the oldest fiche."""
        return self.marge, -self.liens, -1 if self.suivant is None else self.suivant


def find_chaine(
    periodes: Mapping[int, Periode], dependances: Iterable[Dependance], marge_max: int = MARGE_CRITIQUE
) -> Chaine | None:
    """The critical chain of these fiches, None when nothing ends. Finished fiches (`figee`) are left out."""
    actives = {pk: periode for pk, periode in periodes.items() if not periode.figee}
    fin = max((periode.fin for periode in actives.values() if periode.fin is not None), default=None)
    if fin is None:
        return None
    voies = _find_voies(actives, dependances, fin)
    departs = {
        pk: depart for pk in voies if (depart := actives[pk].depart) is not None and voies[pk].marge <= marge_max
    }
    premier = min(departs, key=lambda pk: (departs[pk], voies[pk].marge, -voies[pk].liens, pk))
    maillons = []
    suivant: int | None = premier
    while suivant is not None:
        pk, voie = suivant, voies[suivant]
        suivant = voie.suivant
        libres = voie.marge - voies[suivant].marge if suivant is not None else 0
        maillons.append(Maillon(pk, voie.marge, libres, voie.manquants))
    return Chaine(tuple(maillons), fin)


def _find_voies(periodes: Mapping[int, Periode], dependances: Iterable[Dependance], fin: date) -> dict[int, _Voie]:
    """The best way from each fiche that leads to the end, found from the end backwards; a circle is never entered."""
    sortants, entrants = _list_liens(periodes, dependances)
    restent = {pk: len(sortants[pk]) for pk in periodes}
    file = [pk for pk in periodes if not restent[pk]]
    voies: dict[int, _Voie] = {}
    for pk in file:
        possibles = [_Voie(0, 0, None)] if periodes[pk].fin == fin else []
        possibles += [
            _Voie(max(-ecart, 0) + voies[vers].marge, voies[vers].liens + 1, vers, max(ecart, 0))
            for vers, ecart in sortants[pk]
            if vers in voies
        ]
        if possibles:
            voies[pk] = min(possibles, key=lambda voie: voie.rang)
        for de in entrants[pk]:
            restent[de] -= 1
            if not restent[de]:
                file.append(de)
    return voies


def _list_liens(
    periodes: Mapping[int, Periode], dependances: Iterable[Dependance]
) -> tuple[dict[int, list[tuple[int, int]]], dict[int, list[int]]]:
    """What follows each fiche, with the days that it lacks (negative: to spare), and what comes before each."""
    sortants: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    entrants: defaultdict[int, list[int]] = defaultdict(list)
    for dependance in dependances:
        if dependance.de in periodes and dependance.vers in periodes:
            ecart = count_ecart(dependance, periodes[dependance.de], periodes[dependance.vers])
            if ecart is not None:
                sortants[dependance.de].append((dependance.vers, ecart))
                entrants[dependance.vers].append(dependance.de)
    return sortants, entrants
