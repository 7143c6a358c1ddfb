"""Lateness as conditions of the database: the same answers as domain.retard (docs/calculs/plans.md, « Retard »).

The last day that a date may mean is past exactly when the date is before the first day of the running period: no
database has to compute the end of a month.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from cordee.plans.domain.listes import Precision
from cordee.plans.domain.retard import RAPPELS_AVANT, STATUTS_FINIS, STATUTS_NON_COMMENCES, first_day

FINIS = [str(statut) for statut in STATUTS_FINIS]
NON_COMMENCES = [str(statut) for statut in STATUTS_NON_COMMENCES]


def q_passee(champ: str, jour: date) -> Q:
    """The last day that the date `champ` (`debut`, `fin`) may mean is before that day."""
    condition = Q()
    for precision in Precision:
        condition |= Q(**{f"precision_{champ}": precision.value, f"{champ}__lt": first_day(jour, precision)})
    return condition


def q_attendue() -> Q:
    """An end is expected: there is one, the fiche is not finished and does not repeat every year."""
    return Q(fin__isnull=False, amelioration_continue=False) & ~Q(statut__in=FINIS)


def q_en_retard(aujourdhui: date) -> Q:
    """The fiche is late by itself."""
    return q_attendue() & q_passee("fin", aujourdhui)


def q_bientot(aujourdhui: date, jours: int = RAPPELS_AVANT[0]) -> Q:
    """The end comes within `jours` days, today included."""
    return q_attendue() & ~q_passee("fin", aujourdhui) & q_passee("fin", aujourdhui + timedelta(days=jours + 1))


def q_pas_commencee(aujourdhui: date) -> Q:
    """Nothing began though the last day that the start may mean is past."""
    return Q(debut__isnull=False, statut__in=NON_COMMENCES) & q_passee("debut", aujourdhui)
