"""What is kept only for a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordee.comptes.models import Utilisateur
from cordee.plans.models import GesteGroupe

CONSERVATION = timedelta(days=30)
"""How long a gesture may be taken back: what it holds (a deleted comment, the dates of before) goes with it."""


def purger_gestes(*, par: Utilisateur | None, le: datetime) -> int:
    """Deletes the undo records older than CONSERVATION; returns how many. What the gestures changed stays changed."""
    return GesteGroupe.objects.filter(le__lt=le - CONSERVATION).delete()[0]
