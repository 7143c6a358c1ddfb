"""The radar: every point inside its rim, every value in words."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from cordee.referentiels.views.radar import BORDS, LIGNES_MAX, RAYON, AxeRadar, Radar, composer_radar

ratios = st.floats(0, 1)


def axes(valeurs: list[float], figes: list[float | None] | None = None) -> list[AxeRadar]:
    figes = figes or [None] * len(valeurs)
    return [
        AxeRadar(str(rang), f"Axe {rang}", valeur, fige)
        for rang, (valeur, fige) in enumerate(zip(valeurs, figes, strict=True), start=1)
    ]


def distances(points: str) -> list[float]:
    return [math.hypot(*map(float, point.split(","))) for point in points.split()]


@given(st.lists(ratios, min_size=3, max_size=8))
def test_aucun_point_ne_sort_du_bord(valeurs: list[float]) -> None:
    radar = composer_radar(axes(valeurs))
    assert all(distance <= RAYON + 0.2 for distance in distances(radar.aujourdhui))
    assert len(radar.aujourdhui.split()) == len(valeurs)
    for distance, valeur in zip(distances(radar.aujourdhui), valeurs, strict=True):
        assert abs(distance - RAYON * valeur * 100 / radar.bord) < 0.2


@given(st.lists(ratios, min_size=3, max_size=8))
def test_le_bord_est_le_plus_petit_qui_tient_tous_les_axes(valeurs: list[float]) -> None:
    radar = composer_radar(axes(valeurs))
    assert radar.bord >= max(valeurs) * 100
    assert [bord for bord, _ in BORDS if max(valeurs) * 100 <= bord < radar.bord] == []
    assert radar.cercles[-1].pourcentage == radar.bord


def test_un_axe_au_dela_de_tout_reste_au_bord() -> None:
    radar = composer_radar(axes([1.2, 0.1, 0.1]))
    assert radar.bord == 100
    assert distances(radar.aujourdhui)[0] == RAYON


def test_le_n0_ne_se_dessine_que_s_il_est_connu_partout() -> None:
    assert composer_radar(axes([0.3, 0.4, 0.5], [0.1, 0.2, None])).n0 == ""
    assert len(composer_radar(axes([0.3, 0.4, 0.5], [0.1, 0.2, 0.2])).n0.split()) == 3


def test_les_mots_disent_chaque_valeur() -> None:
    mots = composer_radar(axes([0.3, 0.4, 0.5], [0.1, None, None])).mots
    assert mots == ("Radar des 3 axes : axe 1, 30\u00a0% (N0 10\u00a0%) ; axe 2, 40\u00a0% ; axe 3, 50\u00a0%")


def test_la_premiere_branche_monte_et_les_etiquettes_s_ecartent_du_centre() -> None:
    radar = composer_radar(axes([0.5] * 4))
    haut, droite, bas, gauche = radar.branches
    assert (haut.x, haut.y, haut.ancre) == ("0.0", f"{-RAYON:.1f}", "middle")
    assert (droite.ancre, bas.ancre, gauche.ancre) == ("start", "middle", "end")
    assert float(haut.lignes[0].y) < float(haut.etiquette_y) < 0 < float(bas.etiquette_y) < float(bas.lignes[0].y)


def test_un_nom_trop_long_est_coupe_avec_des_points_de_suspension() -> None:
    long = [AxeRadar("1", "Développement des services de réduction, collecte et valorisation des déchets", 0.5, None)]
    radar: Radar = composer_radar([*long, *axes([0.1, 0.2])])
    lignes = [ligne.texte for ligne in radar.branches[0].lignes]
    assert len(lignes) == LIGNES_MAX
    assert lignes[-1].endswith("…")
