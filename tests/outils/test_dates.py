"""Dates as the French write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.outils import dates

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("jour", "long", "court"),
    [
        (date(2024, 3, 12), "12\u00a0mars 2024", "12\u00a0mars 2024"),
        (date(2024, 3, 1), "1er\u00a0mars 2024", "1er\u00a0mars 2024"),
        (date(2025, 2, 28), "28\u00a0février 2025", "28\u00a0févr. 2025"),
        (date(2025, 8, 31), "31\u00a0août 2025", "31\u00a0août 2025"),
        (date(2025, 12, 1), "1er\u00a0décembre 2025", "1er\u00a0déc. 2025"),
    ],
)
def test_un_jour_s_ecrit_long_ou_court(jour: date, long: str, court: str) -> None:
    assert (dates.jour_long(jour), dates.jour_court(jour)) == (long, court)


def test_un_jour_s_ecrit_avec_son_nom() -> None:
    assert dates.jour_semaine(date(2025, 11, 25)) == "mardi 25\u00a0novembre 2025"
    assert dates.jour_semaine(date(2026, 2, 1)) == "dimanche 1er\u00a0février 2026"


def test_une_heure_s_ecrit_avec_deux_chiffres_pour_les_minutes() -> None:
    assert dates.heure(datetime(2026, 3, 10, 9, 5, tzinfo=UTC)) == "9\u00a0h\u00a005"


def test_un_mois_s_ecrit_avec_son_annee() -> None:
    assert dates.mois_annee(date(2025, 11, 25)) == "novembre 2025"


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2026, 3, 31), 0, date(2026, 3, 1)),
        (date(2026, 3, 31), 3, date(2025, 12, 1)),
        (date(2026, 1, 15), 1, date(2025, 12, 1)),
        (date(2026, 1, 15), 24, date(2024, 1, 1)),
        (date(2025, 12, 31), -1, date(2026, 1, 1)),
    ],
)
def test_on_recule_de_mois_en_mois_jusqu_au_premier_jour(jour: date, mois: int, attendu: date) -> None:
    assert dates.reculer_de_mois(jour, mois) == attendu


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 600))
def test_reculer_puis_avancer_rend_le_debut_du_mois(jour: date, mois: int) -> None:
    assert dates.reculer_de_mois(dates.reculer_de_mois(jour, mois), -mois) == dates.debut_de_mois(jour)


@pytest.mark.parametrize(
    ("jour", "fin"),
    [
        (date(2026, 1, 10), datetime(2026, 1, 10, 22, 59, 59, 999_999, UTC)),
        (date(2026, 7, 10), datetime(2026, 7, 10, 21, 59, 59, 999_999, UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 21, 59, 59, 999_999, UTC)),
    ],
)
def test_la_fin_du_jour_suit_l_heure_d_ete(jour: date, fin: datetime) -> None:
    assert dates.fin_de_jour(jour, PARIS) == fin
