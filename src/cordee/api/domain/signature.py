"""The signature of what leaves, and how the other program checks it. Source: docs/calculs/webhooks.md,
« Signature »."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

TOLERANCE: Final = timedelta(minutes=5)
"""A signature older than that is that of a message that somebody sends again."""


def signer(corps: bytes, secrets: Iterable[str], le: datetime) -> str:
    """The header `Cordee-Signature`, with one `v1` for each secret."""
    instant = int(le.timestamp())
    return ",".join([f"t={instant}", *(f"v1={_empreinte(corps, secret, instant)}" for secret in secrets)])


def est_signe(corps: bytes, entete: str, secret: str, le: datetime) -> bool:
    """Whether the header is that of this body under this secret, made less than TOLERANCE ago."""
    morceaux = [morceau.partition("=") for morceau in entete.split(",")]
    instants = [valeur for nom, _, valeur in morceaux if nom == "t"]
    if len(instants) != 1 or not instants[0].isdecimal():
        return False
    instant = int(instants[0])
    if abs(le.timestamp() - instant) > TOLERANCE.total_seconds():
        return False
    attendue = _empreinte(corps, secret, instant)
    return any(hmac.compare_digest(attendue, valeur) for nom, _, valeur in morceaux if nom == "v1")


def _empreinte(corps: bytes, secret: str, instant: int) -> str:
    return hmac.new(secret.encode(), f"{instant}.".encode() + corps, hashlib.sha256).hexdigest()
