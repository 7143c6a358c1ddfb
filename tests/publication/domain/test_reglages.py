"""States of a publication, and its address."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.publication.domain.reglages import (
    ADRESSE_MAX,
    EtatPublication,
    etat_de,
    faute_d_adresse,
    proposer_adresse,
)

JOUR = date(2026, 3, 10)
HIER, DEMAIN = JOUR - timedelta(days=1), JOUR + timedelta(days=1)


@pytest.mark.parametrize(
    ("publiee", "retiree", "debut", "fin", "confidentiel", "attendu"),
    [
        (False, False, None, None, False, EtatPublication.BROUILLON),
        (False, True, None, None, False, EtatPublication.RETIREE),
        (True, False, None, None, False, EtatPublication.PUBLIEE),
        (True, False, JOUR, JOUR, False, EtatPublication.PUBLIEE),
        (True, False, DEMAIN, None, False, EtatPublication.PROGRAMMEE),
        (True, False, None, HIER, False, EtatPublication.TERMINEE),
        (True, False, None, None, True, EtatPublication.EMPECHEE),
        (False, True, None, None, True, EtatPublication.RETIREE),
    ],
)
def test_l_etat_suit_la_decision_les_dates_et_la_confidentialite(
    publiee: bool, retiree: bool, debut: date | None, fin: date | None, confidentiel: bool, attendu: EtatPublication
) -> None:
    trouve = etat_de(publiee=publiee, retiree=retiree, debut=debut, fin=fin, confidentiel=confidentiel, jour=JOUR)
    assert trouve is attendu


def test_seul_ce_qui_a_ete_public_est_dit_parti() -> None:
    assert {etat for etat in EtatPublication if etat.a_ete_lue} == {EtatPublication.TERMINEE, EtatPublication.RETIREE}


@pytest.mark.parametrize(
    "adresse", ["Plan", "plan climat", "-plan", "plan-", "plan--vert", "été", "", "a" * 81, "mentions"]
)
def test_une_mauvaise_adresse_est_refusee_par_une_phrase(adresse: str) -> None:
    assert faute_d_adresse(adresse).endswith(".")


def test_une_adresse_refusee_en_propose_une() -> None:
    assert "« plan-d-ete »" in faute_d_adresse("Plan d'été")


def test_une_adresse_prise_recoit_un_numero() -> None:
    assert proposer_adresse("Plan climat", "Sérac", set()) == "plan-climat-serac"
    assert (
        proposer_adresse("Plan climat", "Sérac", {"plan-climat-serac", "plan-climat-serac-2"}) == "plan-climat-serac-3"
    )


def test_une_adresse_proposee_n_est_pas_un_mot_reserve() -> None:
    assert proposer_adresse("Mentions", "", set()) == "plan-mentions"


@given(st.text(max_size=200), st.text(max_size=60), st.integers(0, 12))
def test_une_adresse_proposee_est_toujours_bonne(nom: str, territoire: str, prises: int) -> None:
    deja: set[str] = set()
    for _ in range(prises):
        deja.add(proposer_adresse(nom, territoire, deja))
    proposee = proposer_adresse(nom, territoire, deja)
    assert faute_d_adresse(proposee) == ""
    assert proposee not in deja
    assert len(proposee) <= ADRESSE_MAX
