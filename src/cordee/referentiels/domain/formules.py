"""Score rules written in the expression language of personnalisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cordee.referentiels.domain.erreurs import CalculImpossible
from cordee.territoires.domain.expressions import Contexte, Expression


@dataclass(frozen=True, slots=True)
class FormuleExpression:
    """A score rule kept as a parsed formula and evaluated once, with the scores and everything else it may read."""

    expression: Expression
    contexte: Contexte = field(default_factory=Contexte)

    def evaluer(self, scores: Mapping[str, float]) -> float | None:
        """Score the node should have, ``None`` to leave it; raises ``CalculImpossible`` when it is not a number."""
        valeur = self.expression.evaluer(replace(self.contexte, scores=scores))
        if valeur is None or (isinstance(valeur, (int, float)) and not isinstance(valeur, bool)):
            return valeur
        raise CalculImpossible(
            f"La règle de score « {self.expression.texte} » donne {valeur}, qui n'est pas un nombre."
        )
