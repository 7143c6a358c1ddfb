"""From answers to what they change: effective answers, completeness, consequences on nodes.

Everything is a pure function of the questions, the answers, the competences and the identity.
Source: docs/calculs/personnalisation.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cordee.territoires.domain.expressions import Contexte, Expression, TypeFormule, Valeur
from cordee.territoires.domain.questions import Question, Reponse

__all__ = [
    "Completude",
    "Consequence",
    "Regle",
    "consequences",
    "mesurer_completude",
    "reponses_deduites",
    "reponses_effectives",
]


# -- effective answers -----------------------------------------------------------------------------------------------
def reponses_deduites(questions: Iterable[Question], competences: Mapping[str, bool]) -> dict[str, Reponse]:
    """Answers given by the competences: BANATIC code -> exercised or not; a code that is absent tells nothing."""
    return {
        question.identifiant: competences[question.code_competence]
        for question in questions
        if question.est_deductible and question.code_competence in competences
    }


def reponses_effectives(
    questions: Iterable[Question], explicites: Mapping[str, Valeur], competences: Mapping[str, bool]
) -> dict[str, Reponse]:
    """What the collectivité said, else what its competences say. Empty answers are removed."""
    dites = {identifiant: valeur for identifiant, valeur in explicites.items() if valeur is not None and valeur != ""}
    return {**reponses_deduites(questions, competences), **dites}


# -- completeness ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Completude:
    questions: int
    reponses: int

    @property
    def est_complete(self) -> bool:
        """There is something to answer, and everything is answered."""
        return 0 < self.questions <= self.reponses


def mesurer_completude(questions: Iterable[Question], reponses: Mapping[str, Valeur]) -> dict[str, Completude]:
    """Per thématique, how many of these (active) questions have an effective answer."""
    comptes: dict[str, list[int]] = {}
    for question in questions:
        compte = comptes.setdefault(question.thematique, [0, 0])
        compte[0] += 1
        compte[1] += reponses.get(question.identifiant) is not None
    return {thematique: Completude(posees, donnees) for thematique, (posees, donnees) in comptes.items()}


# -- consequences ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Regle:
    """One rule of one node; `type` is DESACTIVATION, REDUCTION or SCORE."""

    noeud: str
    type: TypeFormule
    expression: Expression


@dataclass(frozen=True, slots=True)
class Consequence:
    """None means that the rules change nothing there.

    `reduction` is a factor of the points (0 and factors above 1 exist). `score` is the formula to evaluate once the
    scores are known, with the same context plus `scores`.
    """

    desactive: bool | None = None
    reduction: float | None = None
    score: Expression | None = None


def consequences(regles: Iterable[Regle], contexte: Contexte) -> dict[str, Consequence]:
    """What the rules of a référentiel do to each node, for one collectivité; untouched nodes are absent.

    `contexte.reponses` are the answers kept by `visibilite.evaluer_visibilite`. Raises ErreurExpression when the
    context lacks an identity or answers.
    """
    desactives: dict[str, bool] = {}
    reductions: dict[str, float] = {}
    scores: dict[str, Expression] = {}
    for regle in regles:
        if regle.type is TypeFormule.SCORE:
            scores[regle.noeud] = regle.expression
            continue
        valeur = regle.expression.evaluer(contexte)
        if valeur is None:
            continue
        if regle.type is TypeFormule.DESACTIVATION:
            desactives[regle.noeud] = bool(valeur)
        elif isinstance(valeur, (int, float)) and not isinstance(valeur, bool):
            reductions[regle.noeud] = float(valeur)
    return {
        noeud: Consequence(desactives.get(noeud), reductions.get(noeud), scores.get(noeud))
        for noeud in dict.fromkeys((*desactives, *reductions, *scores))
    }
