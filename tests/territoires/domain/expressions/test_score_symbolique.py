"""`score(…)` without scores: what is known is computed, the rest stays a formula."""

from __future__ import annotations

import pytest

from cordee.territoires.domain.expressions import Contexte, parse

REPONSES = {"a": True, "part": 0.25, "choix": "choix_a"}


@pytest.mark.parametrize(
    ("texte", "residu"),
    [
        ("min(score(cae_1.2.3), score(cae_3.3.5))", "min(score(cae_1.2.3), score(cae_3.3.5))"),
        ("min(score(a), 2/12)", "min(score(a), 0.16666666666666666)"),
        ("min(score(a), max(reponse(part), 2/12))", "min(score(a), 0.25)"),
        ("score(a) + 1", "score(a) + 1"),
        ("score(a) + 1 - score(b)", "score(a) + 1 - score(b)"),
        ("score(a) - (score(b) - 1)", "score(a) - (score(b) - 1)"),
        ("(score(a) + 1) * 2", "(score(a) + 1) * 2"),
        ("score(a) * 2 / 3 + 1", "score(a) * 2 / 3 + 1"),
        ("score(a) * (1 - 3)", "score(a) * (0 - 2)"),
        ("score(a) * reponse(a)", "score(a) * VRAI"),
        ("score(a) = 1", "score(a) = 1"),
        ("score(a) < 1/2", "score(a) < 0.5"),
        ("reponse(choix) + 1", "choix_a + 1"),
        ("reponse(choix) < 1", "choix_a < 1"),
        ("si score(a) > 1 alors 1 sinon reponse(absente)", "si score(a) > 1 alors 1 sinon reponse(absente)"),
        ("si score(a) > 1 alors reponse(part)", "si score(a) > 1 alors 0.25"),
        ("si FAUX alors 1 sinon si score(a) > 1 alors 2 sinon 3", "si score(a) > 1 alors 2 sinon 3"),
        ("si score(a) > 1 alors 2 sinon si reponse(a, OUI) alors 3 sinon 4", "si score(a) > 1 alors 2 sinon 3"),
        ("si score(a) > 1 alors 2 sinon si FAUX alors 3", "si score(a) > 1 alors 2"),
        ("VRAI et score(a) > 1", "score(a) > 1"),
        ("score(a) > 1 et reponse(a)", "score(a) > 1 et VRAI"),
        ("FAUX ou score(a) ou reponse(choix)", "score(a) ou choix_a"),
        ("si score(a) > 1 alors identite(type, EPCI) sinon 0", "si score(a) > 1 alors identite(type, EPCI) sinon 0"),
    ],
)
def test_sans_scores_il_reste_une_formule_qui_se_relit(texte: str, residu: str) -> None:
    obtenu = parse(texte).evaluer(Contexte(reponses=REPONSES))
    assert obtenu == residu
    assert str(parse(residu)) == residu


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("si reponse(a, OUI) alors 1 sinon score(a)", 1),
        ("si FAUX alors score(a) sinon 5", 5),
        ("si FAUX alors score(a)", None),
        ("FAUX et score(a)", False),
        ("VRAI ou score(a)", True),
        ("score(a) + reponse(absente)", None),
        ("score(a) = reponse(absente)", None),
    ],
)
def test_ce_qui_ne_depend_pas_du_score_est_decide(texte: str, valeur: object) -> None:
    obtenu = parse(texte).evaluer(Contexte(reponses=REPONSES))
    assert obtenu == valeur
    assert type(obtenu) is type(valeur)


def test_avec_les_scores_la_formule_a_une_valeur() -> None:
    contexte = Contexte(reponses=REPONSES, scores={"a": 0.5, "b": None})
    assert parse("min(score(a), 0.75)").evaluer(contexte) == 0.5
    assert parse("min(score(a), score(b))").evaluer(contexte) is None
    assert parse("score(absente)").evaluer(contexte) is None
    assert parse("si score(a) > 0.4 alors 1 sinon 2").evaluer(contexte) == 1
    assert parse("score(a) > 0.4 et score(a) < 0.6").evaluer(contexte) is True
    assert parse("score(a) < 0.4 ou FAUX").evaluer(contexte) is False
