"""Which nodes count: désactivation and « non concerné », from the top then from the bottom.

Source: docs/calculs/scores.md, « Désactivation » and « Non concerné ».
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cordee.referentiels.domain.atelier import Atelier
from cordee.referentiels.domain.entrees import BIT_LIGNE, BIT_NON_CONCERNE, MASQUE_CODE
from cordee.referentiels.domain.plan_calcul import PlanCalcul

HORS: Final = 1
DESACTIVE: Final = 2
CODE_HORS: Final = MASQUE_CODE + 1
"""Bit set in the code of a node that is out: its avancement no longer counts."""

Octets = NDArray[np.uint8]


def propagate_concernement(plan: PlanCalcul, atelier: Atelier, desactive: NDArray[np.bool_] | None) -> list[Octets]:
    """Fill ``atelier.hors`` (bit 1: non concerné, bit 2: désactivé) and ``atelier.codes`` from ``atelier.etats``.

    Returns, for each depth, where all the children of the ``meres`` are non concernés: shape (meres, n), 0 or 1.
    A node whose children are all out is out as well, unless a row is stored for it: even an empty row keeps it in.
    """
    hors = atelier.hors
    np.bitwise_and(atelier.etats, BIT_NON_CONCERNE, out=hors)
    np.not_equal(hors, 0, out=hors.view(np.bool_))
    if desactive is not None:
        np.multiply(desactive.view(np.uint8), HORS | DESACTIVE, out=atelier.tampon)
        np.bitwise_or(hors, atelier.tampon, out=hors)
    for etage in plan.etages[1:]:
        herite, ici = atelier.tampon[etage.debut : etage.fin], hors[etage.debut : etage.fin]
        hors.take(etage.mere_de, axis=0, out=herite, mode="clip")
        np.bitwise_or(ici, herite, out=ici)
    tous: list[Octets] = []
    for etage in reversed(plan.etages):
        ensemble = np.ones((len(etage.meres), atelier.n), dtype=np.uint8)
        for tranche in etage.tranches:
            for debut, nombre in tranche.rangs:
                part = ensemble[tranche.meres.start : tranche.meres.start + nombre]
                np.bitwise_and(part, hors[debut : debut + nombre], out=part)
        if len(etage.meres):
            sans_ligne = (atelier.etats.take(etage.meres, axis=0) & BIT_LIGNE) == 0
            hors[etage.meres] |= ensemble & sans_ligne
        tous.append(ensemble)
    np.bitwise_and(hors, HORS, out=atelier.tampon)
    np.multiply(atelier.tampon, CODE_HORS, out=atelier.tampon)
    np.bitwise_and(atelier.etats, MASQUE_CODE, out=atelier.codes)
    np.bitwise_or(atelier.codes, atelier.tampon, out=atelier.codes)
    return tous[::-1]
