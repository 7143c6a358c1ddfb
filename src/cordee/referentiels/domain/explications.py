"""Why a rule of personnalisation gives what it gives, and which answers could still change it.

Source: docs/calculs/personnalisation.md, « Conséquences ».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cordee.territoires.domain.expressions import Contexte, ErreurExpression, Expression, Valeur, expliquer
from cordee.territoires.domain.questions import Question, TypeQuestion

PARTS_ESSAYEES = (0.0, 0.25, 0.5, 0.75, 1.0)
PROFONDEUR_MAX = 5
"""Rules cite four questions at most; beyond this depth a rule is said undecided."""


@dataclass(frozen=True, slots=True)
class RegleExpliquee:
    """Value of a rule, the answers and identity facts that were read, in order, and the questions ``en_suspens``: read,
    asked to this collectivité, without answer, and able to change the value."""

    valeur: Valeur
    reponses: tuple[tuple[str, Valeur], ...]
    identite: tuple[tuple[tuple[str, str], bool], ...]
    en_suspens: tuple[str, ...]


def explain_regle(
    expression: Expression, contexte: Contexte, questions: Mapping[str, Question], actives: Iterable[str]
) -> RegleExpliquee:
    """Explains one rule for one collectivité. ``questions`` are those asked to this type of collectivité, ``actives``
    the identifiers of those shown to it now. Raises ErreurExpression, as the evaluation does."""
    explication = expliquer(expression, contexte)
    montrees = set(actives)
    muettes = tuple(q for q, valeur in explication.reponses if valeur is None and q in montrees)
    indecise = bool(muettes) and _is_indecise(expression, contexte, questions, explication.valeur, PROFONDEUR_MAX)
    return RegleExpliquee(explication.valeur, explication.reponses, explication.identite, muettes if indecise else ())


def _is_indecise(
    expression: Expression, contexte: Contexte, questions: Mapping[str, Question], valeur: Valeur, profondeur: int
) -> bool:
    """Whether some answers to the questions still open, together, give another value."""
    try:
        explication = expliquer(expression, contexte)
    except ErreurExpression:
        return True
    if _effet(explication.valeur) != _effet(valeur):
        return True
    ouverte = next((q for q, lue in explication.reponses if lue is None and q in questions), None)
    if ouverte is None:
        return False
    if profondeur == 0:
        return True
    return any(
        _is_indecise(
            expression,
            replace(contexte, reponses={**(contexte.reponses or {}), ouverte: reponse}),
            {nom: question for nom, question in questions.items() if nom != ouverte},
            valeur,
            profondeur - 1,
        )
        for reponse in (*_possibles(questions[ouverte]), None)
    )


def _possibles(question: Question) -> tuple[Valeur, ...]:
    if question.type is TypeQuestion.BINAIRE:
        return (True, False)
    return question.identifiants_choix if question.type is TypeQuestion.CHOIX else PARTS_ESSAYEES


def _effet(valeur: Valeur) -> Valeur:
    """A rule that says nothing and one that says FAUX change the same thing: nothing."""
    return None if valeur is False else valeur
