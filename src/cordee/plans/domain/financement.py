"""Fundings of a fiche, base by base: HT and TTC are never added together. Source: docs/calculs/plans.md,
« Financements »."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from cordee.plans.domain.fourchettes import Fourchette, dire_fourchette
from cordee.plans.domain.listes import BaseMontant, StatutFinancement


class Apport(NamedTuple):
    """What a funding brings; nothing when the amount is not known, or when it was refused."""

    base: BaseMontant
    montant: Decimal | None
    statut: StatutFinancement

    @property
    def retenu(self) -> Decimal | None:
        """Amount that counts."""
        return None if self.statut is StatutFinancement.REFUSE else self.montant


@dataclass(frozen=True, slots=True)
class TotalFinancement:
    """Fundings of one base, and what remains to be found on the budget of that base (None: no such budget); less than
    nothing when there is more than the budget. A budget that is not settled leaves a range."""

    base: BaseMontant
    total: Decimal
    reste: Fourchette | None = None

    @property
    def a_trouver(self) -> str:
        """What remains, in words; empty when nothing does."""
        if self.reste is None or self.reste.haut <= 0:
            return ""
        return dire_fourchette(Fourchette(max(self.reste.bas, Decimal(0)), self.reste.haut))


@dataclass(frozen=True, slots=True)
class PlanDeFinancement:
    """`parts` are the shares of the fundings, in their order: between 0 and 1 of their base."""

    parts: tuple[float | None, ...]
    totaux: tuple[TotalFinancement, ...]


def compute_financement(
    apports: Iterable[Apport], budgets: Mapping[BaseMontant, Fourchette | None]
) -> PlanDeFinancement:
    """Shares, totals and what remains; `budgets` are the planned euros of each base."""
    tous = list(apports)
    sommes: dict[BaseMontant, Decimal] = {}
    for apport in tous:
        if apport.retenu is not None:
            sommes[apport.base] = sommes.get(apport.base, Decimal()) + apport.retenu
    parts = tuple(
        float(apport.retenu / sommes[apport.base]) if apport.retenu is not None and sommes[apport.base] else None
        for apport in tous
    )
    totaux = tuple(
        TotalFinancement(base, sommes[base], _reste(budgets.get(base), sommes[base]))
        for base in BaseMontant
        if base in sommes
    )
    return PlanDeFinancement(parts, totaux)


def _reste(prevu: Fourchette | None, finance: Decimal) -> Fourchette | None:
    return None if prevu is None else Fourchette(prevu.bas - finance, prevu.haut - finance)
