"""The tree of a formula: frozen, comparable, without parentheses nor white space.

`position` is the place in the text, for messages only: it does not take part in comparisons. Chains (`et`, `ou`, sums,
products, `sinon si`) are flat so that a long formula is wide and never deep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

__all__ = [
    "AppelBorne",
    "AppelExtremum",
    "AppelIdentite",
    "AppelReferentiel",
    "AppelReponse",
    "AppelScore",
    "AppelValeur",
    "Booleen",
    "Calcul",
    "Comparaison",
    "Et",
    "Litteral",
    "Noeud",
    "Nom",
    "Nombre",
    "OperateurCalcul",
    "OperateurComparaison",
    "Ou",
    "Si",
    "enfants",
    "parcourir",
]

OperateurComparaison: TypeAlias = Literal["=", "<=", ">=", "<", ">"]
OperateurCalcul: TypeAlias = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Nombre:
    valeur: int | float


@dataclass(frozen=True, slots=True)
class Booleen:
    """`mot` keeps the word chosen by the author (OUI reads better than VRAI after a question)."""

    valeur: bool
    mot: str


@dataclass(frozen=True, slots=True)
class Nom:
    """A bare name: a text value, such as the id of a choix."""

    texte: str


Litteral: TypeAlias = Nombre | Booleen | Nom


@dataclass(frozen=True, slots=True)
class AppelIdentite:
    champ: str
    valeur: Litteral
    position: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AppelReponse:
    """`reponse(q)` when `valeur` is None, else the test `reponse(q, v)`."""

    question: str
    valeur: Litteral | None = None
    position: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AppelScore:
    mesure: str
    position: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AppelReferentiel:
    argument: str
    position: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AppelValeur:
    """`val(id[, source])`, or `opt_val` when `optionnelle`."""

    optionnelle: bool
    indicateur: str
    source: str | None = None
    position: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AppelBorne:
    """`cible(id)` or `limite(id)`."""

    borne: Literal["cible", "limite"]
    indicateur: str
    position: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AppelExtremum:
    fonction: Literal["min", "max"]
    gauche: Noeud
    droite: Noeud


@dataclass(frozen=True, slots=True)
class Calcul:
    """A chain of one level: `suite` holds only + and -, or only * and /. Applied from left to right."""

    premier: Noeud
    suite: tuple[tuple[OperateurCalcul, Noeud], ...]


@dataclass(frozen=True, slots=True)
class Comparaison:
    operateur: OperateurComparaison
    gauche: Noeud
    droite: Noeud


@dataclass(frozen=True, slots=True)
class Et:
    termes: tuple[Noeud, ...]


@dataclass(frozen=True, slots=True)
class Ou:
    termes: tuple[Noeud, ...]


@dataclass(frozen=True, slots=True)
class Si:
    """`branches` are (condition, value) pairs: the first one, then each `sinon si`."""

    branches: tuple[tuple[Noeud, Noeud], ...]
    sinon: Noeud | None = None


Noeud: TypeAlias = (
    Nombre
    | Booleen
    | Nom
    | AppelIdentite
    | AppelReponse
    | AppelScore
    | AppelReferentiel
    | AppelValeur
    | AppelBorne
    | AppelExtremum
    | Calcul
    | Comparaison
    | Et
    | Ou
    | Si
)


def enfants(noeud: Noeud) -> tuple[Noeud, ...]:
    """The sub-formulas evaluated by a node, in the order of the text (arguments of calls are not formulas)."""
    match noeud:
        case AppelExtremum(gauche=gauche, droite=droite) | Comparaison(gauche=gauche, droite=droite):
            return (gauche, droite)
        case Calcul(premier=premier, suite=suite):
            return (premier, *(terme for _, terme in suite))
        case Et(termes=termes) | Ou(termes=termes):
            return termes
        case Si(branches=branches, sinon=sinon):
            fin = () if sinon is None else (sinon,)
            return (*(partie for branche in branches for partie in branche), *fin)
    return ()


def parcourir(racine: Noeud) -> Iterator[Noeud]:
    """Every node, in the order of the text."""
    pile = [racine]
    while pile:
        noeud = pile.pop()
        yield noeud
        pile.extend(reversed(enfants(noeud)))
