"""Effective answers, completeness, consequences."""

from __future__ import annotations

from cordee.territoires.domain.expressions import Contexte, TypeFormule, parse
from cordee.territoires.domain.identite import construire_identite
from cordee.territoires.domain.personnalisation import (
    Completude,
    Consequence,
    Regle,
    consequences,
    mesurer_completude,
    reponses_deduites,
    reponses_effectives,
)
from cordee.territoires.domain.questions import Question, TypeQuestion

QUESTIONS = [
    Question("scot", TypeQuestion.BINAIRE, code_competence="5500", thematique="amenager"),
    Question("plu", TypeQuestion.BINAIRE, code_competence="5510", thematique="amenager"),
    Question("voirie", TypeQuestion.CHOIX, code_competence="6040", thematique="deplacer"),
    Question("renov", TypeQuestion.BINAIRE, thematique="loger"),
]


def test_une_competence_repond_aux_seules_questions_binaires_qui_la_citent() -> None:
    competences = {"5500": True, "6040": True, "9999": True}
    assert reponses_deduites(QUESTIONS, competences) == {"scot": True}


def test_la_reponse_explicite_l_emporte_sur_la_competence() -> None:
    explicites = {"scot": False, "plu": None, "voirie": "", "renov": True}
    competences = {"5500": True, "5510": False}
    assert reponses_effectives(QUESTIONS, explicites, competences) == {"scot": False, "plu": False, "renov": True}


def test_une_thematique_est_complete_quand_chaque_question_a_sa_reponse() -> None:
    comptes = mesurer_completude(QUESTIONS, {"scot": False, "plu": True, "voirie": None})
    assert comptes == {"amenager": Completude(2, 2), "deplacer": Completude(1, 0), "loger": Completude(1, 0)}
    assert [comptes[nom].est_complete for nom in comptes] == [True, False, False]
    assert not Completude(0, 0).est_complete


def _regle(noeud: str, nature: str, formule: str) -> Regle:
    return Regle(noeud, TypeFormule(nature), parse(formule))


def test_les_regles_d_un_noeud_se_rassemblent_en_une_consequence() -> None:
    regles = [
        _regle("cae_1", "desactivation", "reponse(a, NON)"),
        _regle("cae_1", "reduction", "si reponse(a, NON) alors 0"),
        _regle("cae_2", "desactivation", "reponse(a, OUI)"),
        _regle("cae_3", "reduction", "max(reponse(part), 0.5) * 3"),
        _regle("cae_4", "reduction", "si reponse(a, OUI) alors 0.5"),
        _regle("cae_5", "score", "min(score(cae_1), score(cae_5))"),
        _regle("cae_6", "desactivation", "mot"),
        _regle("cae_7", "reduction", "VRAI"),
        _regle("cae_8", "reduction", "mot"),
    ]
    contexte = Contexte(identite=construire_identite(type_collectivite="epci"), reponses={"a": False, "part": 0.75})
    assert consequences(regles, contexte) == {
        "cae_1": Consequence(desactive=True, reduction=0.0),
        "cae_2": Consequence(desactive=False),
        "cae_3": Consequence(reduction=2.25),
        "cae_5": Consequence(score=regles[5].expression),
        "cae_6": Consequence(desactive=True),
    }
