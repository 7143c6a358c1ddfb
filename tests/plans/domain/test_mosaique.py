"""docs/calculs/leviers.md, « Mosaïque »."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.mosaique import Rectangle, disposer

cadres = st.builds(Rectangle, st.floats(-50, 50), st.floats(-50, 50), st.floats(1, 2000), st.floats(1, 2000))


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30), cadres)
def test_les_surfaces_sont_en_proportion_et_remplissent_le_cadre(valeurs: list[float], cadre: Rectangle) -> None:
    places = disposer(valeurs, cadre)
    for valeur, place in zip(valeurs, places, strict=True):
        part = valeur / sum(valeurs)
        assert place.surface == pytest.approx(part * cadre.surface, rel=1e-6, abs=cadre.surface * 1e-9)
    assert sum(place.surface for place in places) == pytest.approx(cadre.surface)


@given(st.lists(st.floats(0, 1e4), max_size=20), cadres)
def test_les_rectangles_restent_dans_le_cadre_sans_se_recouvrir(valeurs: list[float], cadre: Rectangle) -> None:
    places = disposer(valeurs, cadre)
    jeu = max(cadre.largeur, cadre.hauteur) * 1e-9 + 1e-9
    for place in places:
        assert cadre.x - jeu <= place.x
        assert place.x + place.largeur <= cadre.x + cadre.largeur + jeu
        assert cadre.y - jeu <= place.y
        assert place.y + place.hauteur <= cadre.y + cadre.hauteur + jeu
    for a, b in combinations([place for place in places if place.surface > jeu], 2):
        large = min(a.x + a.largeur, b.x + b.largeur) - max(a.x, b.x)
        haut = min(a.y + a.hauteur, b.y + b.hauteur) - max(a.y, b.y)
        assert large <= jeu or haut <= jeu


def test_ce_qui_ne_vaut_rien_n_a_pas_de_surface() -> None:
    rien, tout = disposer([0, 5], Rectangle(0, 0, 10, 4))
    assert (rien.surface, tout) == (0, Rectangle(0, 0, 10, 4))
    assert [p.surface for p in disposer([-1, 0], Rectangle(0, 0, 10, 4))] == [0, 0]
    assert disposer([1], Rectangle(0, 0, 0, 4))[0].surface == 0


def test_la_disposition_evite_les_bandes() -> None:
    places = disposer([6, 6, 4, 3, 2, 2, 1], Rectangle(0, 0, 6, 4))
    pire = max(max(p.largeur / p.hauteur, p.hauteur / p.largeur) for p in places)
    assert pire < 3


def test_un_rectangle_retreci_ne_devient_jamais_negatif() -> None:
    assert Rectangle(0, 0, 10, 10).retrecir(2, 3) == Rectangle(2, 5, 6, 3)
    assert Rectangle(0, 0, 1, 1).retrecir(2, 3).surface == 0
