"""docs/calculs/indicateurs.md §Rapprochement."""

from __future__ import annotations

import pytest

from cordee.indicateurs.domain.rapprochement import Annuaire, Connu, separer_unite

GES = Connu(1, "Émissions de gaz à effet de serre", "kteq CO2", "cae_1.a", autres_titres=("Quantité de gaz émise",))
ENFANT = Connu(2, "Chauffage", "kteq CO2", "cae_1.da", racine=False)
RACINE = Connu(3, "Chauffage", "GWh", "cae_9.a")
HAIES = Connu(4, "Linéaire de haies plantées", "m")
SIEN = Connu(5, "Éclairage éteint", "%")
HOMONYME = Connu(6, "Eclairage eteint", "%", "te_6")
HAB = Connu(7, "Surface par habitant", "m²", "cae_49.a-hab")


@pytest.fixture
def annuaire() -> Annuaire:
    return Annuaire.construire([GES, ENFANT, RACINE, HAIES, HOMONYME, SIEN, HAB])


@pytest.mark.parametrize(
    ("nom", "trouve"),
    [
        ("CAE_1.A", GES),
        (" cae_1.a ", GES),
        ("cae_1.a - Émissions", GES),
        ("cae_1.a : Émissions", GES),
        ("cae_49.a-hab", HAB),
        ("emissions de gaz a effet de serre", GES),
        ("Émissions de gaz à effet de serre (kteq CO2)", GES),
        ("Émissions de gaz à effet de serre (en ktéqC02)", GES),
        ("quantité de gaz émise", GES),
        ("Chauffage", RACINE),
        ("éclairage éteint", SIEN),
        ("Linéaire de haies plantées", HAIES),
        ("Linéaire de haies plantées (m)", HAIES),
        ("Linéaire de haies plantées (km)", None),
        ("Nombre de haies", None),
        ("cae_99.z", None),
        ("", None),
    ],
)
def test_un_nom_retrouve_son_indicateur(annuaire: Annuaire, nom: str, trouve: Connu | None) -> None:
    assert annuaire.trouver(nom) == trouve


def test_ce_qui_est_ajoute_se_retrouve_sans_prendre_la_place_d_un_autre(annuaire: Annuaire) -> None:
    annuaire.ajouter(Connu(9, "Nombre de haies", "nombre"))
    annuaire.ajouter(Connu(10, "Linéaire de haies plantées", "km"))
    assert annuaire.trouver("nombre de haies") == Connu(9, "Nombre de haies", "nombre")
    assert annuaire.trouver("Linéaire de haies plantées") == HAIES
    annuaire.ajouter(Connu(11, "…", autres_titres=("Un autre nom",)))
    assert annuaire.trouver("Un autre nom.") is not None
    assert annuaire.trouver("…") is None


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("Haies plantées (km)", ("Haies plantées", "km")),
        ("Haies  plantées", ("Haies plantées", "")),
        ("Compost (en tonne)", ("Compost", "tonnes")),
        ("Haies (celles de la vallée de la Durance)", ("Haies (celles de la vallée de la Durance)", "")),
    ],
)
def test_l_unite_entre_parentheses_se_detache(nom: str, attendu: tuple[str, str]) -> None:
    assert separer_unite(nom) == attendu
