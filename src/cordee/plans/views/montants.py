"""Amounts in a sentence."""

from __future__ import annotations

from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE
from cordee.plans.domain.fourchettes import Fourchette

MILLION, MILLE = 1_000_000, 1_000


def euros(montant: float) -> str:
    """`4,1 M€`, `64 k€`, `850 €`: an amount in a sentence."""
    if abs(montant) >= MILLION:
        return f"{formater(montant / MILLION, 1, souple=True)}{INSECABLE}M€"
    if abs(montant) >= 10 * MILLE:
        return f"{formater(montant / MILLE, 0)}{INSECABLE}k€"
    return f"{formater(montant, 0)}{INSECABLE}€"


def euros_entre(montant: Fourchette) -> str:
    """`64 k€`, `12 k€ à 15 k€`: once when both ends read the same."""
    bas, haut = euros(float(montant.bas)), euros(float(montant.haut))
    return bas if bas == haut else f"{bas} à {haut}"
