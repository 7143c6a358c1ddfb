"""Why a formula gives its value: what it really read while being evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .contexte import Contexte, Valeur
from .formule import Expression

__all__ = ["Explication", "expliquer"]


@dataclass(frozen=True, slots=True)
class Explication:
    """`reponses`: (question, answer or None) pairs read, in order; `identite`: ((field, value), whether it holds).

    What lazy evaluation did not need is absent: these are the reasons, not everything the formula cites.
    """

    valeur: Valeur
    reponses: tuple[tuple[str, Valeur], ...]
    identite: tuple[tuple[tuple[str, str], bool], ...]


class _ReponsesSuivies(dict[str, Valeur]):
    """Answers that remember which of them were asked for."""

    def __init__(self, reponses: Mapping[str, Valeur]) -> None:
        super().__init__(reponses)
        self.lues: dict[str, Valeur] = {}

    def get(self, question: str, _defaut: object = None) -> Valeur:
        valeur = self.lues[question] = super().get(question)
        return valeur


class _FaitsSuivis(frozenset[tuple[str, str]]):
    """Identity facts that remember which of them were asked for."""

    lus: dict[Any, bool]

    def __contains__(self, fait: object) -> bool:
        vrai = self.lus[fait] = super().__contains__(fait)
        return vrai


def expliquer(expression: Expression, contexte: Contexte) -> Explication:
    """Evaluate a formula and tell what it read. Raises ErreurExpression, as `Expression.evaluer` does."""
    reponses = _ReponsesSuivies(contexte.reponses or {})
    faits = _FaitsSuivis(contexte.faits or ())
    faits.lus = {}
    # An absent identity or absent answers must still be refused: only what is there is followed.
    suivi = replace(contexte, reponses=None if contexte.reponses is None else reponses)
    object.__setattr__(suivi, "faits", None if contexte.faits is None else faits)
    valeur = expression.evaluer(suivi)
    return Explication(valeur, tuple(reponses.lues.items()), tuple(faits.lus.items()))
