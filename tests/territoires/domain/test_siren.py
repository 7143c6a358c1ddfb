"""SIREN: form and Luhn key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.territoires.domain.siren import nettoyer_siren, siren_valide


@pytest.mark.parametrize("siren", ["240500439", "240500462", "200067452", "200046977"])
def test_le_siren_d_un_vrai_epci_est_valide(siren: str) -> None:
    assert siren_valide(siren)


@pytest.mark.parametrize(
    "texte",
    ["", "240500438", "24050043", "2405004390", "240 500 439", "24050043a", "٢٤٠٥٠٠٤٣٩", "24050043²", "000000000"],
)
def test_tout_le_reste_est_refuse(texte: str) -> None:
    assert not siren_valide(texte)


@pytest.mark.parametrize(
    "saisie", ["240 500 439", "240\u00a0500\u202f439", " 240500439\n", "240.500.439", "240-500-439", "240\t500 439"]
)
def test_les_separateurs_de_la_saisie_sont_retires(saisie: str) -> None:
    assert nettoyer_siren(saisie) == "240500439"


def test_le_nettoyage_garde_ce_qui_rend_la_saisie_fausse() -> None:
    assert nettoyer_siren("SIREN 240500439") == "SIREN240500439"


@given(st.integers(min_value=1, max_value=99_999_999).map("{:08d}".format))
def test_huit_chiffres_n_ont_qu_une_cle_possible(base: str) -> None:
    assert sum(siren_valide(base + cle) for cle in "0123456789") == 1


@given(st.integers(min_value=1, max_value=99_999_999).map("{:08d}".format), st.integers(0, 8), st.integers(1, 9))
def test_un_chiffre_change_rend_le_siren_faux(base: str, rang: int, ecart: int) -> None:
    siren = next(base + cle for cle in "0123456789" if siren_valide(base + cle))
    faute = siren[:rang] + str((int(siren[rang]) + ecart) % 10) + siren[rang + 1 :]
    assert not siren_valide(faute)
