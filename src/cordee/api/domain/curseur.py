"""How far the audit trail was read, whatever the order in which its entries become visible. Source:
docs/calculs/webhooks.md, « Curseur »."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

OUBLI: Final = timedelta(hours=24)
"""A number that was not seen for so long was given to a transaction that was undone."""
RECUL: Final = 1000
"""The first reading begins so many numbers below the highest: what is being written then is read too."""


@dataclass(frozen=True, slots=True)
class Trou:
    """Numbers from `debut` to `fin`, both included, that were not seen at `depuis` though higher ones were."""

    debut: int
    fin: int
    depuis: datetime


@dataclass(frozen=True, slots=True)
class Curseur:
    """`haut`: the highest number read; `trous`: the numbers below it that were not, lowest first."""

    haut: int = 0
    trous: tuple[Trou, ...] = ()

    def attend(self, numero: int) -> bool:
        """Whether this number is still to be read."""
        return numero > self.haut or any(trou.debut <= numero <= trou.fin for trou in self.trous)


def commencer(haut: int) -> Curseur:
    """The cursor of an installation that reads for the first time; `haut` is the highest number there is."""
    return Curseur(max(0, haut - RECUL))


def avancer(curseur: Curseur, lus: Collection[int], le: datetime) -> Curseur:
    """The cursor once these numbers were read at `le`."""
    vus = sorted(lus)
    restants = [
        morceau
        for trou in curseur.trous
        if le - trou.depuis < OUBLI
        for morceau in _sans(trou, (n for n in vus if trou.debut <= n <= trou.fin))
    ]
    nouveaux = [numero for numero in vus if numero > curseur.haut]
    if nouveaux:
        restants += _sans(Trou(curseur.haut + 1, nouveaux[-1], le), nouveaux)
    return Curseur(max(curseur.haut, *nouveaux) if nouveaux else curseur.haut, tuple(restants))


def _sans(trou: Trou, vus: Iterable[int]) -> list[Trou]:
    """What is left of a trou without these numbers, which are inside it and in order."""
    restes, debut = [], trou.debut
    for numero in vus:
        if debut < numero:
            restes.append(Trou(debut, numero - 1, trou.depuis))
        debut = numero + 1
    if debut <= trou.fin:
        restes.append(Trou(debut, trou.fin, trou.depuis))
    return restes
