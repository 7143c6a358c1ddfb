"""What counts as an answer."""

from __future__ import annotations

import pytest

from cordee.territoires.domain.identite import construire_identite
from cordee.territoires.domain.questions import Choix, Question, ReponseInvalide, TypeQuestion, valider_reponse

BINAIRE = Question("scot", TypeQuestion.BINAIRE)
PART = Question("voirie_2", TypeQuestion.PROPORTION)
CHOIX = Question("ep_1", TypeQuestion.CHOIX, choix=(Choix("ep_1_a"), Choix("ep_1_b")))


@pytest.mark.parametrize(
    ("question", "donnee", "lue"),
    [
        (BINAIRE, True, True),
        (BINAIRE, "Oui", True),
        (BINAIRE, " non ", False),
        (PART, 0, 0),
        (PART, 1.0, 1.0),
        (PART, "0,4", 0.4),
        (PART, "40 %", 0.4),
        (PART, "12.5%", 0.125),
        (CHOIX, "ep_1_b", "ep_1_b"),
        (BINAIRE, None, None),
        (CHOIX, "", None),
        (PART, "  ", None),
    ],
)
def test_une_reponse_correcte_est_rendue_propre(question: Question, donnee: object, lue: object) -> None:
    obtenue = valider_reponse(question, donnee)
    assert obtenue == lue
    assert type(obtenue) is type(lue)


@pytest.mark.parametrize(
    ("question", "donnee", "conseil"),
    [
        (BINAIRE, 1, "répondez par oui ou par non"),
        (BINAIRE, "peut-être", "répondez par oui ou par non"),
        (PART, 1.5, "entre 0 % et 100 %"),
        (PART, -0.1, "entre 0 % et 100 %"),
        (PART, "150 %", "entre 0 % et 100 %"),
        (PART, "beaucoup", "entre 0 % et 100 %"),
        (PART, True, "entre 0 % et 100 %"),
        (PART, float("nan"), "entre 0 % et 100 %"),
        (PART, [], "entre 0 % et 100 %"),
        (CHOIX, "ep_1_c", "(ep_1_a, ep_1_b)"),
        (CHOIX, True, "choisissez"),
        (Question("vide", TypeQuestion.CHOIX), "a", "aucun choix n'est défini"),
    ],
)
def test_une_reponse_impossible_est_refusee_avec_un_conseil(question: Question, donnee: object, conseil: str) -> None:
    with pytest.raises(ReponseInvalide) as capture:
        valider_reponse(question, donnee)
    assert conseil in str(capture.value)


def test_une_question_reservee_a_un_type_ne_concerne_que_lui() -> None:
    reservee = Question("q", TypeQuestion.BINAIRE, types_concernes=frozenset({"commune"}))
    assert reservee.concerne(construire_identite(type_collectivite="commune"))
    assert not reservee.concerne(construire_identite(type_collectivite="epci"))
    assert BINAIRE.concerne(construire_identite(type_collectivite="epci"))
