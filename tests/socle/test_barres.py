"""The score bar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.socle.barres import composer_barre, largeur


@pytest.mark.parametrize(
    ("ratio", "texte"),
    [
        (0.0, "0"),
        (0.4183, "41.83"),
        (0.5, "50"),
        (1.0, "100"),
        (0.1, "10"),
        (1.2, "100"),
        (-0.1, "0"),
        (1 / 3, "33.33"),
    ],
)
def test_une_largeur_n_a_pas_de_zeros_inutiles(ratio: float, texte: str) -> None:
    assert largeur(ratio) == texte


@given(st.floats(0, 1))
def test_une_largeur_se_relit_comme_un_nombre(ratio: float) -> None:
    assert abs(float(largeur(ratio)) - ratio * 100) <= 0.005 + 1e-9


def test_les_parts_se_suivent_et_les_mots_les_disent() -> None:
    barre = composer_barre(0.418, 0.223, 0.253)
    assert (barre.fait, barre.l_programme, barre.x_pas_fait, barre.l_pas_fait) == ("41.8", "22.3", "64.1", "25.3")
    assert barre.mots.replace("\u00a0", " ") == ("Fait 41,8 %, programmé 22,3 %, pas fait 25,3 %, non renseigné 10,6 %")


def test_une_rangee_qui_se_dit_elle_meme_n_a_pas_de_mots() -> None:
    assert composer_barre(0.5, 0.5, 0, avec_mots=False).mots == ""


def test_une_regle_de_score_peut_faire_depasser_le_tout() -> None:
    assert "non renseigné 0,0" in composer_barre(0.9, 0.3, 0.1).mots
