"""Rounds of the notifications."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordee.comptes.actions.envoi import envoyer_notifications, purger_notifications
from cordee.socle.travaux import declarer_ronde


def envoyer(le: datetime) -> None:
    """Each minute."""
    envoyer_notifications(le=le)


def purger(le: datetime) -> None:
    """Each day."""
    purger_notifications(le=le)


declarer_ronde("comptes.envoyer_notifications", envoyer, chaque=timedelta(minutes=1))
declarer_ronde("comptes.purger_notifications", purger)
