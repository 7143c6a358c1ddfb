"""docs/calculs/indicateurs.md §Nombres."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.indicateurs.domain.nombres import NombreIllisible, lire_nombre
from cordee.outils.nombres import formater


@pytest.mark.parametrize(
    ("texte", "nombre"),
    [
        ("1 234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1\u00a0234\u00a0567", 1234567),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1234.5", 1234.5),
        ("1.234.567", 1234567),
        ("1.234", 1.234),
        ("−3", -3),
        ("+3", 3),
        ("12 %", 12),
        (",5", 0.5),
        ("5,", 5),
        ("1e3", 1000),
        (12, 12.0),
        (0.25, 0.25),
    ],
)
def test_un_nombre_se_lit_comme_les_francais_l_ecrivent(texte: str | float, nombre: float) -> None:
    assert lire_nombre(texte) == nombre


@pytest.mark.parametrize("vide", ["", "   ", None])
def test_rien_n_est_pas_zero(vide: str | None) -> None:
    assert lire_nombre(vide) is None


@pytest.mark.parametrize(
    "texte", ["12 tonnes", "inf", "nan", "1e400", "12,,5", "1 23", "%", "1 2345", "deux", float("inf"), float("nan")]
)
def test_ce_qui_n_est_pas_un_nombre_est_refuse_en_le_montrant(texte: str | float) -> None:
    with pytest.raises(NombreIllisible) as refus:
        lire_nombre(texte)
    assert "écrivez par exemple 1 234,5" in str(refus.value)
    assert str(texte) in str(refus.value)


def test_un_texte_interminable_est_montre_coupe() -> None:
    with pytest.raises(NombreIllisible) as refus:
        lire_nombre("x" * 500)
    assert len(str(refus.value)) < 120


@settings(max_examples=60)
@given(st.floats(min_value=-1e12, max_value=1e12))
def test_ce_que_nous_ecrivons_se_relit(nombre: float) -> None:
    assert lire_nombre(formater(nombre, 4)) == pytest.approx(nombre, abs=1e-4)


@settings(max_examples=60)
@given(st.text(max_size=12))
def test_un_texte_quelconque_se_lit_ou_se_refuse(texte: str) -> None:
    try:
        nombre = lire_nombre(texte)
    except NombreIllisible:
        nombre = None
    assert nombre is None or abs(nombre) < 1e308
