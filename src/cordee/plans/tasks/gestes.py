"""Undo records do not outlive their use."""

from __future__ import annotations

from datetime import datetime

from cordee.plans.actions.purge import purger_gestes
from cordee.socle.travaux import declarer_ronde


def purger(le: datetime) -> None:
    """Each day."""
    purger_gestes(par=None, le=le)


declarer_ronde("plans.purger_gestes", purger)
