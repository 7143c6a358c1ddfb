"""Telephone numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.comptes.domain.telephone import TelephoneRefuse, nettoyer_telephone


@pytest.mark.parametrize(
    ("typee", "gardee"),
    [
        ("0476000000", "04 76 00 00 00"),
        (" 04.76-00 00/00 ", "04 76 00 00 00"),
        ("+33476000000", "+33 4 76 00 00 00"),
        ("+33 (0)4 76 00 00 00", "+33 4 76 00 00 00"),
        ("0033 4 76 00 00 00", "+33 4 76 00 00 00"),
        ("+41 22 000 00 00", "+41 220000000"),
        ("   ", ""),
    ],
)
def test_un_numero_s_ecrit_d_une_seule_facon(typee: str, gardee: str) -> None:
    assert nettoyer_telephone(typee) == gardee
    assert nettoyer_telephone(gardee) == gardee


@pytest.mark.parametrize(
    "typee", ["12", "1476000000", "04 76 00 00", "+33 4 76", "+1", "demain", "٠٤٧٦٠٠٠٠٠٠", "+" + "9" * 16]
)
def test_ce_qui_n_est_pas_un_numero_est_refuse_avec_un_exemple(typee: str) -> None:
    with pytest.raises(TelephoneRefuse, match="04 76 00 00 00"):
        nettoyer_telephone(typee)


@given(st.text(max_size=40))
def test_ce_qui_est_garde_se_relit_et_tient_dans_sa_colonne(texte: str) -> None:
    try:
        garde = nettoyer_telephone(texte)
    except TelephoneRefuse:
        return
    assert len(garde) <= 30
    assert nettoyer_telephone(garde) == garde
