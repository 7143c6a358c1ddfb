"""The bundled questions, as the domain takes them: for the checks and the tools that have no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cordee.territoires.domain.questions import Choix, Question, TypeQuestion

__all__ = ["lire_questions_livrees"]


def lire_questions_livrees(
    questions: Iterable[Mapping[str, str]], choix: Iterable[Mapping[str, str]]
) -> dict[str, Question]:
    """Rows of `questions.tsv` and `choix.tsv` -> questions by id."""
    proposes: dict[str, list[Choix]] = {}
    for ligne in choix:
        proposes.setdefault(ligne["question"], []).append(
            Choix(ligne["code"], ligne["formulation"], int(ligne["ordre"] or 0))
        )
    return {
        ligne["code"]: Question(
            identifiant=ligne["code"],
            type=TypeQuestion(ligne["type"]),
            formulation=ligne["formulation"],
            thematique=ligne["thematique"],
            ordonnancement=int(ligne["ordre"] or 0),
            code_competence=ligne["competence"],
            expression_visible=ligne["visible_si"],
            types_concernes=frozenset(ligne["natures"].split()),
            choix=tuple(proposes.get(ligne["code"], ())),
            consigne=ligne["justification"],
        )
        for ligne in questions
    }
