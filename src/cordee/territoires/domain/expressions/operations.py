"""Operations on values, null and symbolic operands included.

A text operand cannot be computed: the operation gives a `Residu`, the part of the formula that is left to evaluate.
Source: docs/calculs/personnalisation.md, « Valeurs ».
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from .contexte import Valeur
from .noeuds import (
    AppelExtremum,
    Booleen,
    Calcul,
    Comparaison,
    Noeud,
    Nom,
    Nombre,
    OperateurCalcul,
    OperateurComparaison,
)

__all__ = ["Residu", "Resultat", "calculer", "comparer", "extremum", "vers_noeud"]


@dataclass(frozen=True, slots=True)
class Residu:
    """A value not known yet: the tree that remains to evaluate. Truthy, as any non-empty text."""

    noeud: Noeud


Resultat: TypeAlias = Valeur | Residu

_CALCULS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_COMPARAISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SYMBOLIQUES = (str, Residu)


def calculer(signe: OperateurCalcul, gauche: Resultat, droite: Resultat) -> Resultat:
    """gauche `signe` droite; None when an operand is None, on a division by zero or out of the range of doubles."""
    if gauche is None or droite is None:
        return None
    if isinstance(gauche, _SYMBOLIQUES) or isinstance(droite, _SYMBOLIQUES):
        return Residu(_prolonger(signe, vers_noeud(gauche), vers_noeud(droite)))
    try:
        resultat: int | float = _CALCULS[signe](gauche, droite)
        return resultat if math.isfinite(resultat) else None
    except (ZeroDivisionError, OverflowError):
        return None


def _prolonger(signe: OperateurCalcul, gauche: Noeud, droite: Noeud) -> Calcul:
    # `a + b` then `+ c` stays one flat chain, as the parser builds it.
    if isinstance(gauche, Calcul) and (gauche.suite[0][0] in "+-") == (signe in "+-"):
        return Calcul(gauche.premier, (*gauche.suite, (signe, droite)))
    return Calcul(gauche, ((signe, droite),))


def comparer(operateur: OperateurComparaison, gauche: Resultat, droite: Resultat) -> Resultat:
    """gauche `operateur` droite; `=` is strict: a boolean, a number and a text are never equal to one another."""
    if gauche is None or droite is None:
        return None
    if isinstance(gauche, Residu) or isinstance(droite, Residu):
        return Residu(Comparaison(operateur, vers_noeud(gauche), vers_noeud(droite)))
    if operateur == "=":
        return gauche == droite and isinstance(gauche, bool) == isinstance(droite, bool)
    if isinstance(gauche, str) or isinstance(droite, str):
        return Residu(Comparaison(operateur, vers_noeud(gauche), vers_noeud(droite)))
    return _COMPARAISONS[operateur](gauche, droite)


def extremum(appel: AppelExtremum, gauche: Resultat, droite: Resultat) -> Resultat:
    """min or max; None when an operand is None. VRAI counts for 1 and FAUX for 0, as in every calculation."""
    if gauche is None or droite is None:
        return None
    if isinstance(gauche, _SYMBOLIQUES) or isinstance(droite, _SYMBOLIQUES):
        return Residu(AppelExtremum(appel.fonction, vers_noeud(gauche), vers_noeud(droite)))
    return +(min(gauche, droite) if appel.fonction == "min" else max(gauche, droite))


def vers_noeud(valeur: bool | int | float | str | Residu) -> Noeud:
    """The tree of a value. A negative number is written as a subtraction, since the grammar has no sign.

    A text is written as it is: when it is not a name of the grammar, the formula can be shown but not read again.
    """
    match valeur:
        case Residu(noeud=noeud):
            return noeud
        case bool():
            return Booleen(valeur, "VRAI" if valeur else "FAUX")
        case str():
            return Nom(valeur)
    return Nombre(valeur) if valeur >= 0 else Calcul(Nombre(0), (("-", Nombre(-valeur)),))
