"""Score rules: the score of a node tied to that of another.

Source: docs/calculs/scores.md, « Règle de score ».
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from cordee.referentiels.domain.arrondi import to_milliemes
from cordee.referentiels.domain.atelier import FAIT, Atelier
from cordee.referentiels.domain.avancements import Details
from cordee.referentiels.domain.entrees import BIT_LIGNE, CODE_DETAILLE, CODES, FACTEUR_MAX, FormuleScore
from cordee.referentiels.domain.erreurs import CalculImpossible
from cordee.referentiels.domain.plan_calcul import PlanCalcul, sum_etage
from cordee.referentiels.domain.resultats import APRES_POTENTIEL, POINTS_MAX, Resultats
from cordee.referentiels.domain.statuts import StatutAvancement

Regles = Sequence[tuple[int, int, FormuleScore]]


class ScoresColonne(Mapping[str, float]):
    """Score (points faits / potentiel) of every node of one collectivité, from columns in the order of the plan."""

    def __init__(self, plan: PlanCalcul, faits: NDArray[np.float64], potentiels: NDArray[np.float64]) -> None:
        self._plan, self._faits, self._potentiels = plan, faits, potentiels

    def __getitem__(self, identifiant: str) -> float:
        ligne = self._plan.rang_de[self._plan.referentiel.index[identifiant]]
        potentiel = float(self._potentiels[ligne])
        return float(self._faits[ligne]) / potentiel if potentiel else 0.0

    def __iter__(self) -> Iterator[str]:
        return iter(self._plan.referentiel.ids)

    def __len__(self) -> int:
        return len(self._plan.referentiel)


def apply_score_rules(
    plan: PlanCalcul, atelier: Atelier, regles: Regles, details: Details, resultats: Resultats
) -> None:
    """Multiply the points faits under each rule, then sum them up again (only the columns concerned).

    ``regles`` is sorted by column of the block, then node; ``resultats`` receives the last depth. Only points faits
    change: programmé, pas fait and non renseigné stay, so that the four no longer add up to the potentiel. A node with
    a stored row is not summed again (behaviour of the reference, kept).
    """
    colonnes = sorted({colonne for _, colonne, _ in regles})
    faits = _read_faits(plan, atelier, colonnes, details)
    par_noeud = np.ones_like(faits)
    for place, (colonne, groupe) in enumerate(groupby(regles, key=lambda regle: regle[1])):
        scores = ScoresColonne(plan, faits[:, place], atelier.potentiels[:, colonne])
        for noeud, _, formule in groupe:
            multiplicateur = _multiplier(plan, scores, noeud, formule)
            if multiplicateur is not None:
                par_noeud[noeud : plan.referentiel.fins[noeud], place] = multiplicateur
    if (par_noeud == 1.0).all():
        return
    faits *= par_noeud[plan.ordre]
    for etage in reversed(plan.etages[:-1]):
        somme = np.empty((len(etage.meres), len(colonnes)))
        sum_etage(etage, faits, somme)
        stockes = (atelier.etats[etage.meres][:, colonnes] & BIT_LIGNE) != 0
        faits[etage.meres] = np.where(stockes, faits[etage.meres], somme)
    if faits.max() > POINTS_MAX:
        raise CalculImpossible("Les règles de score donnent un nombre de points démesuré.")
    atelier.pile[FAIT][:, colonnes] = faits[: plan.haut]
    arrondis = np.empty(faits.shape, dtype=np.int32)
    to_milliemes(faits, faits, arrondis)
    resultats.milliemes[APRES_POTENTIEL + FAIT, plan.haut :, colonnes] = arrondis[plan.haut :].T


def _read_faits(plan: PlanCalcul, atelier: Atelier, colonnes: list[int], details: Details) -> NDArray[np.float64]:
    """Points faits of every node, unrounded, for some columns: those of the last depth were not kept."""
    faits = np.empty((plan.lignes, len(colonnes)))
    faits[: plan.haut] = atelier.pile[FAIT][:, colonnes]
    faits[plan.haut :] = atelier.codes[plan.haut :, colonnes] == CODES[StatutAvancement.FAIT]
    cellules, parts = details
    lignes, places = cellules // atelier.n, cellules % atelier.n
    ici = (lignes >= plan.haut) & np.isin(places, colonnes) & (atelier.codes[lignes, places] == CODE_DETAILLE)
    faits[lignes[ici], np.searchsorted(colonnes, places[ici])] = parts[ici, 0]
    faits[plan.haut :] *= atelier.potentiels[plan.haut :, colonnes]
    return faits


def _multiplier(plan: PlanCalcul, scores: ScoresColonne, noeud: int, formule: FormuleScore) -> float | None:
    """By how much a rule multiplies the points faits of its node, ``None`` when it says nothing."""
    identifiant = plan.referentiel.ids[noeud]
    actuel = scores[identifiant]
    if not actuel > 0:
        return None
    voulu = formule.evaluer(scores)
    if voulu is None:
        return None
    if isinstance(voulu, bool) or not isinstance(voulu, (int, float)) or not 0 <= voulu <= FACTEUR_MAX:
        raise CalculImpossible(f"La règle de score de « {identifiant} » donne {voulu}, qui n'est pas un score.")
    return voulu / actuel
