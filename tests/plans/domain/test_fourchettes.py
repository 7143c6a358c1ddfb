"""docs/calculs/plans.md, « Fourchettes »."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.fourchettes import Fourchette, dire_fourchette, lire_fourchette, sommer


def f(bas: int, haut: int | None = None) -> Fourchette:
    return Fourchette(Decimal(bas), Decimal(bas if haut is None else haut))


def test_le_total_du_tableau_de_la_page_est_une_fourchette() -> None:
    total = sommer([f(10_000, 15_000), f(40_000), f(2_000, 3_500)])
    assert total == f(52_000, 58_500)
    assert dire_fourchette(total) == "52\u00a0000 à 58\u00a0500"


@pytest.mark.parametrize(
    ("bas", "haut", "lue"),
    [(None, None, None), (12, None, f(12)), (0, 12, f(0, 12)), (None, 12, None)],
)
def test_une_ligne_sans_haut_est_arretee_et_sans_bas_ne_dit_rien(
    bas: int | None, haut: int | None, lue: Fourchette | None
) -> None:
    montants = [None if m is None else Decimal(m) for m in (bas, haut)]
    assert lire_fourchette(*montants) == lue


def test_rien_de_prevu_est_un_tiret() -> None:
    assert dire_fourchette(sommer([None, None])) == "—"
    assert dire_fourchette(f(12)) == "12"


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**6)), min_size=1))
def test_une_somme_de_fourchettes_reste_dans_l_ordre(bornes: list[tuple[int, int]]) -> None:
    total = sommer(f(bas, bas + plus) for bas, plus in bornes)
    assert total is not None
    assert total.haut - total.bas == sum(plus for _, plus in bornes)
    assert total.est_fixe is (total.bas == total.haut)
