"""The secret of a key: how it is made, what is kept of it, what it may do.

The secret is 256 random bits, so its SHA-256 is enough to recognise it: there is nothing to guess, hence nothing to
slow down. Only the fingerprint is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from cordee.outils.choix import ChoixTexte

MARQUE = "cordee_"
PREFIXE = len(MARQUE) + 8
"""Characters of a secret that stay visible, to tell two keys apart."""
OCTETS, LONGUEUR_MAX = 32, 100


class Portee(ChoixTexte):
    """What a key may do, within the rights of its person."""

    LECTURE = "lecture", "Lecture"
    ECRITURE = "ecriture", "Lecture et écriture"


def fabriquer_secret() -> str:
    """A new secret, shown once to its person."""
    return MARQUE + secrets.token_urlsafe(OCTETS)


def prefixe_de(secret: str) -> str:
    """The beginning of a secret, which lists show."""
    return secret[:PREFIXE]


def empreinte_de(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def est_lisible(secret: str) -> bool:
    """Whether a text may be a secret: anything else is refused without asking the database."""
    return secret.startswith(MARQUE) and secret.isascii() and PREFIXE < len(secret) <= LONGUEUR_MAX


def correspond(secret: str, empreinte: str) -> bool:
    """Whether the secret is the one of which this is the fingerprint, in constant time."""
    return hmac.compare_digest(empreinte_de(secret), empreinte)


def est_vivante(revoquee_le: datetime | None, expire_le: datetime | None, le: datetime) -> bool:
    """Whether a key still opens at this instant; the rights of its person are another matter."""
    return revoquee_le is None and (expire_le is None or le < expire_le)
