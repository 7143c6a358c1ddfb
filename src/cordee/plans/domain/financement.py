"""Fundings of a fiche, base by base: HT and TTC are never added together. Source: docs/calculs/plans.md,
« Financements »."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

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
    """Fundings of one base, and what remains to be found on the budget of that base (None: no such budget)."""

    base: BaseMontant
    total: Decimal
    reste: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PlanDeFinancement:
    """`parts` are the shares of the fundings, in their order: between 0 and 1 of their base."""

    parts: tuple[float | None, ...]
    totaux: tuple[TotalFinancement, ...]


def compute_financement(apports: Iterable[Apport], budgets: Mapping[BaseMontant, Decimal | None]) -> PlanDeFinancement:
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
        TotalFinancement(base, sommes[base], None if (prevu := budgets.get(base)) is None else prevu - sommes[base])
        for base in BaseMontant
        if base in sommes
    )
    return PlanDeFinancement(parts, totaux)
