"""Appointments of the gathered messages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.comptes.domain.rendez_vous import dernier_rendez_vous

EXEMPLES = [
    # le, daily, weekly; 2026-04-08 is a Wednesday
    ("2026-04-08T06:59", "2026-04-07T07:00", "2026-04-06T07:00"),
    ("2026-04-08T07:00", "2026-04-08T07:00", "2026-04-06T07:00"),
    ("2026-04-06T06:59", "2026-04-05T07:00", "2026-03-30T07:00"),
    ("2026-04-06T07:00", "2026-04-06T07:00", "2026-04-06T07:00"),
    ("2026-04-05T23:00", "2026-04-05T07:00", "2026-03-30T07:00"),
]


@pytest.mark.parametrize(("le", "jour", "semaine"), EXEMPLES)
def test_le_dernier_rendez_vous(le: str, jour: str, semaine: str) -> None:
    instant = datetime.fromisoformat(le)
    assert dernier_rendez_vous(instant) == datetime.fromisoformat(jour)
    assert dernier_rendez_vous(instant, chaque_semaine=True) == datetime.fromisoformat(semaine)


@given(st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2040-01-01")), st.booleans())
@settings(max_examples=100)
def test_il_est_passe_et_le_suivant_ne_l_est_pas(le: datetime, semaine: bool) -> None:
    dernier = dernier_rendez_vous(le, chaque_semaine=semaine)
    assert dernier <= le < dernier + timedelta(days=7 if semaine else 1)
    assert (dernier.hour, dernier.minute, dernier.second, dernier.microsecond) == (7, 0, 0, 0)
    assert not semaine or dernier.weekday() == 0
