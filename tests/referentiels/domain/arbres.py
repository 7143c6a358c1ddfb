"""Small référentiels that tests share; numbers are those of the worked tables of docs/calculs/scores.md."""

from __future__ import annotations

from collections.abc import Mapping

from cordee.referentiels.domain import (
    Avancement,
    Consequence,
    Effets,
    Niveau,
    Referentiel,
    Scores,
    StatutAvancement,
    Statuts,
    StatutStocke,
    build_from_points,
    compute_scores,
)

HIERARCHIE_COURTE = (Niveau.REFERENTIEL, Niveau.MESURE, Niveau.SOUS_MESURE, Niveau.TACHE)
POINTS_VALLEE = {
    "eci": 100.0,
    "eci_1": 30.0,
    "eci_1.1": 10.0,
    "eci_1.2": 20.0,
    "eci_2": 70.0,
    "eci_2.0": 0.0,
    "eci_2.1": 65.0,
    "eci_2.2": 5.0,
}
POINTS_TACHES = POINTS_VALLEE | {"eci_2.1.1": 40.0, "eci_2.1.2": 25.0}

FAIT = StatutStocke(StatutAvancement.FAIT)
PROGRAMME = StatutStocke(StatutAvancement.PROGRAMME)
PAS_FAIT = StatutStocke(StatutAvancement.PAS_FAIT)
NON_CONCERNE = StatutStocke(concerne=False)
LIGNE_VIDE = StatutStocke()


def arbre(points: Mapping[str, float | None] = POINTS_VALLEE, *, redistribute: bool = True) -> Referentiel:
    """Two mesures: 1 (1.1, 1.2) and 2 (2.0 regulatory, 2.1, 2.2)."""
    return build_from_points(points.items(), hierarchie=HIERARCHIE_COURTE, redistribute=redistribute, version="1.0.0")


def detaille(fait: float, programme: float, pas_fait: float) -> StatutStocke:
    return StatutStocke(StatutAvancement.DETAILLE, Avancement(fait, programme, pas_fait))


def noter(
    referentiel: Referentiel,
    statuts: Mapping[str, StatutStocke],
    consequences: Mapping[str, Consequence] | None = None,
) -> Scores:
    """Scores of one collectivité."""
    effets = None if consequences is None else Effets.of_dicts(referentiel, [consequences])
    return compute_scores(referentiel, Statuts.of_dicts(referentiel, [statuts]), effets)
