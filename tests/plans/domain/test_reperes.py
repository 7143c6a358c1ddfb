"""docs/calculs/rappels.md, « Repères »."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.reperes import ECARTS_ATTENDU, dire_ecart, ecarts_de, find_ecart

J = date(2026, 12, 10)


@pytest.mark.parametrize(
    ("ecart", "trouve"), [(-8, None), (-7, -7), (-6, None), (-1, -1), (0, None), (1, 1), (7, 7), (8, None)]
)
def test_chaque_repere_tombe_son_jour(ecart: int, trouve: int | None) -> None:
    jour = J + timedelta(days=ecart)
    assert find_ecart(J, ECARTS_ATTENDU, jour, jour - timedelta(days=1)) == trouve


def test_de_plusieurs_reperes_manques_seul_le_dernier_part() -> None:
    assert find_ecart(J, ECARTS_ATTENDU, J + timedelta(days=3), J - timedelta(days=9)) == 1


@pytest.mark.parametrize(
    ("jours", "mots"),
    [(7, "dans 7 jours"), (1, "demain"), (0, "aujourd'hui"), (-1, "hier"), (-7, "il y a 7 jours")],
)
def test_l_ecart_se_dit_depuis_aujourd_hui(jours: int, mots: str) -> None:
    assert dire_ecart(jours) == mots


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=20), st.sets(st.integers(1, 60)), st.sets(st.integers(1, 30)))
def test_quel_que_soit_le_rythme_aucun_repere_ne_part_deux_fois(
    pas: list[int], avant: set[int], apres: set[int]
) -> None:
    jour, partis = J - timedelta(days=70), []
    for ecart in pas:
        precedent, jour = jour, jour + timedelta(days=ecart)
        trouve = find_ecart(J, ecarts_de(avant, apres), jour, precedent)
        partis += [] if trouve is None else [trouve]
    assert partis == sorted(set(partis))
