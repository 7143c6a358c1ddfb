"""Questions asked to a collectivité, and what counts as an answer.

Source: docs/calculs/personnalisation.md, « Questions et réponses ».
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from .identite import Identite

__all__ = ["Choix", "Question", "Reponse", "ReponseInvalide", "TypeQuestion", "valider_reponse"]

Reponse: TypeAlias = bool | int | float | str


class TypeQuestion(StrEnum):
    BINAIRE = "binaire"
    PROPORTION = "proportion"
    CHOIX = "choix"


@dataclass(frozen=True, slots=True)
class Choix:
    identifiant: str
    formulation: str = ""
    ordonnancement: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `types_concernes` (in lower case: "epci", "commune") is empty when everybody is asked.

    `expression_visible` is the formula that shows the question; "" shows it always. `code_competence` is the
    BANATIC code from which a binaire may be deduced.
    """

    identifiant: str
    type: TypeQuestion
    formulation: str = ""
    thematique: str = ""
    ordonnancement: int = 0
    code_competence: str = ""
    expression_visible: str = ""
    types_concernes: frozenset[str] = frozenset()
    choix: tuple[Choix, ...] = ()
    consigne: str = ""

    @property
    def identifiants_choix(self) -> tuple[str, ...]:
        return tuple(choix.identifiant for choix in self.choix)

    @property
    def est_deductible(self) -> bool:
        """Whether the competences of the collectivité can answer: a yes or no, with a competence code."""
        return self.type is TypeQuestion.BINAIRE and bool(self.code_competence)

    def concerne(self, identite: Identite) -> bool:
        """Whether the question is asked to this type of collectivité."""
        return not self.types_concernes or any(("type", nom) in identite.faits for nom in self.types_concernes)


class ReponseInvalide(ValueError):
    """An answer that cannot be kept; `str()` is a French sentence that says what to give instead."""


_OUI = frozenset({"oui", "vrai", "true"})
_NON = frozenset({"non", "faux", "false"})
_PROPORTION = re.compile(r"(?P<nombre>[0-9]+(?:[.,][0-9]+)?)\s*(?P<pourcent>%?)", re.ASCII)


def valider_reponse(question: Question, valeur: object) -> Reponse | None:
    """The clean value of an answer: bool, ratio in [0, 1] or choix id; None when it is empty.

    Texts are accepted as people write them: « oui », « 0,4 », « 40 % ». Raises ReponseInvalide.
    """
    if isinstance(valeur, str):
        valeur = valeur.strip()
    if valeur is None or valeur == "":
        return None
    if question.type is TypeQuestion.BINAIRE:
        return _binaire(question, valeur)
    if question.type is TypeQuestion.PROPORTION:
        return _proportion(question, valeur)
    if isinstance(valeur, str) and valeur in question.identifiants_choix:
        return valeur
    possibles = ", ".join(question.identifiants_choix) or "aucun choix n'est défini"
    raise ReponseInvalide(f"Question {question.identifiant} : choisissez une des réponses proposées ({possibles}).")


def _binaire(question: Question, valeur: object) -> bool:
    if isinstance(valeur, bool):
        return valeur
    if isinstance(valeur, str) and valeur.lower() in _OUI | _NON:
        return valeur.lower() in _OUI
    raise ReponseInvalide(f"Question {question.identifiant} : répondez par oui ou par non.")


def _proportion(question: Question, valeur: object) -> float | int:
    nombre = _lire_proportion(valeur) if isinstance(valeur, str) else valeur
    if isinstance(nombre, (int, float)) and not isinstance(nombre, bool) and math.isfinite(nombre) and 0 <= nombre <= 1:
        return nombre
    raise ReponseInvalide(f"Question {question.identifiant} : donnez une part comprise entre 0 % et 100 %.")


def _lire_proportion(texte: str) -> float | None:
    trouve = _PROPORTION.fullmatch(texte)
    if trouve is None:
        return None
    nombre = float(trouve["nombre"].replace(",", "."))
    return nombre / 100 if trouve["pourcent"] else nombre
