"""Points left to win, and what is left to fill in. Source: docs/calculs/scores.md, « Gains et écarts »."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.referentiels.domain.arrondi import round3
from cordee.referentiels.domain.identifiants import Niveau
from cordee.referentiels.domain.scores import Scores


@dataclass(frozen=True, slots=True)
class Gain:
    """Points of a node: still to win in all, of which already programmés, pas faits, not filled in."""

    identifiant: str
    points: float
    programmes: float
    pas_faits: float
    non_renseignes: float


def list_gains(scores: Scores, niveau: Niveau, colonne: int = 0) -> list[Gain]:
    """Nodes of a level by decreasing points left to win; those with nothing to win are left out.

    Points to win are potentiel − faits, never below 0 (a score rule may give more than the potentiel).
    """
    referentiel = scores.referentiel
    gains = [
        Gain(
            identifiant,
            round3(float(scores.points_potentiels[rang, colonne] - scores.points_faits[rang, colonne])),
            float(scores.points_programmes[rang, colonne]),
            float(scores.points_pas_faits[rang, colonne]),
            float(scores.points_non_renseignes[rang, colonne]),
        )
        for identifiant in referentiel.of_niveau(niveau)
        for rang in [referentiel.index[identifiant]]
    ]
    return sorted((gain for gain in gains if gain.points > 0), key=lambda gain: -gain.points)


def list_a_renseigner(scores: Scores, colonne: int = 0) -> tuple[str, ...]:
    """Leaves still without statut, in order: concerned, and not covered by the statut of a node above."""
    referentiel, codes = scores.referentiel, scores.statuts.codes[:, colonne].tolist()
    couverts = [False] * len(referentiel)
    restantes = []
    for rang, identifiant in enumerate(referentiel.ids):
        parent = int(referentiel.parents[rang])
        couverts[rang] = bool(codes[rang]) or (parent >= 0 and couverts[parent])
        if not referentiel.enfants[rang] and not couverts[rang] and scores.concerne[rang, colonne]:
            restantes.append(identifiant)
    return tuple(restantes)
