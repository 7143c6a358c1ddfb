"""Statut shown for a sous-mesure or a tâche, worked out after the score, children first.

Source: docs/calculs/scores.md, « Statut affiché ».
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cordee.referentiels.domain.entrees import Statuts
from cordee.referentiels.domain.plan_calcul import plan_of
from cordee.referentiels.domain.referentiel import Referentiel
from cordee.referentiels.domain.statuts import STORED, StatutAvancement

STATUTS_AFFICHES: Final[tuple[StatutAvancement | None, ...]] = (
    None,
    *STORED[1:],
    StatutAvancement.NON_CONCERNE,
    StatutAvancement.DETAILLE_A_LA_TACHE,
    StatutAvancement.NON_RENSEIGNABLE,
)
"""Displayed statuts; their position is the code of ``compute_statuts_affiches``."""

_NON_CONCERNE: Final = STATUTS_AFFICHES.index(StatutAvancement.NON_CONCERNE)
_A_LA_TACHE: Final = STATUTS_AFFICHES.index(StatutAvancement.DETAILLE_A_LA_TACHE)
_NON_RENSEIGNABLE: Final = STATUTS_AFFICHES.index(StatutAvancement.NON_RENSEIGNABLE)


def compute_statuts_affiches(
    referentiel: Referentiel, statuts: Statuts, concerne: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Codes of the displayed statuts, shape (nodes, n); 0 for a node that shows none.

    ``concerne`` (nodes, n) comes from the score.
    """
    plan = plan_of(referentiel)
    codes = statuts.codes[plan.ordre]
    affiches = np.where(concerne[plan.ordre], codes, np.uint8(_NON_CONCERNE)).astype(np.uint8)
    for profondeur in reversed(range(len(plan.etages))):
        etage = plan.etages[profondeur]
        ici = slice(etage.debut, etage.fin)
        if profondeur <= referentiel.profondeur_mesure:
            affiches[ici] = 0
            continue
        detailles = np.zeros(affiches[ici].shape, dtype=bool)
        if len(etage.meres):
            enfants = plan.etages[profondeur + 1]
            np.logical_or.at(detailles, enfants.mere_de - etage.debut, affiches[enfants.debut : enfants.fin] != 0)
        detailles &= affiches[ici] == 0
        globaux = codes[etage.mere_de] != 0
        affiches[ici] = np.select(
            [detailles, globaux], [np.uint8(_A_LA_TACHE), np.uint8(_NON_RENSEIGNABLE)], affiches[ici]
        )
    return affiches[plan.rang_de]
