"""Potentiels: réductions from the top, redistribution and sums from the bottom.

Source: docs/calculs/scores.md, « Potentiel personnalisé » and « Redistribution ».
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cordee.referentiels.domain.atelier import Atelier
from cordee.referentiels.domain.concernement import CODE_HORS
from cordee.referentiels.domain.plan_calcul import PlanCalcul, sum_etage

Points = NDArray[np.float64]
Cellules = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def reduce_potentiels(plan: PlanCalcul, atelier: Atelier, reductions: Cellules) -> Points:
    """Fill ``atelier.potentiels`` before any statut; returns the personalised points of the cells that have a factor.

    A factor applies to the node and all its descendants; a nested factor multiplies the one above, but starts again
    from 1 under a factor 0 (behaviour of the reference, kept).
    """
    lignes, colonnes, valeurs = reductions
    facteurs = atelier.potentiels
    poses = np.zeros((plan.haut, atelier.n), dtype=bool)
    facteurs[0] = 1.0
    for etage in plan.etages:
        ici = slice(etage.debut, etage.fin)
        if etage.debut:
            facteurs.take(etage.mere_de, axis=0, out=facteurs[ici], mode="clip")
        if 0 < etage.debut < plan.haut:
            poses.take(etage.mere_de, axis=0, out=poses[ici], mode="clip")
        choix = np.flatnonzero((lignes >= etage.debut) & (lignes < etage.fin))
        cellules = lignes[choix], colonnes[choix]
        herites = facteurs[cellules]
        facteurs[cellules] = valeurs[choix] * np.where(herites == 0.0, 1.0, herites)
        if etage.debut < plan.haut:
            poses[cellules] = True
    personnalises: Points = facteurs[lignes, colonnes] * plan.points[lignes, 0]
    np.multiply(facteurs, plan.points, out=facteurs)
    for etage in reversed(plan.etages[:-1]):
        sommes = atelier.sommes[0, : len(etage.meres)]
        sum_etage(etage, facteurs, sommes)
        propres = poses[etage.meres] & (plan.points[etage.meres] != 0.0)
        facteurs[etage.meres] = np.where(propres, facteurs[etage.meres], sommes)
    return personnalises


def settle_potentiels(plan: PlanCalcul, atelier: Atelier, tous_hors: Sequence[NDArray[np.uint8]]) -> None:
    """Bring ``atelier.potentiels`` from before to after the statuts: redistribution, sums, 0 for what is out.

    ``tous_hors`` tells for each depth where all the children of the ``meres`` are out: a node kept in by its row
    although they are keeps its initial potentiel.
    """
    potentiels, referentiel = atelier.potentiels, plan.referentiel
    for profondeur in reversed(range(len(plan.etages))):
        etage = plan.etages[profondeur]
        if len(etage.meres):
            somme = atelier.sommes[0, : len(etage.meres)]
            sum_etage(etage, potentiels, somme)
            initiaux = potentiels.take(etage.meres, axis=0)
            np.copyto(somme, initiaux, where=tous_hors[profondeur].view(np.bool_))
            potentiels[etage.meres] = somme
        ici = slice(etage.debut, etage.fin)
        retires = atelier.travail[0, : etage.fin - etage.debut]
        np.copyto(retires, np.greater_equal(atelier.codes[ici], CODE_HORS, out=atelier.tampon[ici].view(np.bool_)))
        np.multiply(potentiels[ici], retires, out=retires)
        np.subtract(potentiels[ici], retires, out=potentiels[ici])
        if referentiel.redistribute and profondeur > referentiel.profondeur_mesure:
            _redistribute(plan, atelier, profondeur, retires)


def _redistribute(plan: PlanCalcul, atelier: Atelier, profondeur: int, retires: Points) -> None:
    """Give the points of the nodes that are out to their siblings with points, in equal shares.

    A share is given by multiplying the whole subtree of the sibling. Without such a sibling the points are lost.
    """
    meres, etage = plan.etages[profondeur - 1], plan.etages[profondeur]
    a_donner = atelier.sommes[0, : len(meres.meres)]
    sum_etage(meres, retires, a_donner, etage.debut)
    if not a_donner.any():
        return
    ici = slice(etage.debut, etage.fin)
    potentiels, recoivent = atelier.potentiels[ici], atelier.tampon[ici].view(np.bool_)
    np.not_equal(potentiels, 0.0, out=recoivent)
    receveurs = np.empty(a_donner.shape, dtype=np.uint8)
    sum_etage(meres, recoivent.view(np.uint8), receveurs, etage.debut)
    np.divide(a_donner, np.maximum(receveurs, 1, out=receveurs), out=a_donner)
    np.logical_and(recoivent, (a_donner != 0.0).take(etage.place_mere, axis=0), out=recoivent)
    cellules = np.flatnonzero(recoivent)
    a_plat = potentiels.reshape(-1)
    avant = a_plat[cellules]
    parts = a_donner.reshape(-1)[etage.place_mere[cellules // atelier.n] * atelier.n + cellules % atelier.n]
    facteurs = (avant + parts) / avant
    a_plat[cellules] = avant * facteurs
    if profondeur + 1 < len(plan.etages):
        _multiply_children(plan, atelier, profondeur, cellules, facteurs)


def _multiply_children(
    plan: PlanCalcul, atelier: Atelier, profondeur: int, cellules: NDArray[np.int64], facteurs: Points
) -> None:
    """Multiply the potentiels under the cells of one depth: the redistribution reaches two depths at most."""
    etage, enfants = plan.etages[profondeur], plan.etages[profondeur + 1]
    multiplicateurs = atelier.travail[1, : etage.fin - etage.debut]
    multiplicateurs.fill(1.0)
    multiplicateurs.reshape(-1)[cellules] = facteurs
    herites = atelier.travail[0, : enfants.fin - enfants.debut]
    multiplicateurs.take(enfants.mere_de - etage.debut, axis=0, out=herites, mode="clip")
    ici = slice(enfants.debut, enfants.fin)
    np.multiply(atelier.potentiels[ici], herites, out=atelier.potentiels[ici])
