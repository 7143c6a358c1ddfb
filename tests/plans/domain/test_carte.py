"""docs/calculs/plans.md, « Carte »."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.carte import (
    Classe,
    Contour,
    compute_aire,
    draw_carte,
    find_centre,
    find_classe,
    list_classes,
    read_contours,
    simplify,
)

CARRE = [[6.0, 44.0], [7.0, 44.0], [7.0, 45.0], [6.0, 45.0], [6.0, 44.0]]
VOISIN = [[7.0, 44.0], [8.0, 44.0], [8.0, 45.0], [7.0, 45.0], [7.0, 44.0]]


def objet(proprietes: dict[str, Any] | None, geometrie: dict[str, Any] | None) -> dict[str, Any]:
    """A GeoJSON feature."""
    return {"type": "Feature", "properties": proprietes, "geometry": geometrie}


def collection(*objets: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON collection."""
    return {"type": "FeatureCollection", "features": list(objets)}


POLYGONE = {"type": "Polygon", "coordinates": [CARRE]}


def test_les_contours_se_lisent_par_siren_ou_par_code() -> None:
    contours = read_contours(
        collection(
            objet({"siren": "200000001", "nom": "Haut-Sérac"}, POLYGONE),
            objet({"code": "05001"}, {"type": "MultiPolygon", "coordinates": [[CARRE], [VOISIN]]}),
        )
    )
    assert [(c.code, c.nom, len(c.anneaux)) for c in contours] == [
        ("200000001", "Haut-Sérac", 1),
        ("05001", "05001", 2),
    ]


def test_ce_qui_n_a_ni_code_ni_surface_est_passe() -> None:
    sans = [
        objet({}, POLYGONE),
        objet(None, POLYGONE),
        objet({"code": "1"}, None),
        objet({"code": "1"}, {"type": "Point", "coordinates": [6, 44]}),
        objet({"code": "1"}, {"type": "Polygon", "coordinates": [CARRE[:3]]}),
    ]
    assert read_contours(collection(*sans)) == []


@pytest.mark.parametrize("faux", [{}, {"type": "FeatureCollection"}, {"type": "Feature", "features": []}])
def test_un_autre_fichier_est_refuse(faux: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="FeatureCollection"):
        read_contours(faux)


def contour(code: str, *anneaux: list[list[float]]) -> Contour:
    """A contour from rings."""
    return Contour(code, code, tuple(tuple((x, y) for x, y in anneau) for anneau in anneaux))


def test_le_nord_est_en_haut_et_les_longitudes_sont_raccourcies() -> None:
    dessin = draw_carte([contour("a", CARRE), contour("b", VOISIN)])
    assert dessin.largeur == 1000
    assert dessin.hauteur == math.ceil(1000 / (2 * math.cos(math.radians(44.5))))
    a, b = dessin.formes
    assert a.trace == "M0.0 701.0L500.0 701.0L500.0 0.0L0.0 0.0Z"
    assert (a.x, b.x, a.largeur) == (250, 750, 500)
    assert a.y == b.y == 350.5


def test_une_carte_haute_est_centree() -> None:
    haute = [[6.0, 44.0], [6.1, 44.0], [6.1, 46.0], [6.0, 46.0], [6.0, 44.0]]
    dessin = draw_carte([contour("a", haute)])
    assert dessin.hauteur == 900
    assert dessin.formes[0].x == 500


def test_sans_contour_il_n_y_a_pas_de_dessin() -> None:
    assert draw_carte([]).formes == ()


def test_le_chiffre_s_ecrit_dans_la_plus_grande_partie() -> None:
    ile = [[9.0, 44.0], [9.1, 44.0], [9.1, 44.1], [9.0, 44.1], [9.0, 44.0]]
    forme = draw_carte([contour("a", ile, CARRE)]).formes[0]
    assert forme.x < 400
    assert forme.trace.count("M") == 2


def test_le_centre_d_un_anneau_sans_surface_est_la_moyenne_de_ses_points() -> None:
    assert find_centre([(0, 0), (4, 0), (8, 0), (0, 0)]) == (3, 0)


def test_un_anneau_se_simplifie_sans_disparaitre() -> None:
    points = [(0.0, 0.0), (5.0, 0.1), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
    assert simplify(points, 1) == [p for p in points if p != (5.0, 0.1)]
    minuscule = [(0.0, 0.0), (0.1, 0.0), (0.1, 0.1), (0.0, 0.0)]
    assert simplify(minuscule, 1) == minuscule


@pytest.mark.parametrize(
    ("plus_grand", "classes"),
    [
        (0, []),
        (3, [(1, 1), (2, 2), (3, 3)]),
        (10, [(1, 2), (3, 5), (6, 7), (8, 10)]),
    ],
)
def test_les_teintes_sont_celles_de_la_page(plus_grand: int, classes: list[tuple[int, int]]) -> None:
    trouvees = list_classes([0, plus_grand])
    assert [(c.bas, c.haut) for c in trouvees] == classes
    assert list_classes([]) == []


def test_un_nombre_nul_reste_blanc() -> None:
    classes = [Classe(1, 1, 2), Classe(2, 3, 5)]
    assert [find_classe(n, classes) for n in (0, 1, 2, 3, 5)] == [0, 1, 1, 2, 2]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=20))
def test_chaque_nombre_a_sa_teinte(nombres: list[int]) -> None:
    classes = list_classes(nombres)
    assert all((find_classe(n, classes) == 0) == (n == 0) for n in nombres)
    assert [c.rang for c in classes] == list(range(1, len(classes) + 1))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=3, max_size=30),
    st.floats(0.1, 10),
)
def test_une_simplification_garde_des_points_de_l_anneau(points: list[tuple[float, float]], finesse: float) -> None:
    anneau = [*points, points[0]]
    simple = simplify(anneau, finesse)
    assert set(simple) <= set(anneau)
    assert simple[0] == simple[-1] == anneau[0]
    assert math.isfinite(compute_aire(simple))
