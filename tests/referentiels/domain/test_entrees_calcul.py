"""Building the arrays of the calculation."""

from __future__ import annotations

import numpy as np
import pytest
from tests.referentiels.domain.arbres import FAIT, NON_CONCERNE, arbre, detaille

from cordee.referentiels.domain import (
    AvancementInvalide,
    Consequence,
    EffetInvalide,
    Effets,
    StatutAvancement,
    Statuts,
    StatutStocke,
    compute_scores,
)


def _tableaux(codes: dict[int, int], concerne: dict[int, bool] | None = None) -> tuple[np.ndarray, np.ndarray]:
    tous, concernes = np.zeros((8, 1), dtype=np.uint8), np.ones((8, 1), dtype=bool)
    for rang, code in codes.items():
        tous[rang, 0] = code
    for rang, vrai in (concerne or {}).items():
        concernes[rang, 0] = vrai
    return tous, concernes


def test_les_tableaux_donnent_le_meme_score_que_les_lignes() -> None:
    referentiel = arbre()
    rang = referentiel.index
    codes, concerne = _tableaux({rang["eci_1.1"]: 1, rang["eci_2.2"]: 4}, {rang["eci_2.1"]: False})
    tableaux = Statuts.of_arrays(codes, concerne, details=([rang["eci_2.2"]], [0], [[0.2, 0.7, 0.1]]))
    lignes = Statuts.of_dicts(
        referentiel, [{"eci_1.1": FAIT, "eci_2.1": NON_CONCERNE, "eci_2.2": detaille(0.2, 0.7, 0.1), "eci_9": FAIT}]
    )
    assert (tableaux.etats == lignes.etats).all()
    assert compute_scores(referentiel, tableaux).noeuds() == compute_scores(referentiel, lignes).noeuds()


def test_un_detaille_sans_parts_en_a_par_defaut_et_les_autres_parts_sont_ignorees() -> None:
    referentiel = arbre()
    codes, concerne = _tableaux({2: 4, 3: 1})
    statuts = Statuts.of_arrays(codes, concerne, details=([3], [0], [[0.0, 0.0, 1.0]]))
    assert statuts.details.tolist() == [[0.5, 0.25, 0.25]]
    stocke = StatutStocke(StatutAvancement.DETAILLE)
    assert Statuts.of_dicts(referentiel, [{"eci_1.1": stocke}]).details.tolist() == [[0.5, 0.25, 0.25]]


def test_une_ligne_vide_se_dit_explicitement() -> None:
    codes, concerne = _tableaux({})
    stockes = np.zeros((8, 1), dtype=bool)
    stockes[1] = True
    assert Statuts.of_arrays(codes, concerne, stockes).stockes[:, 0].tolist() == stockes[:, 0].tolist()
    assert not Statuts.of_arrays(codes, concerne).stockes.any()


@pytest.mark.parametrize("parts", [[0.5, 0.6, 0.1], [1.2, -0.2, 0.0]])
def test_des_parts_fausses_sont_refusees(parts: list[float]) -> None:
    codes, concerne = _tableaux({2: 4})
    with pytest.raises(AvancementInvalide):
        Statuts.of_arrays(codes, concerne, details=([2], [0], [parts]))


@pytest.mark.parametrize("facteur", [-0.1, 1001, float("inf")])
def test_un_facteur_hors_bornes_est_refuse(facteur: float) -> None:
    with pytest.raises(EffetInvalide):
        Effets.of_dicts(arbre(), [{"eci_1": Consequence(reduction=facteur)}])


def test_une_consequence_sans_valeur_ou_sur_un_noeud_inconnu_ne_change_rien() -> None:
    referentiel = arbre()
    effets = Effets.of_dicts(
        referentiel, [{"eci_1": Consequence(False, float("nan")), "eci_99": Consequence(True, 0.0)}]
    )
    assert effets.n == 1
    assert not effets.desactive.any()
    assert not len(effets.facteurs)
    assert Effets.none(referentiel, 3).n == 3


def test_une_collectivite_se_prend_seule() -> None:
    referentiel = arbre()
    statuts = Statuts.of_dicts(referentiel, [{}, {"eci_1.1": detaille(0.2, 0.7, 0.1)}])
    effets = Effets.of_dicts(referentiel, [{"eci_1": Consequence(True)}, {"eci_2": Consequence(reduction=0.5)}])
    seule = statuts.take(1)
    assert seule.n == 1
    assert seule.details.tolist() == [[0.2, 0.7, 0.1]]
    assert not effets.take(1).desactive.any()
    assert effets.take(1).facteurs.tolist() == [0.5]
