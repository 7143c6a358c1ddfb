"""Rules from JSON to JSON."""

from __future__ import annotations

from typing import Any

import pytest

from cordee.territoires.domain.entree_sortie import EntreeInvalide, evaluer_regles

ENTREE: dict[str, Any] = {
    "identite": {
        "type": "EPCI",
        "soustype": "epci_a_fiscalite_propre",
        "population": 19490,
        "drom": False,
        "dans_aire_urbaine": True,
    },
    "reponses": {"SCoT": True, "habitat_2": 0.4, "EP_1": "EP_1_a", "vide": None, "blanc": ""},
    "scores": None,
    "referentiel": "te_1.2.0",
    "regles": [
        "reponse(SCoT, OUI) et reponse(EP_1, EP_1_a)",
        "reponse(habitat_2) + 0.1",
        "si reponse(vide, NON) alors VRAI",
        "reponse(blanc)",
        "min(score(te_1), 2/4)",
        "identite(population, moins_de_20000) et identite(localisation, Metropole)",
        "referentiel(te_1.1.0)",
    ],
}


def test_les_valeurs_sont_dans_l_ordre_des_regles() -> None:
    assert evaluer_regles(ENTREE) == {"valeurs": [True, 0.5, None, None, "min(score(te_1), 0.5)", True, True]}


def test_les_scores_donnes_sont_lus() -> None:
    entree = {"scores": {"te_1": 0.25, "te_2": None}, "regles": ["min(score(te_1), 2/4)", "score(te_2)"]}
    assert evaluer_regles(entree) == {"valeurs": [0.25, None]}


def test_une_regle_fautive_n_empeche_pas_les_autres() -> None:
    sortie = evaluer_regles({"regles": ["1 +", "reponse(a, OUI)", "1 + 1", ""]})["valeurs"]
    assert sortie[2] == 2
    assert "Une valeur est attendue" in sortie[0]["erreur"]
    assert "Aucune réponse" in sortie[1]["erreur"]
    assert "vide" in sortie[3]["erreur"]


def test_plusieurs_cas_donnent_plusieurs_reponses() -> None:
    commune = ENTREE | {"identite": {"type": "commune"}, "regles": ["identite(type, commune)"]}
    sortie = evaluer_regles({"cas": [commune, {"regles": []}]})
    assert sortie == {"cas": [{"valeurs": [True]}, {"valeurs": []}]}


@pytest.mark.parametrize(
    ("entree", "messages"),
    [
        ([], ["document : attendu un objet, reçu une liste"]),
        (None, ["document : attendu un objet, reçu rien"]),
        ({}, ["regles : liste de règles manquante"]),
        ({"regles": "VRAI"}, ["regles : attendu une liste, reçu un texte"]),
        (
            {"regles": ["VRAI", 1, None]},
            ["regles[1] : attendu un texte, reçu un nombre", "regles[2] : attendu un texte, reçu rien"],
        ),
        ({"regles": [], "referentiel": 3}, ["referentiel : attendu un texte, reçu un nombre"]),
        ({"regles": [], "identite": "EPCI"}, ["identite : attendu un objet, reçu un texte"]),
        ({"regles": [], "identite": {}}, ["identite.type : attendu « epci » ou « commune », reçu rien"]),
        ({"regles": [], "reponses": {1: True}}, ["reponses : attendu un objet, reçu un objet"]),
        ({"cas": 1}, ["cas : attendu une liste, reçu un nombre"]),
        ({"cas": [{}]}, ["cas[0].regles : liste de règles manquante"]),
        ({"cas": [7]}, ["cas[0] : attendu un objet, reçu un nombre"]),
    ],
)
def test_un_document_mal_forme_est_refuse_avec_le_chemin(entree: object, messages: list[str]) -> None:
    with pytest.raises(EntreeInvalide) as capture:
        evaluer_regles(entree)
    assert capture.value.messages == messages


def test_toutes_les_fautes_sont_dites_ensemble() -> None:
    entree = {
        "identite": {"type": "ville", "soustype": "duche", "population": -1, "drom": "oui", "dans_aire_urbaine": 1},
        "reponses": {"a": [1], "b": {}, "c": float("nan")},
        "scores": {"te_1": True, "te_2": "1", "te_3": 10**400},
        "referentiel": "paris",
        "regles": [object()],
    }
    with pytest.raises(EntreeInvalide) as capture:
        evaluer_regles({"cas": [entree]})
    chemins = [message.split(" :")[0] for message in capture.value.messages]
    assert chemins == [
        f"cas[0].{chemin}"
        for chemin in (
            "identite.type",
            "identite.soustype",
            "identite.population",
            "identite.drom",
            "identite.dans_aire_urbaine",
            "reponses.a",
            "reponses.b",
            "reponses.c",
            "scores.te_1",
            "scores.te_2",
            "scores.te_3",
            "referentiel",
            "regles[0]",
        )
    ]


@pytest.mark.parametrize("population", [1.5, "3000", True, float("inf")])
def test_une_population_n_est_qu_un_nombre_entier(population: object) -> None:
    with pytest.raises(EntreeInvalide, match=r"identite\.population"):
        evaluer_regles({"identite": {"type": "commune", "population": population}, "regles": []})
    entiere = {"identite": {"type": "Commune", "population": 3000.0}, "regles": ["identite(population, plus_de_3000)"]}
    assert evaluer_regles(entiere) == {"valeurs": [True]}
