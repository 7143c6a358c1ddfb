"""What every row of the tree shows of its score, read by columns: a node at a time would take most of the page's time.

Ratios are those of ``ScoreNoeud`` (docs/calculs/scores.md, « Ratios »): points, or tâches where there are no points.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cordee.referentiels.domain import Scores, StatutAvancement
from cordee.referentiels.domain.affichage import STATUTS_AFFICHES
from cordee.referentiels.forms.arbre import DESACTIVEE

MILLE = 1000
NON_RENSEIGNABLE = StatutAvancement.NON_RENSEIGNABLE.value
AFFICHES = tuple((statut or StatutAvancement.NON_RENSEIGNE).value for statut in STATUTS_AFFICHES)


class Etat(NamedTuple):
    """One row. `fait`, `programme` and `pas_fait` are thousandths of the potentiel, `gain` the points left to win,
    `statut` the key of the word shown (empty above the sous-mesures, unless the node does not count). A row is not
    `chiffree` when it does not count, or when the node above carries a statut for all its tâches."""

    fait: int
    programme: int
    pas_fait: int
    gain: float
    statut: str
    a_renseigner: bool
    concerne: bool
    desactive: bool
    chiffree: bool


def lire_etats(scores: Scores) -> list[Etat]:
    """State of every node, in the order of the référentiel, for the first collectivité of `scores`."""
    referentiel = scores.referentiel
    concerne, desactive = scores.concerne[:, 0], scores.desactive[:, 0]
    porteurs = referentiel.depths > referentiel.profondeur_mesure
    affiches = np.array(AFFICHES, dtype=object)[scores.statuts_affiches[:, 0]]
    couverts = affiches == NON_RENSEIGNABLE
    hors = np.where(desactive, DESACTIVEE, StatutAvancement.NON_CONCERNE.value)
    statuts = np.where(porteurs, np.where(desactive, DESACTIVEE, affiches), np.where(concerne, "", hors))
    gains = np.where(couverts, 0.0, scores.points_potentiels[:, 0] - scores.points_faits[:, 0])
    incomplets = porteurs & ~couverts & (scores.taches_renseignees[:, 0] < scores.taches_total)
    colonnes: tuple[NDArray[Any], ...] = (
        _milliemes(scores, scores.points_faits, scores.taches_faites),
        _milliemes(scores, scores.points_programmes, scores.taches_programmees),
        _milliemes(scores, scores.points_pas_faits, scores.taches_pas_faites),
        np.round(np.maximum(gains, 0.0), 3),
        statuts,
        incomplets,
        concerne,
        desactive,
        concerne & ~couverts,
    )
    return [Etat(*valeurs) for valeurs in zip(*(colonne.tolist() for colonne in colonnes), strict=True)]


def _milliemes(scores: Scores, points: NDArray[Any], taches: NDArray[Any]) -> NDArray[np.int64]:
    potentiels, total = scores.points_potentiels[:, 0], np.maximum(scores.taches_total, 1)
    ratios = taches[:, 0] / total
    np.divide(points[:, 0], potentiels, out=ratios, where=potentiels != 0)
    return np.rint(ratios * MILLE).astype(np.int64)
