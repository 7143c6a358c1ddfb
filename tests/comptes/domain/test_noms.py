"""Names of people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.comptes.domain.noms import LONGUEUR_MAXIMALE, NomRefuse, nettoyer_nom


def test_un_nom_garde_ses_accents_et_perd_ses_espaces_de_trop() -> None:
    assert nettoyer_nom("  Anne-Maëlle   d'Ollagnier ", "le nom") == "Anne-Maëlle d'Ollagnier"


@pytest.mark.parametrize(
    ("valeur", "message"),
    [
        ("   ", "Indiquez le nom."),
        ("a" * 81, "Raccourcissez le nom : 80 caractères au plus, il en a 81."),
        ("Faure\u200bBrac", "Retapez le nom : il contient un caractère invisible."),
    ],
)
def test_un_nom_refuse_dit_quoi_faire(valeur: str, message: str) -> None:
    with pytest.raises(NomRefuse) as refus:
        nettoyer_nom(valeur, "le nom")
    assert str(refus.value) == message


@given(st.text())
def test_un_nom_accepte_tient_sur_une_ligne_et_ne_change_plus(valeur: str) -> None:
    try:
        propre = nettoyer_nom(valeur, "le nom")
    except NomRefuse:
        return
    assert 1 <= len(propre) <= LONGUEUR_MAXIMALE
    assert len(propre.splitlines()) == 1
    assert nettoyer_nom(propre, "le nom") == propre
