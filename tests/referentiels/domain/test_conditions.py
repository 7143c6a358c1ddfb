"""What a star asks of a node, and whether it is met."""

from __future__ import annotations

from typing import Any

import pytest
from tests.referentiels.domain.arbres import FAIT, NON_CONCERNE, PAS_FAIT, PROGRAMME, arbre, noter

from cordee.referentiels.domain import Avancement, Consequence, StatutAvancement, StatutStocke
from cordee.referentiels.domain.conditions import JugementCondition, judge_condition

DETAIL = StatutStocke(StatutAvancement.DETAILLE, Avancement(0.2, 0.7, 0.1))


def juger(
    noeud: str,
    statuts: dict[str, StatutStocke],
    *bornes: float | None,
    effets: dict[str, Consequence] | None = None,
) -> JugementCondition:
    scores = noter(arbre(), statuts, effets) if effets else noter(arbre(), statuts)
    min_realise, min_programme = bornes
    assert min_realise is not None
    return judge_condition(
        arbre(), noeud, scores.noeuds(), statuts, min_realise=min_realise, min_programme=min_programme
    )


@pytest.mark.parametrize(
    ("statut", "bornes", "remplie"),
    [
        (FAIT, (100, None), True),
        (PROGRAMME, (100, None), False),
        (PROGRAMME, (100, 100), True),
        (PAS_FAIT, (100, 100), False),
        (DETAIL, (20, None), True),
        (DETAIL, (21, None), False),
        (DETAIL, (50, 90), True),
        (DETAIL, (50, 91), False),
        (NON_CONCERNE, (100, 100), False),
    ],
)
def test_la_part_faite_ou_programmee_remplit_la_condition(
    statut: StatutStocke, bornes: tuple[Any, Any], remplie: bool
) -> None:
    assert juger("eci_1.1", {"eci_1.1": statut}, *bornes).remplie is remplie


def test_un_noeud_sans_points_se_juge_sur_ses_taches() -> None:
    assert juger("eci_2.0", {"eci_2.0": FAIT}, 100, None).remplie is True


def test_une_condition_sur_un_noeud_desactive_tombe() -> None:
    assert juger("eci_1.1", {}, 100, None, effets={"eci_1.1": Consequence(desactive=True)}).remplie is None


def test_un_parent_renseigne_globalement_repond_pour_ses_taches() -> None:
    assert juger("eci_1.1", {"eci_1": FAIT}, 100, None).remplie is True
    assert juger("eci_1.1", {"eci_1": StatutStocke(), "eci_1.1": FAIT}, 100, None).remplie is True
