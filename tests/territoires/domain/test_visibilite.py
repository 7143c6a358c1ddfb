"""Active questions: the fixed point."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.territoires.domain.expressions import lire_referentiel
from cordee.territoires.domain.identite import construire_identite
from cordee.territoires.domain.questions import Question, Reponse, TypeQuestion
from cordee.territoires.domain.visibilite import Visibilite, evaluer_visibilite

EPCI = construire_identite(type_collectivite="epci")


def _question(nom: str, condition: str = "", types: tuple[str, ...] = ()) -> Question:
    return Question(nom, TypeQuestion.BINAIRE, expression_visible=condition, types_concernes=frozenset(types))


def _visibilite(questions: list[Question], **reponses: Reponse) -> Visibilite:
    return evaluer_visibilite(questions, reponses, EPCI)


CHAINE = [
    _question("c", "si reponse(b, OUI) alors VRAI"),
    _question("b", "si reponse(a, OUI) alors VRAI"),
    _question("a"),
]


def test_une_chaine_se_deplie_tant_que_chaque_maillon_est_visible() -> None:
    assert _visibilite(CHAINE, a=True, b=True, c=False).actives == ("c", "b", "a")
    assert _visibilite(CHAINE, a=True, b=False, c=False).actives == ("b", "a")


def test_la_reponse_d_une_question_masquee_n_en_montre_pas_une_autre() -> None:
    visibilite = _visibilite(CHAINE, a=False, b=True, c=True)
    assert visibilite.actives == ("a",)
    assert visibilite.reponses == {"a": False}


def test_une_condition_negative_attend_de_savoir_si_la_question_citee_est_visible() -> None:
    questions = [_question("d", "si reponse(b, OUI) alors FAUX sinon VRAI"), *CHAINE]
    assert "d" not in _visibilite(questions, a=True, b=True).actives
    assert "d" in _visibilite(questions, a=False, b=True).actives


def test_une_question_d_un_autre_type_de_collectivite_n_est_ni_posee_ni_lue() -> None:
    questions = [_question("a", types=("commune",)), _question("b", "reponse(a, OUI)")]
    assert _visibilite(questions, a=True, b=True).actives == ()


def test_seule_la_valeur_vrai_montre_une_question() -> None:
    assert _visibilite([_question("a", "1")], a=True).actives == ()


def test_une_condition_peut_lire_l_identite_et_le_referentiel() -> None:
    questions = [_question("a", "identite(type, EPCI) et referentiel(te)")]
    assert evaluer_visibilite(questions, {}, EPCI, lire_referentiel("te")).actives == ("a",)
    assert evaluer_visibilite(questions, {}, EPCI).actives == ()


def test_deux_questions_qui_s_attendent_restent_masquees() -> None:
    questions = [_question("a", "reponse(b, OUI)"), _question("b", "reponse(a, OUI)")]
    assert _visibilite(questions, a=True, b=True).actives == ()


def test_un_cycle_s_ouvre_par_ce_qui_est_deja_montre() -> None:
    questions = [
        _question("a", "reponse(depart, OUI) ou reponse(b, OUI)"),
        _question("b", "reponse(a, OUI)"),
        _question("suite", "si reponse(b, OUI) alors FAUX sinon VRAI"),
        _question("depart"),
    ]
    assert _visibilite(questions, a=True, b=True, depart=True).actives == ("a", "b", "depart")
    assert _visibilite(questions, a=True, b=True, depart=False).actives == ("suite", "depart")


def test_une_question_qui_se_cite_elle_meme_est_decidee_sans_sa_reponse() -> None:
    questions = [_question("a", "si reponse(a, OUI) alors FAUX sinon VRAI")]
    assert _visibilite(questions, a=True).actives == ("a",)


def test_une_condition_fautive_masque_la_question_et_previent() -> None:
    questions = [_question("a", "si VRAI alors"), _question("b", "identite(couleur, bleu)"), _question("c")]
    visibilite = _visibilite(questions, c=True)
    assert visibilite.actives == ("c",)
    assert [avertissement.split(",")[0] for avertissement in visibilite.avertissements] == [
        "Question a masquée",
        "Question b masquée",
    ]


NOMS = "abcde"
CONDITIONS = st.builds(
    lambda question, valeur, sinon: f"si reponse({question}, {valeur}) alors VRAI sinon {sinon}",
    st.sampled_from(NOMS),
    st.sampled_from(["OUI", "NON"]),
    st.sampled_from(["VRAI", "FAUX"]),
)
LISTES = st.fixed_dictionaries({nom: st.just("") | CONDITIONS for nom in NOMS})


@settings(deadline=None)
@given(LISTES, st.dictionaries(st.sampled_from(NOMS), st.booleans()), st.permutations(NOMS))
def test_le_resultat_vient_toujours_et_ne_depend_pas_de_l_ordre(
    conditions: dict[str, str], reponses: dict[str, bool], ordre: list[str]
) -> None:
    droite = evaluer_visibilite([_question(nom, conditions[nom]) for nom in NOMS], reponses, EPCI)
    autre = evaluer_visibilite([_question(nom, conditions[nom]) for nom in ordre], reponses, EPCI)
    assert set(droite.actives) == set(autre.actives)
    assert {nom for nom in NOMS if not conditions[nom]} <= set(droite.actives)
    assert droite.reponses == {nom: reponses[nom] for nom in droite.actives if nom in reponses}
