"""The calculation of scores, block of collectivités by block.

Every array has one row per node, in the order of the plan, and one column per collectivité, so that each operation runs
over contiguous collectivités. Blocks are small enough for their scratch arrays to stay in the cache, and are shared
between threads (NumPy releases the interpreter inside its operations).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from cordee.referentiels.domain.atelier import Atelier
from cordee.referentiels.domain.avancements import compute_avancements, find_renseignes, store_haut
from cordee.referentiels.domain.concernement import propagate_concernement
from cordee.referentiels.domain.entrees import Effets, Statuts
from cordee.referentiels.domain.erreurs import CalculImpossible
from cordee.referentiels.domain.plan_calcul import plan_of
from cordee.referentiels.domain.potentiels import Cellules, reduce_potentiels, settle_potentiels
from cordee.referentiels.domain.referentiel import Referentiel
from cordee.referentiels.domain.regles_score import apply_score_rules
from cordee.referentiels.domain.resultats import POINTS_MAX, RENSEIGNE, Reserve, Resultats

CELLULES_PAR_BLOC: Final = 400_000
"""Nodes × collectivités of a block: large enough to make the cost of a call negligible."""

CELLULES_PAR_TRANCHE: Final = 48_000
"""Nodes × collectivités of a tranche of the last depth: small enough to be worked on while in the cache."""


class Calcul:
    """One call of ``compute_scores``: its inputs, its blocks."""

    def __init__(self, referentiel: Referentiel, statuts: Statuts, effets: Effets | None) -> None:
        self.statuts, self.effets = statuts, effets or Effets.none(referentiel, statuts.n)
        self.largeur_bloc = max(1, min(statuts.n, CELLULES_PAR_BLOC // len(referentiel)))
        en_tranches = self.largeur_bloc * len(referentiel) > 2 * CELLULES_PAR_TRANCHE
        lignes_par_tranche = CELLULES_PAR_TRANCHE // self.largeur_bloc
        self.plan = plan_of(referentiel, lignes_par_tranche) if en_tranches else plan_of(referentiel)
        self._lignes_reduites = self.plan.rang_de[self.effets.lignes]
        self._colonnes_regles = [colonne for _, colonne, _ in self.effets.scores]
        self._desactive = bool(self.effets.desactive.any())
        self._reserve = Reserve(self.plan.lignes, statuts.n)
        self._lignes_details = self.plan.rang_de[statuts.lignes]

    def run(self, fils: int | None) -> list[Resultats]:
        """Compute every block, on at most ``fils`` threads (by default one per processor)."""
        debuts = range(0, self.statuts.n, self.largeur_bloc)
        fils = min(fils or os.cpu_count() or 1, len(debuts))
        if fils <= 1:
            return self._run_blocs(debuts)
        with ThreadPoolExecutor(fils) as equipe:
            parts = list(equipe.map(self._run_blocs, (debuts[fil::fils] for fil in range(fils))))
        return [parts[rang % fils][rang // fils] for rang in range(len(debuts))]

    def _run_blocs(self, debuts: Iterable[int]) -> list[Resultats]:
        atelier = Atelier(self.plan, self.largeur_bloc)
        resultats = []
        for debut in debuts:
            fin = min(debut + self.largeur_bloc, self.statuts.n)
            if fin - debut != atelier.n:
                atelier.open(fin - debut)
            resultats.append(self._compute_bloc(atelier, debut, fin))
        return resultats

    def _compute_bloc(self, atelier: Atelier, debut: int, fin: int) -> Resultats:
        plan, statuts, effets = self.plan, self.statuts, self.effets
        bloc = slice(debut, fin)
        statuts.etats[:, bloc].take(plan.ordre, axis=0, out=atelier.etats, mode="clip")
        desactive = effets.desactive[:, bloc].take(plan.ordre, axis=0) if self._desactive else None
        tous_hors = propagate_concernement(plan, atelier, desactive)
        personnalises = self._reduce(atelier, debut, fin)
        settle_potentiels(plan, atelier, tous_hors)
        if atelier.potentiels[0].max() > POINTS_MAX:
            raise CalculImpossible("Les facteurs de réduction donnent un nombre de points démesuré.")
        resultats = self._reserve.open(debut, fin, personnalises)
        ici = slice(*np.searchsorted(statuts.colonnes, (debut, fin)))
        details = self._lignes_details[ici] * atelier.n + statuts.colonnes[ici] - debut, statuts.details[ici]
        compute_avancements(plan, atelier, details, resultats)
        renseignes = find_renseignes(plan, atelier)
        np.multiply(renseignes.view(np.uint8), RENSEIGNE, out=atelier.tampon)
        np.bitwise_or(atelier.hors, atelier.tampon, out=resultats.drapeaux)
        if self._colonnes_regles:
            premiere, derniere = np.searchsorted(self._colonnes_regles, (debut, fin))
            regles = [(noeud, ailleurs - debut, regle) for noeud, ailleurs, regle in effets.scores[premiere:derniere]]
            apply_score_rules(plan, atelier, regles, details, resultats)
        store_haut(plan, atelier, resultats)
        return resultats

    def _reduce(self, atelier: Atelier, debut: int, fin: int) -> Cellules:
        """Fill the potentiels before any statut; the cells that carry a factor, with their points."""
        ici = slice(*np.searchsorted(self.effets.colonnes, (debut, fin)))
        lignes, colonnes, facteurs = self._lignes_reduites[ici], self.effets.colonnes[ici] - debut, self.effets.facteurs
        if not len(lignes):
            np.copyto(atelier.potentiels, self.plan.potentiels)
            return lignes, colonnes, facteurs[ici]
        return lignes, colonnes, reduce_potentiels(self.plan, atelier, (lignes, colonnes, facteurs[ici]))
