"""JSON in, JSON out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.referentiels.domain.arbres import POINTS_TACHES, arbre

from cordee.referentiels.domain import EntreeInvalide, calculer_cas

SORTIE = {
    "points_referentiel",
    "points_potentiels",
    "points_potentiels_perso",
    "points_faits",
    "points_programmes",
    "points_pas_faits",
    "points_non_renseignes",
    "taches_renseignees",
    "taches_total",
    "concerne",
    "desactive",
    "renseigne",
    "statut",
}


def _statut(avancement: Any = "fait", **reste: Any) -> dict[str, Any]:
    return {"avancement": avancement, "detail": None, "concerne": True} | reste


def _erreurs(entree: object) -> tuple[str, ...]:
    with pytest.raises(EntreeInvalide) as refus:
        calculer_cas(arbre(), entree)
    return refus.value.erreurs


def test_plusieurs_cas_se_calculent_ensemble_et_rendent_tous_les_noeuds() -> None:
    referentiel = arbre(POINTS_TACHES)
    sortie = calculer_cas(
        referentiel,
        {
            "cas": [
                {"statuts": {"eci_1.1": _statut(), "eci_9.9": _statut()}, "consequences": {}},
                {
                    "statuts": {
                        "eci_2.1.1": _statut("detaille"),
                        "eci_2.2": _statut("non_renseigne", concerne=False, detail=[0, 0, 0]),
                    },
                    "consequences": {
                        "eci_1": {"desactive": True, "reduction": None, "score": None},
                        "eci_2": {"desactive": None, "reduction": 0.5, "score": "score(eci_2.1) * 0.5"},
                    },
                },
                {},
            ]
        },
    )
    json.dumps(sortie, allow_nan=False)
    premier, second, troisieme = sortie["cas"]
    assert list(premier) == list(referentiel.ids)
    assert set(premier["eci"]) == SORTIE
    assert premier["eci"]["points_faits"] == 10
    assert premier["eci_1.1"]["statut"] == "fait"
    assert second["eci_1"]["desactive"] is True
    assert second["eci_2"]["points_potentiels"] == second["eci_2"]["points_potentiels_perso"] == 35
    assert second["eci_2.1"]["points_faits"] == 5.385
    assert second["eci_2.2"]["statut"] == "non_concerne"
    assert second["eci_2.1"]["statut"] == "detaille_a_la_tache"
    assert troisieme["eci"]["points_non_renseignes"] == 100
    assert troisieme["eci"]["points_potentiels_perso"] is None


def test_aucun_cas_rend_aucun_cas() -> None:
    assert calculer_cas(arbre(), {"cas": []}) == {"cas": []}


@pytest.mark.parametrize("entree", [None, [], "cas", {}, {"cas": {}}])
def test_une_entree_qui_n_est_pas_une_liste_de_cas_est_refusee(entree: object) -> None:
    assert _erreurs(entree) == ("racine : un objet avec une liste « cas » est attendu.",)


def test_toutes_les_erreurs_sont_dites_avec_leur_chemin() -> None:
    entree = {
        "cas": [
            {"statuts": [], "consequences": 3},
            "cas",
            {
                "statuts": {
                    "eci_1.1": _statut("presque"),
                    "eci_1.2": _statut(None, concerne=1),
                    "eci_2.0": _statut("detaille", detail=[0.5, 0.6, 0.1]),
                    "eci_2.1": _statut("detaille", detail=[1, 0]),
                    "eci_2.2": _statut("fait", detail=[True, 0, 0]),
                    "eci_2": 4,
                },
                "consequences": {
                    "eci_1": {"desactive": 1, "reduction": "moitié", "score": 3},
                    "eci_1.1": {"reduction": -1, "score": "min(score(eci_1)"},
                    "eci_1.2": {"reduction": float("nan"), "score": "reponse(dechets_1)"},
                    "eci_2": None,
                },
            },
        ]
    }
    erreurs = _erreurs(entree)
    assert [erreur.split(" : ")[0] for erreur in erreurs] == [
        "cas[0].statuts",
        "cas[0].consequences",
        "cas[1]",
        'cas[2].statuts["eci_1.1"].avancement',
        'cas[2].statuts["eci_1.2"].avancement',
        'cas[2].statuts["eci_1.2"].concerne',
        'cas[2].statuts["eci_2.0"].detail',
        'cas[2].statuts["eci_2.1"].detail',
        'cas[2].statuts["eci_2.2"].detail',
        'cas[2].statuts["eci_2"]',
        'cas[2].consequences["eci_1"].desactive',
        'cas[2].consequences["eci_1"].reduction',
        'cas[2].consequences["eci_1"].score',
        'cas[2].consequences["eci_1.1"].reduction',
        'cas[2].consequences["eci_1.1"].score',
        'cas[2].consequences["eci_1.2"].reduction',
        'cas[2].consequences["eci_1.2"].score',
        'cas[2].consequences["eci_2"]',
    ]
    assert all(erreur.endswith(".") for erreur in erreurs)


def test_une_regle_qui_ne_donne_pas_un_score_est_une_erreur_d_entree() -> None:
    consequences = {"eci_1": {"score": "VRAI"}}
    assert "VRAI" in _erreurs({"cas": [{"statuts": {"eci_1.1": _statut()}, "consequences": consequences}]})[0]
