"""Looking for territories and plans on the entrance of the public site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.listes import TypePlan
from cordee.publication.domain.annuaire import POPULATIONS, PlanSitue, Recherche, lire_recherche, tranche_de
from cordee.territoires.domain.decoupage import DEPARTEMENTS, REGIONS, nommer_departement, nommer_region

PLANS = [
    PlanSitue(1, "93", ("05", "04"), "epci", TypePlan.PCAET, 18_000, "EPCI à fiscalité propre"),
    PlanSitue(2, "93", ("05",), "petr", TypePlan.PCAET, 60_000, "Pôle d'équilibre territorial et rural"),
    PlanSitue(3, "53", ("29",), "epci", "", None, "EPCI à fiscalité propre"),
]


def cles(recherche: Recherche, sauf: str = "") -> list[int]:
    return [plan.cle for plan in recherche.garder(PLANS, sauf)]


def test_chaque_critere_garde_ses_plans_et_ils_s_ajoutent() -> None:
    assert cles(Recherche()) == [1, 2, 3]
    assert cles(Recherche(criteres={"region": "93"})) == [1, 2]
    assert cles(Recherche(criteres={"departement": "04"})) == [1]
    assert cles(Recherche(criteres={"region": "93", "nature": "petr"})) == [2]
    assert cles(Recherche(criteres={"population": "de_10000_a_20000"})) == [1]
    assert cles(Recherche(criteres={"region": "93", "nature": "petr"}), "nature") == [1, 2]


def test_une_valeur_dit_combien_elle_garde_avec_les_autres_criteres() -> None:
    choix = Recherche(criteres={"nature": "epci"}).choix(PLANS)
    assert [(c.libelle, c.nombre, c.choisi) for c in choix["region"]] == [
        ("Bretagne", 1, False), ("Provence-Alpes-Côte d'Azur", 1, False),
    ]  # fmt: skip
    assert [(c.libelle, c.nombre, c.choisi) for c in choix["nature"]] == [
        ("EPCI à fiscalité propre", 2, True), ("Pôle d'équilibre territorial et rural", 1, False),
    ]  # fmt: skip
    assert [c.valeur for c in choix["population"]] == ["de_10000_a_20000", "de_50000_a_100000"]
    assert "type" not in choix, "one value tells nothing apart"


def test_l_adresse_se_lit_et_s_ecrit_sans_ce_qui_ne_veut_rien_dire() -> None:
    lue = lire_recherche({"q": "  eau \0 vive ", "region": "93", "nature": "royaume", "page": "2"}, PLANS)
    assert (lue.texte, lue.criteres) == ("eau vive", {"region": "93"})
    assert lue.adresse() == "q=eau+vive&region=93"
    assert lue.adresse(sans="region") == "q=eau+vive"
    assert lue.adresse(sans="q") == "region=93"


@given(st.integers(0, 3_000_000))
def test_toute_population_est_dans_une_seule_tranche(population: int) -> None:
    dedans = [code for code, _, de, a in POPULATIONS if population >= de and (a is None or population < a)]
    assert dedans == [tranche_de(population)]


@pytest.mark.parametrize(("code", "nom"), [("05", "Hautes-Alpes (05)"), ("2A", "Corse-du-Sud (2A)"), ("zz", "zz")])
def test_un_departement_se_nomme(code: str, nom: str) -> None:
    assert nommer_departement(code) == nom


def test_toutes_les_regions_et_tous_les_departements_sont_la() -> None:
    assert (len(REGIONS), len(DEPARTEMENTS)) == (18, 101)
    assert (nommer_region("94"), nommer_region("zz"), tranche_de(None)) == ("Corse", "zz", "")
