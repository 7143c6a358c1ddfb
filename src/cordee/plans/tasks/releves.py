"""The monthly record of the plans is kept up to date each day."""

from __future__ import annotations

from datetime import datetime

from cordee.plans.actions.releves import relever_tout
from cordee.socle.travaux import declarer_ronde


def relever(le: datetime) -> None:
    """Each day."""
    relever_tout(par=None, le=le)


declarer_ronde("plans.releves", relever)
