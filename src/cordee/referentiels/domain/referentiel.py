"""The tree of a référentiel, frozen and flattened once into arrays.

Nodes are in pre-order, siblings sorted by identifier: the subtree of node ``i`` is the range ``i … fins[i]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cordee.referentiels.domain.definitions import DefinitionNoeud, DefinitionReferentiel
from cordee.referentiels.domain.erreurs import IdentifiantInvalide, StructureInvalide
from cordee.referentiels.domain.identifiants import (
    HIERARCHIES,
    Hierarchie,
    Niveau,
    depth_of,
    is_te_family,
    niveau_of,
    node_id,
    parent_of,
    sort_key,
)
from cordee.referentiels.domain.points import cells_read, compute_points

Nombre = TypeVar("Nombre", np.int32, np.float64)

PROFONDEUR_TACHE = 2
"""A tâche is at most this many levels under its mesure."""


@dataclass(frozen=True, eq=False)
class Referentiel:
    """Frozen tree. Arrays have one row per node, in pre-order; node 0 is the root.

    ``parents`` holds -1 for the root, ``points`` NaN for a node without points. ``redistribute`` tells whether the
    points of non concernés nodes go to their siblings (CAE, ECI) or are left out (TE).
    """

    identifiant: str
    version: str
    hierarchie: Hierarchie
    ids: tuple[str, ...]
    index: Mapping[str, int] = field(repr=False)
    parents: NDArray[np.int32] = field(repr=False)
    depths: NDArray[np.int32] = field(repr=False)
    fins: NDArray[np.int32] = field(repr=False)
    points: NDArray[np.float64] = field(repr=False)
    pourcentages: NDArray[np.float64] = field(repr=False)
    enfants: tuple[tuple[int, ...], ...] = field(repr=False)
    redistribute: bool = True
    definitions: Mapping[str, DefinitionNoeud] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, identifiant: object) -> bool:
        return identifiant in self.index

    @property
    def profondeur_mesure(self) -> int:
        """Depth of the mesures (CAE and TE: 3, ECI: 2)."""
        return self.hierarchie.index(Niveau.MESURE)

    @property
    def feuilles(self) -> NDArray[np.bool_]:
        """Mask of the nodes without children."""
        return np.asarray(self.fins == np.arange(1, len(self) + 1))

    @property
    def niveaux(self) -> tuple[Niveau, ...]:
        """Level of each node."""
        return tuple(self.hierarchie[depth] for depth in self.depths.tolist())

    def position(self, identifiant: str) -> int:
        """Row of a node; raises ``IdentifiantInvalide`` when it is not in the tree."""
        try:
            return self.index[identifiant]
        except KeyError:
            raise IdentifiantInvalide(
                f"« {identifiant} » n'existe pas dans le référentiel {self.identifiant} {self.version}."
            ) from None

    def niveau(self, identifiant: str) -> Niveau:
        """Level of a node."""
        return self.hierarchie[int(self.depths[self.position(identifiant)])]

    def parent(self, identifiant: str) -> str | None:
        """Parent of a node, ``None`` for the root."""
        rang = int(self.parents[self.position(identifiant)])
        return self.ids[rang] if rang >= 0 else None

    def children(self, identifiant: str) -> tuple[str, ...]:
        """Children of a node, in order."""
        return tuple(self.ids[enfant] for enfant in self.enfants[self.position(identifiant)])

    def subtree(self, identifiant: str) -> tuple[str, ...]:
        """The node and all its descendants, in pre-order."""
        debut = self.position(identifiant)
        return self.ids[debut : int(self.fins[debut])]

    def leaves(self, identifiant: str) -> tuple[str, ...]:
        """Leaves of the node's subtree (itself when it is one)."""
        return tuple(noeud for noeud in self.subtree(identifiant) if not self.enfants[self.index[noeud]])

    def of_niveau(self, niveau: Niveau) -> tuple[str, ...]:
        """Nodes of a level, in order."""
        if niveau not in self.hierarchie:
            return ()
        profondeur = self.hierarchie.index(niveau)
        return tuple(self.ids[rang] for rang in np.flatnonzero(self.depths == profondeur).tolist())

    def mesure_of(self, identifiant: str) -> str:
        """Mesure of a node; the node itself at or above the mesures."""
        rang = self.position(identifiant)
        while self.depths[rang] > self.profondeur_mesure:
            rang = int(self.parents[rang])
        return self.ids[rang]

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)


def build_referentiel(definition: DefinitionReferentiel) -> Referentiel:
    """Tree of a définition, with the initial points of every node.

    Raises ``StructureInvalide`` for a duplicate, an orphan, a node deeper than the hierarchy, percentages that do not
    make 100, or a TE sous-mesure without points.
    """
    racine = definition.identifiant
    definitions = {racine: DefinitionNoeud("", libelle=definition.nom)}
    for noeud in definition.noeuds:
        identifiant = node_id(racine, noeud.identifiant)
        if identifiant != racine and identifiant in definitions:
            raise StructureInvalide(f"« {identifiant} » est défini deux fois.")
        definitions[identifiant] = noeud
    squelette = _Squelette(racine, definition.hierarchie, definitions)
    points, pourcentages = _initial_points(racine, squelette, definitions)
    return squelette.build(definition.version, points, pourcentages, not is_te_family(racine), definitions)


def build_from_points(
    noeuds: Iterable[tuple[str, float | None]],
    *,
    hierarchie: Hierarchie | None = None,
    redistribute: bool | None = None,
    version: str = "",
) -> Referentiel:
    """Tree of nodes whose points are already known: (id, points or ``None``), the root included, in any order."""
    points = dict(noeuds)
    racines = [identifiant for identifiant in points if parent_of(identifiant) is None]
    if len(racines) != 1:
        raise StructureInvalide("Un référentiel a une racine et une seule.")
    racine = racines[0]
    squelette = _Squelette(racine, hierarchie or HIERARCHIES[racine], points)
    ordonnes = [points[identifiant] for identifiant in squelette.ids]
    parts: list[float | None] = [None] * len(ordonnes)
    return squelette.build(
        version, ordonnes, parts, not is_te_family(racine) if redistribute is None else redistribute, {}
    )


class _Squelette:
    """Shape of a tree: pre-order of the ids, parents and depths."""

    def __init__(self, racine: str, hierarchie: Hierarchie, identifiants: Iterable[str]) -> None:
        if hierarchie[-1] is Niveau.MESURE or Niveau.MESURE not in hierarchie:
            raise StructureInvalide("La hiérarchie doit compter des mesures et des sous-mesures.")
        if len(hierarchie) - 1 - hierarchie.index(Niveau.MESURE) > PROFONDEUR_TACHE:
            raise StructureInvalide("La hiérarchie ne descend pas plus bas que la tâche.")
        self.racine, self.hierarchie = racine, hierarchie
        par_parent: dict[str | None, list[str]] = {}
        for identifiant in identifiants:
            par_parent.setdefault(parent_of(identifiant), []).append(identifiant)
        self.ids: list[str] = []
        self.fins: dict[str, int] = {}
        self._visit(racine, par_parent)
        perdus = sorted({noeud for freres in par_parent.values() for noeud in freres} - set(self.ids), key=sort_key)
        if perdus:
            raise StructureInvalide(f"« {perdus[0]} » n'a pas de parent.")
        if len(self.ids) == 1:
            raise StructureInvalide("Un référentiel compte au moins une mesure.")
        self.index = {identifiant: rang for rang, identifiant in enumerate(self.ids)}

    def _visit(self, identifiant: str, par_parent: Mapping[str | None, Sequence[str]]) -> None:
        niveau_of(identifiant, self.hierarchie)
        self.ids.append(identifiant)
        for enfant in sorted(par_parent.get(identifiant, ()), key=sort_key):
            self._visit(enfant, par_parent)
        self.fins[identifiant] = len(self.ids)

    @property
    def enfants(self) -> tuple[tuple[int, ...], ...]:
        freres: list[list[int]] = [[] for _ in self.ids]
        for rang, identifiant in enumerate(self.ids[1:], start=1):
            freres[self.index[str(parent_of(identifiant))]].append(rang)
        return tuple(tuple(rangs) for rangs in freres)

    def build(
        self,
        version: str,
        points: Sequence[float | None],
        pourcentages: Sequence[float | None],
        redistribute: bool,
        definitions: Mapping[str, DefinitionNoeud],
    ) -> Referentiel:
        """The frozen tree; every array is made read-only."""
        parents = [self.index.get(str(parent_of(identifiant)), -1) for identifiant in self.ids]
        return Referentiel(
            identifiant=self.racine,
            version=version,
            hierarchie=self.hierarchie,
            ids=tuple(self.ids),
            index=self.index,
            parents=_frozen(np.array(parents, dtype=np.int32)),
            depths=_frozen(np.array([depth_of(identifiant) for identifiant in self.ids], dtype=np.int32)),
            fins=_frozen(np.array([self.fins[identifiant] for identifiant in self.ids], dtype=np.int32)),
            points=_frozen(np.array(points, dtype=np.float64)),
            pourcentages=_frozen(np.array(pourcentages, dtype=np.float64)),
            enfants=self.enfants,
            redistribute=redistribute,
            definitions=dict(definitions),
        )


def _frozen(tableau: NDArray[Nombre]) -> NDArray[Nombre]:
    tableau.setflags(write=False)
    return tableau


def _initial_points(
    racine: str, squelette: _Squelette, definitions: Mapping[str, DefinitionNoeud]
) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    points: list[float | None] = []
    pourcentages: list[float | None] = []
    for identifiant in squelette.ids:
        noeud, niveau = definitions[identifiant], niveau_of(identifiant, squelette.hierarchie)
        lit_points, lit_pourcentage = cells_read(racine, niveau)
        points.append(noeud.points if lit_points else None)
        pourcentages.append(noeud.pourcentage if lit_pourcentage else None)
        if is_te_family(racine) and niveau is Niveau.SOUS_MESURE and noeud.points is None:
            raise StructureInvalide(f"La sous-mesure « {identifiant} » n'a pas de points.")
    calcul = compute_points(squelette.enfants, points, pourcentages)
    for rang, total in calcul.totaux_faux:
        raise StructureInvalide(
            f"Les pourcentages sous « {squelette.ids[rang]} » totalisent {total:g} % au lieu de 100 %."
        )
    return calcul.points, calcul.pourcentages
