"""When the messages that gather several notifications leave."""

from __future__ import annotations

from datetime import datetime, timedelta

HEURE = 7
"""Hour of the day, local time."""
LUNDI = 0


def dernier_rendez_vous(le: datetime, *, chaque_semaine: bool = False) -> datetime:
    """The last appointment at or before `le` (aware, in local time): today or yesterday at HEURE, or the last Monday at
    HEURE. A gathered message holds what was due at that instant; the rest waits for the next one."""
    rendez_vous = le.replace(hour=HEURE, minute=0, second=0, microsecond=0)
    if chaque_semaine:
        rendez_vous -= timedelta(days=(rendez_vous.weekday() - LUNDI) % 7)
    if rendez_vous > le:
        rendez_vous -= timedelta(days=7 if chaque_semaine else 1)
    return rendez_vous
