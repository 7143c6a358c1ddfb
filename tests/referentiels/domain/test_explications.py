"""Why a rule gives its value, and which answers could still change it."""

from __future__ import annotations

import pytest

from cordee.referentiels.domain.explications import explain_regle
from cordee.territoires.domain.expressions import Contexte, parse
from cordee.territoires.domain.identite import construire_identite
from cordee.territoires.domain.questions import Choix, Question, TypeQuestion

QUESTIONS = {
    "a": Question("a", TypeQuestion.BINAIRE),
    "b": Question("b", TypeQuestion.BINAIRE),
    "part": Question("part", TypeQuestion.PROPORTION),
    "choix": Question("choix", TypeQuestion.CHOIX, choix=(Choix("choix_a"), Choix("choix_b"))),
}
IDENTITE = construire_identite(type_collectivite="epci", nature_insee="CC", population=12_000, drom=False)


def suspens(formule: str, actives: str = "a b part choix", **reponses: bool | float | str) -> tuple[str, ...]:
    contexte = Contexte(identite=IDENTITE, reponses=dict(reponses))
    return explain_regle(parse(formule), contexte, QUESTIONS, actives.split()).en_suspens


@pytest.mark.parametrize(
    ("formule", "reponses", "attendu"),
    [
        ("reponse(a, OUI)", {}, ("a",)),
        ("reponse(a, OUI)", {"a": False}, ()),
        # A rule decided whatever is answered leaves nothing open.
        ("identite(type, EPCI) ou reponse(a, OUI)", {}, ()),
        ("reponse(a, OUI) ou identite(type, EPCI)", {}, ()),
        # Two answers that only together change something: the first is asked.
        ("si reponse(a, OUI) et reponse(b, OUI) alors VRAI", {}, ("a",)),
        ("si reponse(a, OUI) et reponse(b, OUI) alors VRAI", {"a": True}, ("b",)),
        ("si reponse(part) > 0.6 alors 0.5", {}, ("part",)),
        ("si reponse(choix, choix_b) alors 0.5", {}, ("choix",)),
        ("si reponse(a, OUI) alors FAUX", {}, ()),
    ],
)
def test_une_question_reste_en_suspens_quand_sa_reponse_peut_changer_quelque_chose(
    formule: str, reponses: dict[str, bool], attendu: tuple[str, ...]
) -> None:
    assert suspens(formule, **reponses) == attendu


def test_une_question_qui_n_est_pas_posee_ne_laisse_rien_en_suspens() -> None:
    assert suspens("reponse(a, OUI)", actives="b") == ()


def test_l_explication_garde_ce_qui_a_ete_lu() -> None:
    contexte = Contexte(identite=IDENTITE, reponses={"a": True})
    regle = explain_regle(parse("si reponse(a, OUI) et identite(type, EPCI) alors 0.5"), contexte, QUESTIONS, ["a"])
    assert (regle.valeur, regle.reponses) == (0.5, (("a", True),))
    assert regle.identite == ((("type", "epci"), True),)


def test_une_formule_qu_une_reponse_rendrait_illisible_laisse_cette_reponse_en_suspens() -> None:
    assert suspens("si reponse(a, OUI) alors identite(couleur, bleue) sinon FAUX") == ("a",)


def test_au_dela_de_cinq_reponses_a_essayer_une_regle_est_dite_indecise() -> None:
    questions = {nom: Question(nom, TypeQuestion.BINAIRE) for nom in "abcdef"}

    def en_suspens(noms: str) -> tuple[str, ...]:
        formule = f"si {' et '.join(f'reponse({nom}, OUI)' for nom in noms)} alors FAUX"
        return explain_regle(parse(formule), Contexte(identite=IDENTITE, reponses={}), questions, noms).en_suspens

    assert en_suspens("abcde") == ()
    assert en_suspens("abcdef") != ()
