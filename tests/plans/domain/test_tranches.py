"""docs/calculs/repartitions.md, « Tranches »."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.tranches import PASSEES, Tranche, decaler, list_intervalles, list_passees

JOUR = date(2026, 3, 10)
jours = st.dates(min_value=date(1990, 1, 1), max_value=date(2080, 12, 31))


def tranche_de(jour: date, aujourdhui: date) -> list[Tranche]:
    return [
        i.tranche
        for i in list_intervalles(aujourdhui)
        if (i.du is None or i.du <= jour) and (i.au is None or jour <= i.au)
    ]


@pytest.mark.parametrize(
    ("jour", "attendue"),
    [
        (date(2026, 3, 1), Tranche.PASSE_MOINS_DE_TROIS_MOIS),
        (date(2026, 3, 10), Tranche.MOINS_DE_TROIS_MOIS),
        (date(2026, 5, 1), Tranche.MOINS_DE_TROIS_MOIS),
        (date(2026, 6, 10), Tranche.MOINS_DE_TROIS_MOIS),
        (date(2026, 6, 11), Tranche.TROIS_A_SIX_MOIS),
        (date(2027, 3, 10), Tranche.SIX_A_DOUZE_MOIS),
        (date(2027, 6, 1), Tranche.PLUS_D_UN_AN),
        (date(2025, 12, 9), Tranche.PASSE_TROIS_A_SIX_MOIS),
        (date(2025, 9, 9), Tranche.PASSE_SIX_A_DOUZE_MOIS),
        (date(2025, 3, 9), Tranche.PASSE_PLUS_D_UN_AN),
    ],
)
def test_une_date_tombe_dans_sa_tranche(jour: date, attendue: Tranche) -> None:
    assert tranche_de(jour, JOUR) == [attendue]


@given(jours, jours)
def test_toute_date_est_dans_une_tranche_et_une_seule(jour: date, aujourdhui: date) -> None:
    assert len(tranche_de(jour, aujourdhui)) == 1


def test_un_mois_plus_court_finit_a_son_dernier_jour() -> None:
    assert decaler(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert decaler(date(2026, 5, 31), -3) == date(2026, 2, 28)


def test_ce_qui_est_toujours_passe_compte_le_jour_meme() -> None:
    proche, *_ = passees = list_passees(JOUR)
    assert tuple(i.tranche for i in passees) == PASSEES
    assert (proche.du, proche.au) == (date(2025, 12, 10), None)
