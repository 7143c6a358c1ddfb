"""Which questions are asked, and the answers that the rules may read.

A question is shown or not by answers to other questions, which count only if those are shown themselves: visibility is
the fixed point of that definition. Source: docs/calculs/personnalisation.md, « Questions actives ».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cordee.territoires.domain.expressions import (
    Contexte,
    ErreurExpression,
    Expression,
    ReferentielVersionne,
    parse,
    questions_citees,
)
from cordee.territoires.domain.identite import Identite
from cordee.territoires.domain.questions import Question, Reponse

__all__ = ["Visibilite", "evaluer_visibilite"]


@dataclass(frozen=True, slots=True)
class Visibilite:
    """`actives`: ids in the order of the questions given; `reponses`: the effective answers of these questions.

    `avertissements`: French sentences about formulas that could not be read or evaluated (their question is hidden).
    """

    actives: tuple[str, ...]
    reponses: dict[str, Reponse]
    avertissements: tuple[str, ...]


def evaluer_visibilite(
    questions: Iterable[Question],
    reponses: Mapping[str, Reponse],
    identite: Identite,
    referentiel: ReferentielVersionne | None = None,
) -> Visibilite:
    """Active questions of a collectivité, from its effective answers.

    Questions are decided after those they depend on. In a cycle, all start hidden and are revealed round by round by
    what is already shown, never hidden again: the result does not depend on the order, and always comes.
    """
    questions = [question for question in questions if question.concerne(identite)]
    calcul = _Calcul(questions, reponses, identite, referentiel)
    restantes = set(calcul.dependances)
    while restantes:
        pretes = {nom for nom in restantes if not calcul.dependances[nom] & restantes}
        for groupe in [{nom} for nom in pretes] or _cycles(calcul.dependances, restantes):
            calcul.decider(groupe)
            restantes -= groupe
    actives = tuple(question.identifiant for question in questions if question.identifiant in calcul.visibles)
    return Visibilite(
        actives, {nom: reponses[nom] for nom in actives if nom in reponses}, tuple(dict.fromkeys(calcul.avertissements))
    )


class _Calcul:
    """The questions being decided, and the answers revealed so far."""

    def __init__(
        self,
        questions: Iterable[Question],
        reponses: Mapping[str, Reponse],
        identite: Identite,
        referentiel: ReferentielVersionne | None,
    ) -> None:
        self.reponses = reponses
        self.revelees: dict[str, Reponse] = {}
        self.contexte = Contexte(identite=identite, reponses=self.revelees, referentiel=referentiel)
        self.visibles: set[str] = set()
        self.avertissements: list[str] = []
        self.expressions: dict[str, Expression] = {}
        self.dependances: dict[str, set[str]] = {}
        for question in questions:
            self.inscrire(question)

    def inscrire(self, question: Question) -> None:
        nom = question.identifiant
        if not question.expression_visible.strip():
            self.montrer({nom})
            return
        try:
            self.expressions[nom] = parse(question.expression_visible)
        except ErreurExpression as erreur:
            self.avertir(nom, erreur)
            return
        self.dependances[nom] = set(questions_citees(self.expressions[nom]))

    def avertir(self, nom: str, erreur: ErreurExpression) -> None:
        self.avertissements.append(f"Question {nom} masquée, sa condition d'affichage est fautive : {erreur}")

    def montrer(self, noms: set[str]) -> None:
        self.visibles |= noms
        self.revelees.update((nom, self.reponses[nom]) for nom in noms if nom in self.reponses)

    def est_visible(self, nom: str) -> bool:
        try:
            return self.expressions[nom].evaluer(self.contexte) is True
        except ErreurExpression as erreur:
            self.avertir(nom, erreur)
            return False

    def decider(self, groupe: set[str]) -> None:
        """Reveal, in rounds, the questions of a group shown by the answers revealed before the round."""
        while nouvelles := {nom for nom in sorted(groupe - self.visibles) if self.est_visible(nom)}:
            self.montrer(nouvelles)


def _cycles(dependances: Mapping[str, set[str]], restantes: set[str]) -> list[set[str]]:
    """The groups of questions that depend on one another and on no other undecided question."""
    atteintes = {nom: _atteindre(nom, dependances, restantes) for nom in restantes}
    groupes = {
        frozenset(atteintes[nom]) for nom in restantes if all(nom in atteintes[autre] for autre in atteintes[nom])
    }
    return [set(groupe) for groupe in groupes]


def _atteindre(depart: str, dependances: Mapping[str, set[str]], restantes: set[str]) -> set[str]:
    atteintes: set[str] = set()
    pile = [depart]
    while pile:
        for nom in dependances[pile.pop()] & restantes - atteintes:
            atteintes.add(nom)
            pile.append(nom)
    return atteintes
