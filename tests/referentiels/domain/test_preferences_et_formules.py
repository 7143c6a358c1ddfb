"""Référentiels shown, score rules written as formulas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.referentiels.domain.arbres import FAIT, arbre, noter

from cordee.referentiels.domain import (
    CalculImpossible,
    Consequence,
    DefinitionNoeud,
    FormuleExpression,
    Mode,
    Preference,
    can_mutate,
    derive_preferences,
    is_displayed,
    preferences_of_display,
)
from cordee.territoires.domain.expressions import parse

LE = datetime(2025, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("statuts", "commentaires", "jours", "affiche"),
    [(150, 0, None, True), (50, 0, 365, True), (50, 0, 366, False), (0, 50, 10, True), (49, 49, 0, False)],
)
def test_deux_signes_d_activite_suffisent(statuts: int, commentaires: int, jours: int | None, affiche: bool) -> None:
    derniere = None if jours is None else LE - timedelta(days=jours)
    assert is_displayed(statuts, commentaires, derniere, LE) is affiche


def test_sans_engagement_c_est_te_qui_s_ouvre() -> None:
    assert derive_preferences(cae=False, eci=False) == {
        "cae": Preference(False, Mode.ARCHIVE),
        "eci": Preference(False, Mode.ARCHIVE),
        "te": Preference(True, Mode.ECRITURE),
    }
    assert preferences_of_display({"cae": True})["te"] == Preference(True, Mode.CONSULTATION)
    assert preferences_of_display({"cae": True, "te": False})["te"] == Preference(False, Mode.CONSULTATION)


def test_seul_un_referentiel_ouvert_se_modifie() -> None:
    assert [can_mutate(mode) for mode in Mode] == [True, False, False]


def test_une_regle_de_score_s_ecrit_en_formule() -> None:
    regle = FormuleExpression(parse("min(score(eci_1), score(eci_2))"))
    scores = noter(arbre(), {"eci_1.1": FAIT, "eci_1.2": FAIT, "eci_2.2": FAIT}, {"eci_1": Consequence(score=regle)})
    assert scores.noeud("eci_1").points_faits == 2.143
    assert FormuleExpression(parse("score(eci_99)")).evaluer({}) is None


def test_une_regle_de_score_qui_donne_un_booleen_est_refusee() -> None:
    with pytest.raises(CalculImpossible, match="VRAI"):
        FormuleExpression(parse("VRAI")).evaluer({})


def test_une_definition_de_noeud_ne_sert_pas_de_cle() -> None:
    with pytest.raises(TypeError):
        hash(DefinitionNoeud("1"))
