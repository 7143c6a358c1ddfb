"""Planned amounts that may not be settled yet: the sum of ranges is a range. Source: docs/calculs/plans.md,
« Fourchettes »."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cordee.outils.nombres import formater

BORNES = "une fourchette a un bas, puis un haut plus grand : donnez les deux, ou un seul montant prévu."


@dataclass(frozen=True, slots=True)
class Fourchette:
    """An amount between two; the same twice when it is settled."""

    bas: Decimal
    haut: Decimal

    @property
    def est_fixe(self) -> bool:
        """Whether the amount is settled."""
        return self.bas == self.haut

    def __add__(self, autre: Fourchette) -> Fourchette:
        return Fourchette(self.bas + autre.bas, self.haut + autre.haut)


def lire_fourchette(bas: Decimal | None, haut: Decimal | None) -> Fourchette | None:
    """The amount of a line: `haut` is empty when it is settled. None when nothing is planned."""
    return None if bas is None else Fourchette(bas, bas if haut is None else haut)


def sommer(fourchettes: Iterable[Fourchette | None]) -> Fourchette | None:
    """Sum of those that say something; None when none does."""
    dites = [fourchette for fourchette in fourchettes if fourchette is not None]
    return sum(dites[1:], dites[0]) if dites else None


def dire_fourchette(fourchette: Fourchette | None) -> str:
    """`12 500`, `10 000 à 15 000`, without its unit; a dash when nothing is planned."""
    if fourchette is None:
        return "—"
    bas, haut = (formater(float(montant), 2, souple=True) for montant in (fourchette.bas, fourchette.haut))
    return bas if fourchette.est_fixe else f"{bas} à {haut}"
