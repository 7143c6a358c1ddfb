"""Scores of collectivités on a référentiel.

``compute_scores`` is the same for one collectivité and for thousands. Source: docs/calculs/scores.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cordee.referentiels.domain.affichage import STATUTS_AFFICHES, compute_statuts_affiches
from cordee.referentiels.domain.arrondi import round3
from cordee.referentiels.domain.atelier import (
    FAIT,
    NON_RENSEIGNE,
    PAS_FAIT,
    PROGRAMME,
    TACHES_FAITES,
    TACHES_PAS_FAITES,
    TACHES_PROGRAMMEES,
)
from cordee.referentiels.domain.calcul import Calcul
from cordee.referentiels.domain.concernement import DESACTIVE, HORS
from cordee.referentiels.domain.entrees import Effets, Statuts
from cordee.referentiels.domain.etoiles import count_etoiles
from cordee.referentiels.domain.plan_calcul import PlanCalcul
from cordee.referentiels.domain.referentiel import Referentiel
from cordee.referentiels.domain.resultats import (
    APRES_POTENTIEL,
    POTENTIEL,
    RENSEIGNE,
    Resultats,
    millieme_to_points,
)
from cordee.referentiels.domain.statuts import StatutAvancement

Points = NDArray[np.float64]


def divide(numerateur: float, denominateur: float) -> float:
    """Quotient, 0 when there is nothing to divide by."""
    return numerateur / denominateur if denominateur else 0.0


@dataclass(frozen=True, slots=True)
class ScoreNoeud:
    """Score of one node. Points and counts of tâches are rounded to three decimals.

    ``points_referentiel`` is ``None`` for a mesure without sous-mesure (TE), ``points_potentiels_perso`` for a node
    without factor of réduction, ``statut`` for a node that shows none.
    """

    points_referentiel: float | None
    points_potentiels: float
    points_potentiels_perso: float | None
    points_faits: float
    points_programmes: float
    points_pas_faits: float
    points_non_renseignes: float
    taches_renseignees: int
    taches_total: int
    taches_faites: float
    taches_programmees: float
    taches_pas_faites: float
    taches_pas_concernees: int
    concerne: bool
    desactive: bool
    renseigne: bool
    statut: StatutAvancement | None

    def _ratio(self, points: float, taches: float) -> float:
        """Share of the potentiel; of the tâches for a node without points."""
        return divide(points, self.points_potentiels) if self.points_potentiels else divide(taches, self.taches_total)

    @property
    def ratio_fait(self) -> float:
        """Score réalisé, from 0 to 1."""
        return self._ratio(self.points_faits, self.taches_faites)

    @property
    def ratio_programme(self) -> float:
        """Score programmé, from 0 to 1."""
        return self._ratio(self.points_programmes, self.taches_programmees)

    @property
    def ratio_pas_fait(self) -> float:
        """Share declared pas fait, from 0 to 1."""
        return self._ratio(self.points_pas_faits, self.taches_pas_faites)

    @property
    def ratio_non_renseigne(self) -> float:
        """Share left to fill in, from 0 to 1."""
        return self._ratio(self.points_non_renseignes, self.taches_total - self.taches_renseignees)

    @property
    def completude(self) -> float:
        """Tâches renseignées / tâches, from 0 to 1."""
        return divide(self.taches_renseignees, self.taches_total)

    @property
    def is_complet(self) -> bool:
        """Whether every tâche is filled in: the test of a référentiel ready for a request."""
        return self.taches_renseignees == self.taches_total


CHAMPS = tuple(ScoreNoeud.__dataclass_fields__)


class Scores:
    """Scores of ``n`` collectivités. Columns are arrays of shape (nodes, n), rows in the order of the référentiel.

    They are read-only views worked out when first asked for.
    """

    def __init__(self, plan: PlanCalcul, statuts: Statuts, effets: Effets | None, blocs: list[Resultats]) -> None:
        self.referentiel: Referentiel = plan.referentiel
        self.statuts, self.effets = statuts, effets
        self._plan, self._blocs = plan, blocs
        self._largeur = blocs[0].drapeaux.shape[1] if blocs else 1

    @property
    def n(self) -> int:
        """Number of collectivités."""
        return self.statuts.n

    def __len__(self) -> int:
        return self.n

    def __repr__(self) -> str:
        return f"<Scores {self.referentiel.identifiant} de {self.n} collectivité(s)>"

    def _points(self, plan: int) -> Points:
        return _frozen(millieme_to_points(self._gather([bloc.milliemes[plan] for bloc in self._blocs])))

    def _drapeau(self, bit: int) -> NDArray[np.bool_]:
        return _frozen((self._gather([bloc.drapeaux for bloc in self._blocs]) & bit) != 0)

    def _gather(self, parts: list[NDArray[Any]]) -> NDArray[Any]:
        """Columns of all blocks side by side, rows in the order of the référentiel."""
        if not parts:
            return np.zeros((self._plan.lignes, 0), dtype=np.int32)
        return np.concatenate(parts, axis=1)[self._plan.rang_de]

    @cached_property
    def points_referentiel(self) -> Points:
        """Initial points of each node, shape (nodes,), NaN for a node without points."""
        points: list[float] = self.referentiel.points.tolist()
        return _frozen(np.array([valeur if isnan(valeur) else round3(valeur) for valeur in points]))

    @cached_property
    def points_potentiels(self) -> Points:
        """Points that can be earned here."""
        return self._points(POTENTIEL)

    @cached_property
    def points_potentiels_perso(self) -> Points:
        """Points after réduction of the nodes that carry a factor, NaN elsewhere."""
        perso = np.full((len(self.referentiel), self.n), np.nan)
        for rang, bloc in enumerate(self._blocs):
            lignes, colonnes, points = bloc.personnalises
            arrondis = [round3(valeur) for valeur in points.tolist()]
            perso[self._plan.ordre[lignes], rang * self._largeur + colonnes] = arrondis
        return _frozen(perso)

    @cached_property
    def points_faits(self) -> Points:
        """Points earned."""
        return self._points(APRES_POTENTIEL + FAIT)

    @cached_property
    def points_programmes(self) -> Points:
        """Points that what is programmé will earn."""
        return self._points(APRES_POTENTIEL + PROGRAMME)

    @cached_property
    def points_pas_faits(self) -> Points:
        """Points declared pas faits."""
        return self._points(APRES_POTENTIEL + PAS_FAIT)

    @cached_property
    def points_non_renseignes(self) -> Points:
        """Points of what is left to fill in."""
        return self._points(APRES_POTENTIEL + NON_RENSEIGNE)

    @cached_property
    def taches_total(self) -> NDArray[np.int32]:
        """Tâches (leaves) of each node, shape (nodes,): the same for every collectivité."""
        return _frozen(self._plan.taches[self._plan.rang_de, 0])

    @cached_property
    def taches_renseignees(self) -> NDArray[np.int32]:
        """Tâches filled in."""
        return _frozen(self.taches_total[:, None] - self._gather([bloc.a_renseigner for bloc in self._blocs]))

    @cached_property
    def taches_pas_concernees(self) -> NDArray[np.int16]:
        """Tâches non concernées."""
        return _frozen(self._gather([bloc.pas_concernees for bloc in self._blocs]))

    @cached_property
    def taches_faites(self) -> Points:
        """Tâches faites, a détaillée one counting for its share."""
        return self._points(APRES_POTENTIEL + TACHES_FAITES)

    @cached_property
    def taches_programmees(self) -> Points:
        """Tâches programmées."""
        return self._points(APRES_POTENTIEL + TACHES_PROGRAMMEES)

    @cached_property
    def taches_pas_faites(self) -> Points:
        """Tâches pas faites."""
        return self._points(APRES_POTENTIEL + TACHES_PAS_FAITES)

    @cached_property
    def concerne(self) -> NDArray[np.bool_]:
        """Whether the node counts."""
        return _frozen(~self._drapeau(HORS))

    @cached_property
    def desactive(self) -> NDArray[np.bool_]:
        """Whether personnalisation took the node out."""
        return self._drapeau(DESACTIVE)

    @cached_property
    def renseigne(self) -> NDArray[np.bool_]:
        """Whether no points are left to fill in under the node."""
        return self._drapeau(RENSEIGNE)

    @cached_property
    def statuts_affiches(self) -> NDArray[np.uint8]:
        """Displayed statut, as positions in ``STATUTS_AFFICHES``."""
        return _frozen(compute_statuts_affiches(self.referentiel, self.statuts, self.concerne))

    @cached_property
    def etoiles(self) -> NDArray[np.uint8]:
        """Stars of each collectivité, shape (n,)."""
        racine = zip(self._racine(APRES_POTENTIEL + FAIT), self._racine(POTENTIEL), strict=True)
        return _frozen(np.array([count_etoiles(faits, potentiels) for faits, potentiels in racine], dtype=np.uint8))

    def _racine(self, plan: int) -> list[float]:
        return [points for bloc in self._blocs for points in millieme_to_points(bloc.milliemes[plan, 0]).tolist()]

    def noeud(self, identifiant: str, colonne: int = 0) -> ScoreNoeud:
        """Score of one node; raises ``IdentifiantInvalide`` when it is not in the référentiel."""
        return ScoreNoeud(*next(self._rows(colonne, self.referentiel.position(identifiant))))

    def racine(self, colonne: int = 0) -> ScoreNoeud:
        """Score of the whole référentiel."""
        return ScoreNoeud(*next(self._rows(colonne, 0)))

    def noeuds(self, colonne: int = 0) -> dict[str, ScoreNoeud]:
        """Score of every node of one collectivité, in the order of the référentiel."""
        return {
            identifiant: ScoreNoeud(*valeurs)
            for identifiant, valeurs in zip(self.referentiel.ids, self._rows(colonne), strict=True)
        }

    def as_dicts(self) -> Iterator[dict[str, dict[str, Any]]]:
        """For each collectivité, node → plain values, as written in JSON (the statut is a member of a str enum)."""
        for colonne in range(self.n):
            yield {
                identifiant: dict(zip(CHAMPS, valeurs, strict=True))
                for identifiant, valeurs in zip(self.referentiel.ids, self._rows(colonne), strict=True)
            }

    def _rows(self, colonne: int, rang: int | None = None) -> Iterator[tuple[Any, ...]]:
        """Values of every node of one collectivité, or of the node at ``rang`` alone, in the order of ``CHAMPS``."""
        ici = slice(None) if rang is None else slice(rang, rang + 1)
        plan, lignes = self._plan, self._plan.rang_de[ici]
        perso, statuts = self.points_potentiels_perso[ici, colonne], self.statuts_affiches[ici, colonne].tolist()
        rang_bloc, colonne = divmod(colonne, self._largeur)
        resultats = self._blocs[rang_bloc]
        points = millieme_to_points(resultats.milliemes[:, lignes, colonne]).tolist()
        drapeaux = resultats.drapeaux[lignes, colonne]
        taches = plan.taches[lignes, 0]
        return zip(
            _without_nan(self.points_referentiel[ici]),
            points[POTENTIEL],
            _without_nan(perso),
            points[APRES_POTENTIEL + FAIT],
            points[APRES_POTENTIEL + PROGRAMME],
            points[APRES_POTENTIEL + PAS_FAIT],
            points[APRES_POTENTIEL + NON_RENSEIGNE],
            (taches - resultats.a_renseigner[lignes, colonne]).tolist(),
            taches.tolist(),
            points[APRES_POTENTIEL + TACHES_FAITES],
            points[APRES_POTENTIEL + TACHES_PROGRAMMEES],
            points[APRES_POTENTIEL + TACHES_PAS_FAITES],
            resultats.pas_concernees[lignes, colonne].tolist(),
            ((drapeaux & HORS) == 0).tolist(),
            ((drapeaux & DESACTIVE) != 0).tolist(),
            ((drapeaux & RENSEIGNE) != 0).tolist(),
            [STATUTS_AFFICHES[code] for code in statuts],
            strict=True,
        )


def _without_nan(valeurs: Points) -> list[float | None]:
    return [None if isnan(valeur) else valeur for valeur in valeurs.tolist()]


def _frozen(tableau: NDArray[Any]) -> NDArray[Any]:
    tableau.setflags(write=False)
    return tableau


def compute_scores(
    referentiel: Referentiel, statuts: Statuts, effets: Effets | None = None, *, fils: int | None = None
) -> Scores:
    """Scores of every node for the ``n`` collectivités of ``statuts`` and ``effets`` (same columns).

    ``fils`` bounds the number of threads. Raises ``CalculImpossible`` when a score rule gives something else than a
    score, or when factors make the points overflow.
    """
    calcul = Calcul(referentiel, statuts, effets)
    return Scores(calcul.plan, statuts, effets, calcul.run(fils))
