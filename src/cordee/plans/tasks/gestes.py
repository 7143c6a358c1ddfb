"""Undo records and public baskets do not outlive their use."""

from __future__ import annotations

from datetime import datetime

from cordee.plans.actions.instantanes import purger_instantanes
from cordee.plans.actions.panier_public import purger_paniers_publics
from cordee.plans.actions.purge import CONSERVATION, purger_gestes
from cordee.socle.travaux import declarer_ronde


def purger(le: datetime) -> None:
    """Each day."""
    purger_gestes(par=None, le=le)
    purger_instantanes(par=None, le=le, conservation=CONSERVATION)
    purger_paniers_publics(par=None, le=le)


declarer_ronde("plans.purger_gestes", purger)
