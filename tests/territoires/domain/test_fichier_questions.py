"""The bundled questions, as the domain takes them."""

from __future__ import annotations

from cordee.territoires.domain.fichier_questions import lire_questions_livrees
from cordee.territoires.domain.questions import TypeQuestion

LIGNE = {
    "code": "mode", "type": "choix", "formulation": "Quel mode ?", "thematique": "deplacer", "ordre": "3",
    "competence": "3010", "visible_si": "reponse(velo, OUI)", "natures": "commune epci",
    "justification": "Dire lequel.",
}  # fmt: skip


def test_chaque_cellule_trouve_sa_place() -> None:
    choix = [
        {"code": "mode_a", "question": "mode", "formulation": "Le train", "ordre": "1"},
        {"code": "mode_b", "question": "mode", "formulation": "Le car", "ordre": ""},
    ]
    question = lire_questions_livrees([LIGNE], choix)["mode"]
    assert (question.type, question.formulation, question.thematique) == (TypeQuestion.CHOIX, "Quel mode ?", "deplacer")
    assert (question.ordonnancement, question.code_competence) == (3, "3010")
    assert (question.expression_visible, question.types_concernes) == ("reponse(velo, OUI)", {"commune", "epci"})
    assert [(c.identifiant, c.formulation, c.ordonnancement) for c in question.choix] == [
        ("mode_a", "Le train", 1), ("mode_b", "Le car", 0),
    ]  # fmt: skip
    assert question.consigne == "Dire lequel."


def test_des_cellules_vides_ne_disent_rien() -> None:
    vide = {**LIGNE, "type": "binaire", "ordre": "", "natures": "", "visible_si": ""}
    question = lire_questions_livrees([vide], [])["mode"]
    assert (question.ordonnancement, question.types_concernes, question.choix) == (0, frozenset(), ())
