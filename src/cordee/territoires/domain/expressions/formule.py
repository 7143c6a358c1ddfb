"""A formula, read once and evaluated many times."""

from __future__ import annotations

import math
from functools import lru_cache

from .analyse import analyser
from .compilation import compiler, lire_valeur
from .contexte import Contexte, Valeur
from .grammaires import Grammaire
from .impression import imprimer
from .noeuds import AppelValeur, Noeud, parcourir
from .operations import Residu

__all__ = ["Expression", "parse"]


class Expression:
    """A formula: its text, its tree (`racine`) and its compiled form. Two formulas are equal when their trees are."""

    __slots__ = ("_appels_valeur", "_evaluer", "grammaire", "racine", "texte")

    def __init__(self, texte: str, grammaire: Grammaire, racine: Noeud) -> None:
        self.texte = texte
        self.grammaire = grammaire
        self.racine = racine
        self._evaluer = compiler(racine, texte)
        self._appels_valeur = tuple(noeud for noeud in parcourir(racine) if isinstance(noeud, AppelValeur))

    def evaluer(self, contexte: Contexte) -> Valeur:
        """The value of the formula: bool, number, text or None.

        Without scores in the context, a formula that needs them gives the text of what remains to evaluate.
        Raises ErreurExpression when the context lacks what the formula reads.
        """
        resultat = self._evaluer(contexte)
        return imprimer(resultat.noeud) if isinstance(resultat, Residu) else resultat

    def evaluer_indicateur(self, contexte: Contexte) -> int | float | None:
        """The value of an indicator formula: a finite number, or None.

        Without cibles nor limites in the context, None when none of the cited indicators has a value: the sum of
        optional values that are all missing is unknown, not 0.
        """
        if contexte.cibles is None and contexte.limites is None and not self._a_une_valeur(contexte):
            return None
        resultat = self._evaluer(contexte)
        if isinstance(resultat, bool) or not isinstance(resultat, (int, float)) or not math.isfinite(resultat):
            return None
        return resultat

    def _a_une_valeur(self, contexte: Contexte) -> bool:
        if self._appels_valeur:
            return any(lire_valeur(contexte, appel) is not None for appel in self._appels_valeur)
        return any(valeur is not None for valeur in (contexte.valeurs or {}).values())

    def __str__(self) -> str:
        """The formula on one line, without useless parentheses."""
        return imprimer(self.racine)

    def __repr__(self) -> str:
        return f"Expression({str(self)!r})"

    def __eq__(self, autre: object) -> bool:
        if not isinstance(autre, Expression):
            return NotImplemented
        return self.grammaire is autre.grammaire and self.racine == autre.racine

    def __hash__(self) -> int:
        return hash((self.grammaire, self.racine))


@lru_cache(maxsize=4096)
def parse(texte: str, grammaire: Grammaire = Grammaire.PERSONNALISATION) -> Expression:
    """Read a formula; the same text is read once per process. Raises ErreurExpression."""
    return Expression(texte, grammaire, analyser(texte, grammaire))
