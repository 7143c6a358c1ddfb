"""When a delivery is tried again, when a webhook rests, when one gives up. Source: docs/calculs/webhooks.md,
« Délais »."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

ESSAIS_MAX: Final = 10
"""Attempts of a delivery before it is given up."""
PREMIER: Final = timedelta(seconds=30)
ATTENTE_MAX: Final = timedelta(hours=12)
REPOS_MAX: Final = timedelta(hours=1)
ECHECS_AVANT_SUSPENSION: Final = 10
PATIENCE: Final = timedelta(hours=48)
"""A webhook is suspended when ECHECS_AVANT_SUSPENSION attempts in a row failed, the first so long ago."""
BAIL: Final = timedelta(minutes=2)
"""Time that a process has to tell how the delivery that it took went; after it, another one takes it."""
CONSERVATION: Final = timedelta(days=30)
"""How long a delivery is kept."""
DOUBLE_SIGNATURE: Final = timedelta(hours=24)
"""How long the secret that was replaced still signs beside the new one."""
PARTI: Final = 410
"""The answer of a program that wants nothing any more."""


def attente_apres(essais: int) -> timedelta | None:
    """How long a delivery waits after that many failed attempts; None when it is given up."""
    if essais >= ESSAIS_MAX:
        return None
    return min(PREMIER * int(4 ** (max(essais, 1) - 1)), ATTENTE_MAX)


def repos_apres(echecs: int) -> timedelta:
    """How long a webhook rests after that many failures in a row that speak of the other server."""
    return min(PREMIER * int(2 ** min(max(echecs, 1) - 1, 20)), REPOS_MAX)


def a_reussi(code: int | None) -> bool:
    """Whether an answer says that the delivery arrived."""
    return code is not None and 200 <= code < 300


def met_au_repos(code: int | None) -> bool:
    """Whether a failure speaks of the other server rather than of this delivery; None is no answer at all."""
    return code is None or code in {408, 429} or code >= 500


def est_a_suspendre(code: int | None, echecs: int, en_echec_depuis: datetime, le: datetime) -> bool:
    """Whether a webhook whose last attempt failed so is to be suspended."""
    return code == PARTI or (echecs >= ECHECS_AVANT_SUSPENSION and le - en_echec_depuis >= PATIENCE)
