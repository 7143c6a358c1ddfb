"""Telling those who administer a collectivité that a webhook does not work."""

from __future__ import annotations

from datetime import datetime

from cordee.api.models import Webhook
from cordee.api.queries.webhooks import administrateurs_of
from cordee.comptes.actions.notifications import annuler_notifications, notifier

ABANDON = "api.livraison_abandonnee"
SUSPENSION = "api.webhook_suspendu"


def prevenir_abandon(webhook: Webhook, *, le: datetime) -> None:
    """A delivery was given up: one message for all those of a quarter of an hour."""
    _prevenir(webhook, ABANDON, le)


def prevenir_suspension(webhook: Webhook, *, le: datetime) -> None:
    """The webhook was suspended by itself."""
    _prevenir(webhook, SUSPENSION, le)


def ne_plus_prevenir(webhook: Webhook, *, le: datetime) -> None:
    """What was not told yet of a webhook that is taken up again, or deleted, is told to nobody."""
    annuler_notifications(webhook, le=le)


def _prevenir(webhook: Webhook, genre: str, le: datetime) -> None:
    notifier(
        administrateurs_of(webhook.collectivite), genre, webhook, par=None, le=le,
        collectivite_id=webhook.collectivite_id,
    )  # fmt: skip
