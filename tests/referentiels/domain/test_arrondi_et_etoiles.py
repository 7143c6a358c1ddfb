"""Rounding and stars."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.referentiels.domain import ETOILE_MAX, SEUILS, count_etoiles, find_prochaine_etoile, next_etoile, round3
from cordee.referentiels.domain.arrondi import to_milliemes


@pytest.mark.parametrize(
    ("valeur", "arrondi"), [(0.0625, 0.063), (0.0005, 0.001), (2.1428571, 2.143), (1.0004999, 1.0), (-0.0005, 0.0)]
)
def test_le_demi_millieme_monte(valeur: float, arrondi: float) -> None:
    assert round3(valeur) == arrondi


@given(st.integers(0, 2_000_000), st.integers(-3, 3))
def test_ajouter_le_demi_en_une_fois_donne_le_meme_millieme_qu_en_deux(entier: int, pas: int) -> None:
    valeur = entier + 0.5
    for _ in range(abs(pas)):
        valeur = math.nextafter(valeur, math.inf if pas > 0 else 0.0)
    assert math.floor(valeur + 2.0**-52 + 0.5) == math.floor(valeur + (0.5 + 2.0**-52))


@given(st.lists(st.floats(0, 100_000), min_size=1, max_size=20))
def test_les_tableaux_arrondissent_comme_les_nombres(valeurs: list[float]) -> None:
    sortie = np.empty(len(valeurs), dtype=np.int32)
    to_milliemes(np.array(valeurs), np.empty(len(valeurs)), sortie)
    assert (sortie / 1000).tolist() == [round3(valeur) for valeur in valeurs]


@pytest.mark.parametrize(
    ("faits", "etoiles"), [(0, 1), (34.999, 1), (35, 2), (49.9, 2), (50, 3), (65, 4), (74.999, 4), (75, 5), (100, 5)]
)
def test_les_seuils_sont_compris(faits: float, etoiles: int) -> None:
    assert count_etoiles(faits, 100) == etoiles


def test_sans_potentiel_ou_sous_zero_il_reste_une_etoile() -> None:
    assert count_etoiles(0, 0) == count_etoiles(-1, 100) == 1


def test_apres_la_cinquieme_il_n_y_en_a_plus() -> None:
    assert [next_etoile(etoile) for etoile in (1, 4, 5)] == [2, 5, None]
    assert find_prochaine_etoile(80, 100) is None
    assert len(SEUILS) == ETOILE_MAX


@given(st.integers(1, 700_000), st.integers(0, 700_000))
def test_les_points_manquants_suffisent_a_la_prochaine_etoile_et_un_millieme_de_moins_non(
    potentiel: int, faits: int
) -> None:
    points_potentiels, points_faits = potentiel / 1000, min(faits, potentiel) / 1000
    prochaine = find_prochaine_etoile(points_faits, points_potentiels)
    if prochaine is None:
        return
    assert count_etoiles(round3(points_faits + prochaine.points + 0.001), points_potentiels) >= prochaine.etoile
    assert count_etoiles(round3(points_faits + prochaine.points - 0.002), points_potentiels) < prochaine.etoile
    assert prochaine.seuil == SEUILS[prochaine.etoile - 1]
