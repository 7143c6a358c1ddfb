"""The expression language of personnalisation, thresholds and indicators.

Read once with `parse`, evaluate many times with `Expression.evaluer`. Source: docs/calculs/personnalisation.md.
"""

from __future__ import annotations

from .contexte import Contexte, Valeur
from .erreurs import ErreurExpression
from .formule import Expression, parse
from .grammaires import Grammaire, TypeFormule
from .inventaire import IndicateurCite, References, indicateurs_cites, questions_citees, references
from .referentiel import ReferentielVersionne, correspond, lire_referentiel
from .suivi import Explication, expliquer
from .verification import verifier

__all__ = [
    "Contexte",
    "ErreurExpression",
    "Explication",
    "Expression",
    "Grammaire",
    "IndicateurCite",
    "References",
    "ReferentielVersionne",
    "TypeFormule",
    "Valeur",
    "correspond",
    "expliquer",
    "indicateurs_cites",
    "lire_referentiel",
    "parse",
    "questions_citees",
    "references",
    "verifier",
]
