"""Numbers as the French write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.outils.nombres import formater, formater_rapide, ordinal, poids, pourcent

VALEURS = st.floats(-1e9, 1e9, allow_nan=False)


def lire(texte: str) -> Decimal:
    return Decimal(texte.replace("\u00a0", "").replace("\u2212", "-").replace(",", "."))


@pytest.mark.parametrize(
    ("valeur", "options", "texte"),
    [
        (1234.5, {}, "1\u00a0234,5"),
        (1234567.891, {"decimales": 2}, "1\u00a0234\u00a0567,89"),
        (-0.25, {"decimales": 1}, "\u22120,3"),
        (0.25, {"decimales": 1}, "0,3"),
        (2.675, {"decimales": 2}, "2,68"),
        (-0.04, {}, "0,0"),
        (1234.5, {"decimales": 0}, "1\u00a0235"),
        (None, {}, "—"),
        (3.1, {"signe": True}, "+3,1"),
        (-3.1, {"signe": True}, "\u22123,1"),
        (0.04, {"signe": True}, "0,0"),
        (2.0, {"decimales": 2, "souple": True}, "2"),
        (1.5, {"decimales": 2, "souple": True}, "1,5"),
        (1200.0, {"decimales": 2, "souple": True}, "1\u00a0200"),
        (100.0, {"decimales": 0, "souple": True}, "100"),
        (7, {}, "7,0"),
    ],
)
def test_un_nombre_s_ecrit(valeur: float | None, options: dict[str, object], texte: str) -> None:
    assert formater(valeur, **options) == texte  # type: ignore[arg-type]


@given(VALEURS, st.integers(0, 4))
def test_un_nombre_ecrit_se_relit_a_son_arrondi_pres(valeur: float, decimales: int) -> None:
    attendu = Decimal(repr(valeur)).quantize(Decimal(1).scaleb(-decimales), rounding=ROUND_HALF_UP)
    assert lire(formater(valeur, decimales)) == attendu
    assert lire(formater(valeur, decimales, souple=True)) == attendu
    assert lire(formater(valeur, decimales, signe=True)) == attendu


@given(VALEURS, st.integers(0, 3))
def test_l_ecriture_rapide_est_la_meme_au_dernier_chiffre_pres(valeur: float, decimales: int) -> None:
    rapide = formater_rapide(valeur, decimales)
    assert abs(lire(rapide) - lire(formater(valeur, decimales))) <= Decimal(1).scaleb(-decimales)
    assert not rapide.startswith("\u2212") or lire(rapide) < 0


def test_l_ecriture_rapide_n_ecrit_pas_moins_zero() -> None:
    assert [formater_rapide(v) for v in (-0.04, 0.0, -0.0, -12.34, 1234.5)] == [
        "0,0", "0,0", "0,0", "\u221212,3", "1\u00a0234,5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ratio", "options", "texte"),
    [
        (0.418, {}, "41,8\u00a0%"),
        (1, {"decimales": 0}, "100\u00a0%"),
        (0.5, {"souple": True}, "50\u00a0%"),
        (-0.002, {}, "\u22120,2\u00a0%"),
        (None, {}, "—"),
    ],
)
def test_un_ratio_s_ecrit_en_pourcentage(ratio: float | None, options: dict[str, object], texte: str) -> None:
    assert pourcent(ratio, **options) == texte  # type: ignore[arg-type]


def test_les_rangs_s_accordent() -> None:
    assert [ordinal(1), ordinal(1, feminin=True), ordinal(2), ordinal(21, feminin=True)] == ["1er", "1re", "2e", "21e"]


@pytest.mark.parametrize(
    ("octets", "texte"),
    [
        (0, "0 octet"), (1, "1 octet"), (999, "999 octets"), (1000, "1 ko"), (340_499, "340 ko"), (999_499, "999 ko"),
        (999_500, "1 Mo"), (1_234_567, "1,2 Mo"), (25_000_000, "25 Mo"),
    ],
)  # fmt: skip
def test_le_poids_d_un_fichier_se_lit(octets: int, texte: str) -> None:
    assert poids(octets).replace("\u00a0", " ") == texte
