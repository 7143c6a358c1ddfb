"""Points and tâches fait, programmé, pas fait, non renseigné, from the leaves up.

Source: docs/calculs/scores.md, « Avancement ».
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cordee.referentiels.domain.arrondi import DEMI, MILLIEMES, to_milliemes
from cordee.referentiels.domain.atelier import (
    NON_RENSEIGNE,
    POINTS,
    TACHES,
    TACHES_A_RENSEIGNER,
    TACHES_FAITES,
    TACHES_PAS_CONCERNEES,
    TACHES_PAS_FAITES,
    TACHES_PROGRAMMEES,
    Atelier,
)
from cordee.referentiels.domain.concernement import CODE_HORS
from cordee.referentiels.domain.entrees import CODE_DETAILLE
from cordee.referentiels.domain.plan_calcul import Etage, PlanCalcul, Tranche, sum_etage, sum_tranche
from cordee.referentiels.domain.resultats import APRES_POTENTIEL, POTENTIEL, Resultats

PLANS_DES_CODES = (TACHES_A_RENSEIGNER, TACHES_FAITES, TACHES_PROGRAMMEES, TACHES_PAS_FAITES)
"""Plane of tâches in which each code of avancement counts for one."""

TACHES_PARTAGEES = (TACHES_FAITES, TACHES_PROGRAMMEES, TACHES_PAS_FAITES)
"""Planes that a « détaillé » statut shares out."""

Details = tuple[NDArray[np.int64], NDArray[np.float64]]
"""« Détaillé » cells of a block: positions in its flattened rows × collectivités, splits (m, 3)."""


def compute_avancements(plan: PlanCalcul, atelier: Atelier, details: Details, resultats: Resultats) -> None:
    """Fill ``atelier.pile`` up to the root, and ``resultats`` for the last depth.

    A node's own statut wins over its children, whose own results are kept but not summed.
    """
    cellules, parts = details
    comptent = np.flatnonzero(atelier.codes.reshape(-1)[cellules] == CODE_DETAILLE)
    utiles = cellules[comptent], parts[comptent]
    _split_haut(plan, atelier, utiles)
    avant_dernier = plan.etages[-2]
    sommes = atelier.sommes[:, : len(avant_dernier.meres)]
    for tranche in avant_dernier.tranches:
        _compute_tranche(atelier, tranche, utiles, resultats)
        sum_tranche(tranche, atelier.bas, sommes[:, tranche.meres], tranche.debut)
    _store_sommes(plan, atelier, avant_dernier, sommes)
    for etage in reversed(plan.etages[:-2]):
        sommes = atelier.sommes[:, : len(etage.meres)]
        sum_etage(etage, atelier.pile, sommes)
        _store_sommes(plan, atelier, etage, sommes)


def _split_haut(plan: PlanCalcul, atelier: Atelier, details: Details) -> None:
    """Each node's own split, as if it were a leaf; the sums of the others come after."""
    haut, pile = plan.haut, atelier.pile
    codes, egal = atelier.codes[:haut], atelier.tampon[:haut].view(np.bool_)
    for code, cible in enumerate(PLANS_DES_CODES):
        np.copyto(pile[cible], np.equal(codes, code, out=egal))
    np.copyto(pile[TACHES_PAS_CONCERNEES], np.greater_equal(codes, CODE_HORS, out=egal))
    cellules, parts = details
    ici = np.flatnonzero(cellules < haut * atelier.n)
    for cote, cible in enumerate(TACHES_PARTAGEES):
        pile[cible].reshape(-1)[cellules[ici]] = parts[ici, cote]
    np.multiply(pile[TACHES], atelier.potentiels[:haut], out=pile[POINTS])


def _compute_tranche(atelier: Atelier, tranche: Tranche, details: Details, resultats: Resultats) -> None:
    """One tranche of the last depth, from codes to rounded results, while it is in the cache.

    A leaf has its whole potentiel in one bucket unless it is « détaillé »: the potentiel is rounded once.
    """
    ici, hauteur = slice(tranche.debut, tranche.fin), tranche.fin - tranche.debut
    bas, codes, potentiels = atelier.bas[:, :hauteur], atelier.codes[ici], atelier.potentiels[ici]
    egal, unites = atelier.tampon[ici].view(np.bool_), atelier.entiers[:hauteur]
    milliemes = resultats.milliemes[:, ici]
    arrondis = milliemes[POTENTIEL]
    to_milliemes(potentiels, bas[TACHES_PAS_CONCERNEES], arrondis)
    for code, cible in enumerate(PLANS_DES_CODES):
        np.equal(codes, code, out=egal)
        np.copyto(bas[cible], egal)
        np.copyto(unites, egal)
        np.multiply(arrondis, unites, out=milliemes[APRES_POTENTIEL + cible - TACHES.start])
        if cible == TACHES_A_RENSEIGNER:
            np.copyto(resultats.a_renseigner[ici], egal)
        else:
            np.multiply(unites, int(MILLIEMES), out=milliemes[APRES_POTENTIEL + cible])
    np.greater_equal(codes, CODE_HORS, out=egal)
    np.copyto(bas[TACHES_PAS_CONCERNEES], egal)
    np.copyto(resultats.pas_concernees[ici], egal)
    toutes, parts = details
    choix = np.flatnonzero((toutes >= tranche.debut * atelier.n) & (toutes < tranche.fin * atelier.n))
    cellules = toutes[choix] - tranche.debut * atelier.n
    points = potentiels.reshape(-1)[cellules]
    for cote, cible in enumerate(TACHES_PARTAGEES):
        part = parts[choix, cote]
        bas[cible].reshape(-1)[cellules] = part
        milliemes[APRES_POTENTIEL + cible].reshape(-1)[cellules] = _thousandths(part)
        milliemes[APRES_POTENTIEL + cible - TACHES.start].reshape(-1)[cellules] = _thousandths(part * points)
    np.multiply(bas[TACHES], potentiels, out=bas[POINTS])


def _thousandths(valeurs: NDArray[np.float64]) -> NDArray[np.int32]:
    return (valeurs * MILLIEMES + DEMI).astype(np.int32)


def _store_sommes(plan: PlanCalcul, atelier: Atelier, etage: Etage, sommes: NDArray[np.float64]) -> None:
    """Give the sums of their children to the nodes of a depth that have no statut of their own."""
    pile, n = atelier.pile, atelier.n
    propres = np.flatnonzero(atelier.codes.take(etage.meres, axis=0) - np.uint8(1) < CODE_DETAILLE)
    lignes = etage.meres[propres // n]
    cellules = lignes * n + propres % n
    a_plat = pile.reshape(len(pile), -1)
    gardes = a_plat.take(cellules, axis=1)
    gardes[TACHES_FAITES : TACHES_PAS_FAITES + 1] *= plan.taches[lignes, 0]
    pile[:, etage.meres] = sommes
    a_plat[:, cellules] = gardes


def store_haut(plan: PlanCalcul, atelier: Atelier, resultats: Resultats) -> None:
    """Give out the rounded results of the nodes above the last depth."""
    ici = slice(plan.haut)
    milliemes, brouillon = resultats.milliemes[:, ici], atelier.travail[0, ici]
    to_milliemes(atelier.potentiels[ici], brouillon, milliemes[POTENTIEL])
    for cible in range(len(milliemes) - APRES_POTENTIEL):
        to_milliemes(atelier.pile[cible], brouillon, milliemes[APRES_POTENTIEL + cible])
    np.copyto(resultats.a_renseigner[ici], atelier.pile[TACHES_A_RENSEIGNER], casting="unsafe")
    np.copyto(resultats.pas_concernees[ici], atelier.pile[TACHES_PAS_CONCERNEES], casting="unsafe")


def find_renseignes(plan: PlanCalcul, atelier: Atelier) -> NDArray[np.bool_]:
    """Where nothing is left to fill in: no points non renseignés, and for a leaf a statut or out of the way."""
    renseignes: NDArray[np.bool_] = atelier.tampon.view(np.bool_)
    np.equal(atelier.pile[NON_RENSEIGNE], 0.0, out=renseignes[: plan.haut])
    np.not_equal(atelier.codes[plan.haut :], 0, out=renseignes[plan.haut :])
    for etage in plan.etages[:-1]:
        renseignes[etage.feuilles] = atelier.codes[etage.feuilles] != 0
    return renseignes
