"""Dates as the French write them, and the ends of days. The time zone is the caller's: give local datetimes."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MOIS_COURTS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
INSECABLE = "\u00a0"


def jour_long(le: date) -> str:
    """`12 mars 2024`, `1er mars 2024`."""
    return f"{_quantieme(le)}{INSECABLE}{MOIS[le.month - 1]} {le.year}"


def jour_chiffre(le: date) -> str:
    """`12/03/2024`, as a field holds it."""
    return f"{le.day:02d}/{le.month:02d}/{le.year:04d}"


def jour_court(le: date) -> str:
    """The same with the short month: `12 févr. 2024`."""
    return f"{_quantieme(le)}{INSECABLE}{MOIS_COURTS[le.month - 1]} {le.year}"


def _quantieme(le: date) -> str:
    return "1er" if le.day == 1 else str(le.day)


def jour_semaine(le: date) -> str:
    """`mardi 25 novembre 2025`."""
    return f"{JOURS[le.weekday()]} {jour_long(le)}"


def heure(le: datetime) -> str:
    """`14 h 32`."""
    return f"{le.hour}{INSECABLE}h{INSECABLE}{le.minute:02d}"


def mois_annee(le: date) -> str:
    """`novembre 2025`."""
    return f"{MOIS[le.month - 1]} {le.year}"


def mois_court(le: date) -> str:
    """`nov. 2025`."""
    return f"{MOIS_COURTS[le.month - 1]} {le.year}"


def debut_de_mois(le: date) -> date:
    """First day of the month of `le`."""
    return le.replace(day=1)


def reculer_de_mois(le: date, mois: int) -> date:
    """First day of the month `mois` months before that of `le`."""
    rang = le.year * 12 + le.month - 1 - mois
    return date(rang // 12, rang % 12 + 1, 1)


def fin_de_jour(le: date, fuseau: tzinfo) -> datetime:
    """Last instant of the day `le` in `fuseau`: "as of" that date means with everything done on it
    (docs/calculs/scores.md)."""
    return datetime.combine(le, time.max, fuseau)
