"""How much of a document is in each fiche (docs/calculs/import.md, « Fidélité »)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plans.tables_import import table

from cordee.plans.domain.imports.lecture import lire_texte_colle
from cordee.plans.domain.imports.messages import Fidelite
from cordee.plans.domain.imports.publie.fidelite import noter

FICHE = """Fiche action n° 1.1 : Isoler les écoles
Contexte : Les écoles consomment trop.
Objectifs : Réduire les consommations.
Pilote : Service bâtiments
Calendrier : de mars 2025 à juin 2027
"""


@pytest.mark.parametrize(("mots", "manquants", "score", "relire"), table("Fidélité"))
def test_la_part_des_mots_repris(mots: str, manquants: str, score: str, relire: str) -> None:
    note = noter(int(mots), int(manquants))
    assert (note, Fidelite(note, "").a_relire) == (int(score), relire == "oui")


@given(st.integers(1, 5000), st.integers(0, 5000))
def test_cent_veut_dire_tout(mots: int, manquants: int) -> None:
    note = noter(mots, min(mots, manquants))
    assert 0 <= note <= 100
    assert (note == 100) == (manquants == 0)


def test_une_fiche_entiere_a_cent_et_le_dit() -> None:
    lecture = lire_texte_colle(FICHE)
    (fiche,) = lecture.plan.fiches
    assert lecture.fidelites[id(fiche)] == Fidelite(100, "Tous les mots du document sont dans la fiche.")


def test_ce_qui_n_est_pas_repris_baisse_la_note_et_est_cite() -> None:
    lecture = lire_texte_colle(f"{FICHE}Documents : Inventaire amiante.xlsx ; Rapport thermique.pdf\n")
    (fiche,) = lecture.plan.fiches
    fidelite = lecture.fidelites[id(fiche)]
    assert fidelite.score < 100
    assert "inventaire, amiante" in fidelite.raison
