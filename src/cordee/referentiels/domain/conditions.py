"""What a star asks of one node, and whether it is met. Source: docs/calculs/etoiles.md, « Conditions sur les mesures
»."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cordee.referentiels.domain.referentiel import Referentiel
from cordee.referentiels.domain.scores import ScoreNoeud
from cordee.referentiels.domain.statuts import StatutStocke

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class JugementCondition:
    """``remplie`` is ``None`` when the node is désactivé: the condition is dropped. Ratios from 0 to 1."""

    remplie: bool | None
    ratio_fait: float
    ratio_programme: float


def judge_condition(
    referentiel: Referentiel,
    noeud: str,
    scores: Mapping[str, ScoreNoeud],
    statuts: Mapping[str, StatutStocke],
    *,
    min_realise: float,
    min_programme: float | None,
) -> JugementCondition:
    """Bounds are percentages. Met by the share done alone, or by done + programmé when there is a second bound.

    The ratios are those of the node (of its tâches when it has no points); those of its parent when the parent is
    filled in as a whole, since the node's own statut is then ignored.
    """
    score = scores[noeud]
    if score.desactive:
        return JugementCondition(None, 0.0, 0.0)
    parent = referentiel.parent(noeud)
    if parent is not None and scores[parent].concerne and statuts.get(parent, StatutStocke()).is_direct:
        score = scores[parent]
    fait, programme = score.ratio_fait, score.ratio_programme
    remplie = fait * 100 >= min_realise - TOLERANCE or (
        min_programme is not None and (fait + programme) * 100 >= min_programme - TOLERANCE
    )
    return JugementCondition(remplie, fait, programme)
