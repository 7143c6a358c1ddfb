"""docs/calculs/plans.md, « Numéros »."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.numeros import FicheANumeroter, cle_numero, compose_numeros, next_numero


@pytest.mark.parametrize(
    ("prefixe", "pris", "attendu"),
    [
        ("1", {"1.1", "1.2"}, "1.3"),
        ("1", {"1.1", "1.7", "11.9"}, "1.8"),
        ("1", {"1.2", "1.3"}, "1.4"),
        ("B", set(), "B.1"),
        ("B", {"b.2"}, "B.3"),
        ("", {"3", "1", "2", "4"}, "5"),
        ("", {"1.9", "a"}, "1"),
        ("1.2", {"1.2.1", "1.2.1.5"}, "1.2.2"),
        ("2.", {"2.1"}, "2.2"),
    ],
)
def test_le_numero_suivant_est_celui_du_tableau_de_la_page(prefixe: str, pris: set[str], attendu: str) -> None:
    assert next_numero(prefixe, pris) == attendu


@pytest.mark.parametrize("ecrit", ["1.2", "1.2.", " 1.2 ", "1.2 ."])
def test_deux_ecritures_d_un_numero_n_en_font_qu_un(ecrit: str) -> None:
    assert cle_numero(ecrit) == "1.2"


fiches = st.lists(st.sampled_from(["", "1", "1.1", "B"]), max_size=12).map(
    lambda prefixes: [FicheANumeroter(rang, prefixe) for rang, prefixe in enumerate(prefixes)]
)
numeros = st.sets(st.sampled_from(["1", "2", "1.1", "1.2", "1.1.1", "b.1", "b.10", "x"]))


@given(fiches, numeros, numeros)
def test_aucun_numero_ne_sert_deux_fois(a_numeroter: list[FicheANumeroter], pris: set[str], autres: set[str]) -> None:
    donnes = compose_numeros(a_numeroter, pris, {0: autres})
    cles = [cle_numero(numero) for numero in donnes.values()]
    assert len(set(cles)) == len(cles) == len(a_numeroter)
    assert not set(cles) & pris
    assert not (a_numeroter and cle_numero(donnes[0]) in autres)
    for fiche in a_numeroter:
        assert donnes[fiche.id].startswith(fiche.prefixe)
