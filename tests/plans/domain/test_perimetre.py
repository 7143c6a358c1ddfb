"""Which part of a territory a plan concerns: 1 gathers 2 and 3; 2 has the communes 20 and 21, 3 has 30."""

from __future__ import annotations

import pytest

from cordee.plans.domain.perimetre import est_concernee, etendre, simplifier

DESSOUS = {1: [2, 3], 2: [20, 21], 3: [30]}


def test_une_collectivite_s_etend_a_ce_qu_elle_rassemble() -> None:
    assert etendre([2], DESSOUS) == {2, 20, 21}
    assert etendre([1, 30], DESSOUS) == {1, 2, 3, 20, 21, 30}
    assert etendre([], DESSOUS) == set()


def test_une_boucle_de_groupements_s_arrete() -> None:
    assert etendre([1], {1: [2], 2: [1]}) == {1, 2}


@pytest.mark.parametrize(
    ("choisies", "gardees"),
    [
        ({20}, {20}),
        ({2, 20, 30}, {2, 30}),  # 20 goes without saying
        ({2, 3}, set()),  # everything
        ({1, 20}, set()),
        (set(), set()),
    ],
)
def test_un_perimetre_se_dit_en_peu_de_mots(choisies: set[int], gardees: set[int]) -> None:
    assert simplifier(choisies, 1, DESSOUS) == gardees


def test_sans_membre_rien_ne_vaut_tout_le_territoire() -> None:
    assert simplifier({7}, 20, DESSOUS) == {7}


@pytest.mark.parametrize(
    ("voulue", "perimetre", "concernee"),
    [
        (2, [], True),  # the whole territory
        (20, [2], True),  # a commune of the EPCI
        (2, [20], True),  # a part of the EPCI
        (3, [20], False),
        (21, [20], False),
        (99, [], False),
    ],
)
def test_un_plan_concerne_ce_qu_il_couvre_en_tout_ou_partie(voulue: int, perimetre: list[int], concernee: bool) -> None:
    assert est_concernee(voulue, perimetre, 1, DESSOUS) is concernee
