"""Order of the nodes during the calculation.

Inside a depth, nodes are laid out rank by rank: the first child of every parent, then the second child of every parent
that has one, and so on, parents sorted by number of children. The parents that have a j-th child are then the first of
the list, so that the sum over siblings is one addition per rank, of whole contiguous slabs, in the order of the
identifiers whatever the number of collectivités: the result is the same, to the last bit, for one and for thousands.

The last depth, by far the largest, is cut into ``Tranche`` of families, each small enough to stay in the cache through
all the operations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cordee.referentiels.domain.referentiel import Referentiel

SANS_LIMITE: Final = 2**31


@dataclass(frozen=True, eq=False, slots=True)
class Tranche:
    """Families of one depth: the parents are ``meres`` of the list of parents, their children rows ``debut … fin``.

    ``rangs`` lists, for each rank among siblings, the first row of the children of this rank and how many there are;
    they belong to the first parents of the tranche.
    """

    meres: slice
    debut: int
    fin: int
    rangs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Etage:
    """Nodes of one depth: rows ``debut … fin`` of the calculation.

    ``feuilles`` are the rows of the leaves, ``meres`` those of the nodes that have children, family by family in the
    order of ``tranches``. ``mere_de`` gives, for each node of the depth, the row of its parent; ``place_mere`` the
    place of this parent in the ``meres`` of the depth above.
    """

    debut: int
    fin: int
    feuilles: NDArray[np.int64]
    meres: NDArray[np.int64]
    tranches: tuple[Tranche, ...]
    mere_de: NDArray[np.int64]
    place_mere: NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class PlanCalcul:
    """How to run through a référentiel.

    ``ordre`` gives the node of each row, ``rang_de`` the row of each node. ``points`` (rows, 1) has 0 for a node
    without points. ``potentiels`` (rows, 1) are those without personnalisation nor statut. ``taches`` (rows, 1)
    counts leaves.
    """

    referentiel: Referentiel
    ordre: NDArray[np.int64]
    rang_de: NDArray[np.int64]
    etages: tuple[Etage, ...]
    points: NDArray[np.float64]
    potentiels: NDArray[np.float64]
    taches: NDArray[np.int32]

    @property
    def lignes(self) -> int:
        """Number of rows."""
        return len(self.ordre)

    @property
    def haut(self) -> int:
        """Number of rows above the last depth, where all nodes are leaves."""
        return self.etages[-1].debut


@lru_cache(maxsize=64)
def plan_of(referentiel: Referentiel, lignes_par_tranche: int = SANS_LIMITE) -> PlanCalcul:
    """Plan of a référentiel, made once; the last depth is cut into tranches of about ``lignes_par_tranche``."""
    enfants = referentiel.enfants
    avant_dernier = int(referentiel.depths.max()) - 1
    rangees, listes_meres = [[0]], []
    tranches: list[tuple[Tranche, ...]] = []
    debut = 1
    for profondeur in range(avant_dernier + 1):
        meres = [noeud for noeud in rangees[-1] if enfants[noeud]]
        meres.sort(key=lambda noeud: (-len(enfants[noeud]), noeud))
        limite = lignes_par_tranche if profondeur == avant_dernier else SANS_LIMITE
        rangee, decoupe = _lay_out(enfants, meres, debut, limite)
        listes_meres.append(meres)
        rangees.append(rangee)
        tranches.append(decoupe)
        debut += len(rangee)
    listes_meres.append([])
    tranches.append(())
    ordre = np.array([noeud for rangee in rangees for noeud in rangee], dtype=np.int64)
    rang_de = np.empty_like(ordre)
    rang_de[ordre] = np.arange(len(ordre))
    etages = _build_etages(referentiel, rang_de, rangees, listes_meres, tranches)
    points = np.nan_to_num(referentiel.points[ordre])[:, None]
    taches = sum_up(etages, np.ones_like(points)).astype(np.int32)
    return PlanCalcul(referentiel, ordre, rang_de, etages, points, sum_up(etages, points.copy()), taches)


def _lay_out(
    enfants: Sequence[Sequence[int]], meres: Sequence[int], debut: int, limite: int
) -> tuple[list[int], tuple[Tranche, ...]]:
    """Children of ``meres`` in the order of the plan, from row ``debut``, and the tranches they make."""
    rangee: list[int] = []
    tranches = []
    premiere = 0
    while premiere < len(meres):
        derniere, taille = premiere, 0
        while derniere < len(meres) and (taille < limite or derniere == premiere):
            taille += len(enfants[meres[derniere]])
            derniere += 1
        familles = [enfants[noeud] for noeud in meres[premiere:derniere]]
        rangs = []
        depart = debut + len(rangee)
        for rang in range(len(familles[0])):
            fratrie = [famille[rang] for famille in familles if len(famille) > rang]
            rangs.append((debut + len(rangee), len(fratrie)))
            rangee.extend(fratrie)
        tranches.append(Tranche(slice(premiere, derniere), depart, debut + len(rangee), tuple(rangs)))
        premiere = derniere
    return rangee, tuple(tranches)


def _build_etages(
    referentiel: Referentiel,
    rang_de: NDArray[np.int64],
    rangees: list[list[int]],
    listes_meres: list[list[int]],
    tranches: Sequence[tuple[Tranche, ...]],
) -> tuple[Etage, ...]:
    etages = []
    debut = 0
    for profondeur, rangee in enumerate(rangees):
        places = {noeud: place for place, noeud in enumerate(listes_meres[profondeur - 1])} if profondeur else {}
        parents = [int(referentiel.parents[noeud]) for noeud in rangee] if profondeur else []
        feuilles = [noeud for noeud in rangee if not referentiel.enfants[noeud]]
        etages.append(
            Etage(
                debut,
                debut + len(rangee),
                rang_de[np.array(feuilles, dtype=np.int64)],
                rang_de[np.array(listes_meres[profondeur], dtype=np.int64)],
                tranches[profondeur],
                rang_de[np.array(parents, dtype=np.int64)],
                np.array([places[parent] for parent in parents], dtype=np.int64),
            )
        )
        debut += len(rangee)
    return tuple(etages)


def sum_tranche(tranche: Tranche, valeurs: NDArray[Any], sortie: NDArray[Any], decalage: int = 0) -> None:
    """Sum over the children of each parent of the tranche, in the order of the identifiers.

    ``valeurs`` has shape (…, rows, n), its first row being row ``decalage`` of the plan; ``sortie`` (…, parents, n).
    """
    (debut, seuls), *suite = tranche.rangs
    aines = valeurs[..., debut - decalage : debut - decalage + seuls, :]
    deuxiemes = suite[0][1] if suite else 0
    np.copyto(sortie[..., deuxiemes:, :], aines[..., deuxiemes:, :])
    part = aines[..., :deuxiemes, :]
    for debut, nombre in suite:
        cumul = sortie[..., :nombre, :]
        np.add(part[..., :nombre, :], valeurs[..., debut - decalage : debut - decalage + nombre, :], out=cumul)
        part = sortie


def sum_etage(etage: Etage, valeurs: NDArray[Any], sortie: NDArray[Any], decalage: int = 0) -> None:
    """Sum over the children of each of the ``meres``: ``valeurs`` (…, rows, n) into ``sortie`` (…, meres, n)."""
    for tranche in etage.tranches:
        sum_tranche(tranche, valeurs, sortie[..., tranche.meres, :], decalage)


def sum_up(etages: Iterable[Etage], valeurs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give every node that has children the sum of its children, from the bottom; returns ``valeurs`` (rows, n)."""
    for etage in reversed(tuple(etages)):
        if len(etage.meres):
            somme = np.empty((len(etage.meres), valeurs.shape[1]))
            sum_etage(etage, valeurs, somme)
            valeurs[etage.meres] = somme
    return valeurs
