"""What changed between two scores of the same référentiel. Source: docs/calculs/scores.md, « Gains et écarts »."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.referentiels.domain.arrondi import round3
from cordee.referentiels.domain.scores import ScoreNoeud, Scores
from cordee.referentiels.domain.statuts import StatutAvancement


@dataclass(frozen=True, slots=True)
class Ecart:
    """Difference of one node, after − before: points rounded to three decimals, ``ratio_fait`` from −1 to 1."""

    identifiant: str
    points_potentiels: float
    points_faits: float
    points_programmes: float
    points_pas_faits: float
    points_non_renseignes: float
    taches_renseignees: int
    ratio_fait: float
    statut_avant: StatutAvancement | None
    statut_apres: StatutAvancement | None

    @property
    def is_nul(self) -> bool:
        """Whether nothing changed in the points nor in the statut."""
        mouvements = (
            self.points_potentiels,
            self.points_faits,
            self.points_programmes,
            self.points_pas_faits,
            self.points_non_renseignes,
        )
        return not any(mouvements) and self.statut_avant == self.statut_apres


def compare_scores(avant: Scores, apres: Scores, colonne_avant: int = 0, colonne_apres: int = 0) -> dict[str, Ecart]:
    """Difference of every node present in both scores, in the order of the second."""
    anciens, nouveaux = avant.noeuds(colonne_avant), apres.noeuds(colonne_apres)
    return {noeud: _ecart(noeud, anciens[noeud], nouveau) for noeud, nouveau in nouveaux.items() if noeud in anciens}


def _ecart(identifiant: str, avant: ScoreNoeud, apres: ScoreNoeud) -> Ecart:
    return Ecart(
        identifiant,
        round3(apres.points_potentiels - avant.points_potentiels),
        round3(apres.points_faits - avant.points_faits),
        round3(apres.points_programmes - avant.points_programmes),
        round3(apres.points_pas_faits - avant.points_pas_faits),
        round3(apres.points_non_renseignes - avant.points_non_renseignes),
        apres.taches_renseignees - avant.taches_renseignees,
        apres.ratio_fait - avant.ratio_fait,
        avant.statut,
        apres.statut,
    )
