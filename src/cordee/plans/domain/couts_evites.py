"""What fiches save, never added to what they cost. Source: docs/calculs/plans.md, « Coûts évités »."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from cordee.outils.dates import INSECABLE
from cordee.outils.nombres import formater
from cordee.plans.domain.listes import BaseMontant, RythmeCout

CoutEvite = tuple[Decimal, BaseMontant, RythmeCout]
"""An amount, its base, and how it is counted."""


def sommer_couts_evites(couts: Iterable[CoutEvite]) -> list[CoutEvite]:
    """Sums: a base and a rhythm are never added to another."""
    sommes: dict[tuple[BaseMontant, RythmeCout], Decimal] = {}
    for montant, base, rythme in couts:
        sommes[base, rythme] = sommes.get((base, rythme), Decimal()) + montant
    return [
        (sommes[base, rythme], base, rythme)
        for rythme in RythmeCout
        for base in BaseMontant
        if (base, rythme) in sommes
    ]


def dire_cout_evite(montant: Decimal, base: str, rythme: str) -> str:
    """`12 000 € HT par an`."""
    dit = formater(float(montant), 2, souple=True)
    return f"{dit}{INSECABLE}€ {BaseMontant(base).libelle} {RythmeCout(rythme).libelle}"
