"""Scratch arrays of the calculation, allocated once per thread and reused from block to block.

``pile`` stacks the quantities of the nodes above the last depth, for every collectivité of the block; ``bas`` those of
one tranche of the last depth. Their planes are named by the constants of this module.
"""

from __future__ import annotations

from math import prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cordee.referentiels.domain.plan_calcul import PlanCalcul

FAIT: Final = 0
PROGRAMME: Final = 1
PAS_FAIT: Final = 2
NON_RENSEIGNE: Final = 3
TACHES_FAITES: Final = 4
TACHES_PROGRAMMEES: Final = 5
TACHES_PAS_FAITES: Final = 6
TACHES_A_RENSEIGNER: Final = 7
TACHES_PAS_CONCERNEES: Final = 8
PLANS: Final = 9

POINTS: Final = slice(FAIT, NON_RENSEIGNE + 1)
TACHES: Final = slice(TACHES_FAITES, TACHES_A_RENSEIGNER + 1)
ARRONDIS: Final = TACHES_PAS_FAITES + 1
"""The first planes are given out rounded to three decimals."""


class Atelier:
    """Scratch arrays for blocks of at most ``largeur`` collectivités."""

    def __init__(self, plan: PlanCalcul, largeur: int) -> None:
        lignes, dernier = plan.lignes, plan.etages[-1]
        tranches = plan.etages[-2].tranches
        self._formes = {
            "pile": (PLANS, plan.haut),
            "sommes": (PLANS, max(len(etage.meres) for etage in plan.etages)),
            "bas": (PLANS, max(tranche.fin - tranche.debut for tranche in tranches)),
            "potentiels": (lignes,),
            "travail": (2, max(plan.haut, dernier.fin - dernier.debut)),
        }
        self._reels = {nom: np.empty(prod(forme) * largeur) for nom, forme in self._formes.items()}
        self._entiers = np.empty(self._formes["bas"][1] * largeur, dtype=np.int32)
        self._octets = np.empty(4 * lignes * largeur, dtype=np.uint8)
        self._lignes = lignes
        self.open(largeur)

    def open(self, n: int) -> None:
        """Shape the arrays for a block of ``n`` collectivités."""
        self.n = n
        vues = {nom: self._reels[nom][: prod(forme) * n].reshape(*forme, n) for nom, forme in self._formes.items()}
        self.pile, self.sommes, self.bas = vues["pile"], vues["sommes"], vues["bas"]
        self.potentiels, self.travail = vues["potentiels"], vues["travail"]
        hauteur = self._formes["bas"][1]
        self.entiers = self._entiers[: hauteur * n].reshape(hauteur, n)
        octets: NDArray[np.uint8] = self._octets[: 4 * self._lignes * n].reshape(4, self._lignes, n)
        self.etats, self.hors, self.codes, self.tampon = octets
