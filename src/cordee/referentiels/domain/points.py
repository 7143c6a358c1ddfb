"""Initial points of every node, from the points and percentages written in the files.

Source: docs/calculs/scores.md, « Points de référentiel ».
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cordee.referentiels.domain.identifiants import Niveau, is_te_family

TOLERANCE_POURCENTAGE: Final = 1e-6
NIVEAUX_NOTES: Final = frozenset({Niveau.MESURE, Niveau.SOUS_MESURE, Niveau.TACHE})


@dataclass(frozen=True, slots=True)
class PointsCalcules:
    """Points and share of the parent (in percent) of every node, in the order given; ``None`` when unknown.

    ``totaux_faux`` lists (index of the parent, total of its children's percentages) where the total is not 100.
    """

    points: tuple[float | None, ...]
    pourcentages: tuple[float | None, ...]
    totaux_faux: tuple[tuple[int, float], ...]


def cells_read(referentiel: str, niveau: Niveau) -> tuple[bool, bool]:
    """Whether the cells « points » and « pourcentage » count at this level (TE: points of sous-mesures only)."""
    if is_te_family(referentiel):
        return niveau is Niveau.SOUS_MESURE, False
    return (niveau in NIVEAUX_NOTES,) * 2


def compute_points(
    enfants: Sequence[Sequence[int]], points: Sequence[float | None], pourcentages: Sequence[float | None]
) -> PointsCalcules:
    """Share the points out from the top, then sum them up where they are unknown.

    ``enfants[i]`` lists the children of node i; node 0 is the root and a parent always comes before its children.
    """
    pts, parts = list(points), list(pourcentages)
    totaux_faux = []
    for noeud, freres in enumerate(enfants):
        if not freres:
            continue
        _share_equally(freres, pts, parts)
        total = sum(parts[enfant] or 0.0 for enfant in freres)
        if any(parts[enfant] for enfant in freres) and abs(total - 100) > TOLERANCE_POURCENTAGE:
            totaux_faux.append((noeud, total))
        for enfant in freres:
            pourcentage, parent = parts[enfant], pts[noeud]
            if pts[enfant] is None and pourcentage is not None and parent is not None:
                pts[enfant] = parent * pourcentage / 100
    for noeud in reversed(range(len(enfants))):
        if pts[noeud] is None and enfants[noeud]:
            pts[noeud] = sum(pts[enfant] or 0.0 for enfant in enfants[noeud])
    for noeud, freres in enumerate(enfants):
        for enfant in freres:
            de_enfant, de_parent = pts[enfant], pts[noeud]
            if de_enfant and de_parent:
                parts[enfant] = de_enfant / de_parent * 100
    return PointsCalcules(tuple(pts), tuple(parts), tuple(totaux_faux))


def _share_equally(freres: Sequence[int], points: Sequence[float | None], parts: list[float | None]) -> None:
    """Equal percentages for siblings of which none says anything; an explicit 0 % stays 0."""
    if any(points[enfant] is not None or parts[enfant] for enfant in freres):
        return
    muets = [enfant for enfant in freres if parts[enfant] is None]
    for enfant in muets:
        parts[enfant] = 100 / len(muets)
