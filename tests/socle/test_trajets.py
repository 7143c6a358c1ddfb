"""The trajet and the small curve, as numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cordee.socle.trajets import HAUTEUR, LARGEUR, TRACES, composer_courbe, composer_trajet


def test_les_reperes_sont_aux_seuils_des_etoiles() -> None:
    assert [(repere.seuil, repere.x) for repere in TRACES] == [(35, "46.67"), (50, "66.67"), (65, "86.67")]


def test_le_trajet_va_du_n0_a_aujourd_hui() -> None:
    trajet = composer_trajet(0.471, 0.384)
    assert (trajet.n0, trajet.aujourdhui, trajet.recul) == ("51.2", "62.8", False)
    assert trajet.mots == ("N0 38,4\u00a0%, aujourd'hui 47,1\u00a0%, sur une échelle de 0 à 75\u00a0%")


def test_sans_n0_le_trajet_n_a_qu_aujourd_hui() -> None:
    trajet = composer_trajet(0.2)
    assert (trajet.n0, trajet.recul) == ("", False)
    assert trajet.mots.startswith("N0 pas encore figé")
    assert composer_trajet(0.2, avec_mots=False).mots == ""


def test_un_score_qui_baisse_est_un_recul() -> None:
    assert composer_trajet(0.3, 0.4).recul


@given(st.floats(0, 1.5), st.floats(0, 1.5))
def test_rien_ne_sort_de_l_echelle(aujourdhui: float, n0: float) -> None:
    trajet = composer_trajet(aujourdhui, n0)
    assert 0 <= float(trajet.n0) <= 100
    assert 0 <= float(trajet.aujourdhui) <= 100


@given(st.lists(st.none() | st.floats(0, 1), max_size=14))
def test_la_courbe_reste_dans_sa_boite(valeurs: list[float | None]) -> None:
    courbe = composer_courbe(valeurs)
    connues = [valeur for valeur in valeurs if valeur is not None]
    assert (courbe is None) == (len(connues) < 2)
    if courbe is not None:
        points = [tuple(map(float, point.split())) for point in courbe.chemin[1:].split("L")]
        assert len(points) == len(connues)
        assert all(0 <= x <= LARGEUR and 0 <= y <= HAUTEUR for x, y in points)
        assert (float(courbe.x), float(courbe.y)) == points[-1]


def test_un_demi_point_ne_fait_pas_une_montagne() -> None:
    courbe = composer_courbe([0.40, 0.405])
    assert courbe is not None
    hauteurs = [float(point.split()[1]) for point in courbe.chemin[1:].split("L")]
    assert hauteurs[0] - hauteurs[1] < 3
    assert hauteurs[0] > hauteurs[1]


def test_une_courbe_plate_passe_au_milieu() -> None:
    courbe = composer_courbe([0.4, None, 0.4])
    assert courbe is not None
    assert courbe.chemin == "M4.0 10.0L60.0 10.0"
