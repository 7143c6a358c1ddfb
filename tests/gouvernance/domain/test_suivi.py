"""docs/calculs/gouvernance.md."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.gouvernance.domain import EtatDecision, Motif, Suivi, compter, jours_de_retard, motifs_de

AUJOURDHUI = date(2027, 3, 12)


@pytest.mark.parametrize(
    ("etat", "echeance", "jours"),
    [
        ("a_faire", date(2027, 3, 11), 1),
        ("a_faire", date(2027, 2, 12), 28),
        ("a_faire", date(2027, 3, 12), 0),
        ("a_faire", date(2027, 4, 1), 0),
        ("a_faire", None, 0),
        ("faite", date(2027, 1, 1), 0),
        ("abandonnee", date(2027, 1, 1), 0),
    ],
)
def test_seule_une_decision_a_faire_est_en_retard_des_le_lendemain(
    etat: str, echeance: date | None, jours: int
) -> None:
    assert jours_de_retard(etat, echeance, AUJOURDHUI) == jours


def test_le_tableau_de_la_page_se_retrouve() -> None:
    decisions = [
        ("a_faire", date(2027, 3, 1)), ("a_faire", None), ("faite", date(2027, 3, 1)), ("abandonnee", None),
    ]  # fmt: skip
    assert compter(decisions, AUJOURDHUI) == Suivi(a_faire=2, en_retard=1, faites=1, abandonnees=1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([str(etat) for etat in EtatDecision]),
            st.none() | st.integers(-400, 400).map(lambda n: AUJOURDHUI + timedelta(days=n)),
        )
    )
)
def test_chaque_decision_est_comptee_une_fois(decisions: list[tuple[str, date | None]]) -> None:
    suivi = compter(decisions, AUJOURDHUI)
    assert suivi.total == len(decisions)
    assert 0 <= suivi.en_retard <= suivi.a_faire


def test_les_motifs_se_disent_du_plus_fort_au_plus_faible() -> None:
    tous = motifs_de(bloquee=True, en_retard=True, a_discuter=True, decision_en_retard=True)
    assert tous == (Motif.BLOQUEE, Motif.EN_RETARD, Motif.A_DISCUTER, Motif.DECISION_EN_RETARD)
    assert motifs_de(bloquee=False, en_retard=False, a_discuter=False, decision_en_retard=False) == ()
