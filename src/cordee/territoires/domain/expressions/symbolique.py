"""`si`, `et`, `ou` around a `score(…)` that is not known yet: what can be decided is, the rest stays a formula.

Source: docs/calculs/personnalisation.md, « Score sans contexte ».
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .contexte import Contexte
from .erreurs import ErreurExpression
from .noeuds import Et, Noeud, Ou, Si
from .operations import Residu, Resultat, vers_noeud

__all__ = ["logique_symbolique", "si_symbolique"]

_Evaluateur: TypeAlias = Callable[[Contexte], Resultat]


def si_symbolique(noeud: Si, branches: tuple[tuple[_Evaluateur, _Evaluateur], ...], sinon: _Evaluateur) -> _Evaluateur:
    """A `si` whose undecided branches are kept, in order, until the first one that is certain."""

    def evaluer(contexte: Contexte) -> Resultat:
        restantes: list[tuple[Noeud, Noeud]] = []
        issue, origine = sinon, noeud.sinon
        for (test, valeur), (_, noeud_valeur) in zip(branches, noeud.branches, strict=True):
            condition = test(contexte)
            if isinstance(condition, Residu):
                restantes.append((condition.noeud, _reduire(valeur, contexte, noeud_valeur)))
            elif condition:
                issue, origine = valeur, noeud_valeur
                break
        if not restantes:
            return issue(contexte)
        return Residu(Si(tuple(restantes), None if origine is None else _reduire(issue, contexte, origine)))

    return evaluer


def logique_symbolique(noeud: Et | Ou, termes: tuple[_Evaluateur, ...]) -> _Evaluateur:
    """An `et` or `ou` that keeps every term from the first undecided one on."""
    arret = isinstance(noeud, Ou)  # the truth that ends the chain

    def evaluer(contexte: Contexte) -> Resultat:
        resultat: Resultat = None
        for rang, terme in enumerate(termes):
            resultat = terme(contexte)
            if isinstance(resultat, Residu):
                suite = zip(termes[rang + 1 :], noeud.termes[rang + 1 :], strict=True)
                restants = (resultat.noeud, *(_reduire(suivant, contexte, origine) for suivant, origine in suite))
                return resultat if len(restants) == 1 else Residu(Ou(restants) if arret else Et(restants))
            if bool(resultat) is arret:
                break
        return resultat

    return evaluer


def _reduire(evaluateur: _Evaluateur, contexte: Contexte, origine: Noeud) -> Noeud:
    # Null has no word in the grammar, and an error must wait until the branch is taken: both keep the formula.
    try:
        resultat = evaluateur(contexte)
    except ErreurExpression:
        return origine
    return origine if resultat is None else vers_noeud(resultat)
