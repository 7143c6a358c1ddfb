"""Secrets of webhooks. They are made again each time from a seed that is kept and from the key of the installation,
which is not in the database: a copy of the database signs nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

from django.conf import settings

from cordee.api.models import Webhook

PREFIXE = "cordee_"


class CleChangee(Exception):
    """The key of the installation is no longer that under which the secret was given."""


def secret_de(graine: str, cle: str) -> str:
    """The secret of a seed under a key of the installation."""
    lu = hmac.new(cle.encode(), f"cordee.api.webhook:{graine}".encode(), hashlib.sha256).digest()
    return PREFIXE + base64.urlsafe_b64encode(lu).decode("ascii").rstrip("=")


def empreinte_de(secret: str) -> str:
    """What tells a secret from another without giving it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def secret_of(webhook: Webhook) -> str:
    """The secret of a webhook; former keys of the installation (SECRET_KEY_FALLBACKS) are tried too. Raises
    CleChangee when none gives it."""
    for cle in map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)):
        secret = secret_de(webhook.graine, cle)
        if hmac.compare_digest(empreinte_de(secret), webhook.empreinte):
            return secret
    raise CleChangee


def secrets_of(webhook: Webhook, le: datetime) -> list[str]:
    """Those that sign at this instant: that of the webhook, and for a day the one that it replaced."""
    secrets = [secret_of(webhook)]
    if webhook.graine_precedente and webhook.precedente_jusqu_a is not None and le < webhook.precedente_jusqu_a:
        secrets.append(secret_de(webhook.graine_precedente, settings.SECRET_KEY))
    return secrets
