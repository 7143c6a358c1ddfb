"""Next and previous node of a page: neighbours of the same depth, crossing parents.

Source: docs/calculs/scores.md, « Identifiants ».
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import numpy as np

from cordee.referentiels.domain.identifiants import is_te_family
from cordee.referentiels.domain.referentiel import Referentiel


@dataclass(frozen=True, slots=True)
class Voisins:
    """What a node's page links to."""

    parent: str | None
    enfants: tuple[str, ...]
    precedent: str | None
    suivant: str | None


def is_hidden(referentiel: str, desactive: bool) -> bool:
    """Whether a node is left out of lists: désactivés nodes stay visible in CAE and ECI, not in TE."""
    return desactive and is_te_family(referentiel)


def index_navigation(referentiel: Referentiel, caches: Container[str] = frozenset()) -> dict[str, Voisins]:
    """Links of every visible node; ``caches`` are the nodes to skip (see ``is_hidden``)."""
    precedents: dict[str, str | None] = {}
    suivants: dict[str, str | None] = {}
    for profondeur in range(int(referentiel.depths.max()) + 1):
        rangee = [referentiel.ids[rang] for rang in np.flatnonzero(referentiel.depths == profondeur).tolist()]
        visibles = [identifiant for identifiant in rangee if identifiant not in caches]
        precedents |= zip(visibles, [None, *visibles], strict=False)
        suivants |= zip(visibles, [*visibles[1:], None], strict=True)
    return {
        identifiant: Voisins(
            referentiel.parent(identifiant),
            tuple(enfant for enfant in referentiel.children(identifiant) if enfant not in caches),
            precedents[identifiant],
            suivants[identifiant],
        )
        for identifiant in referentiel.ids
        if identifiant in precedents
    }
