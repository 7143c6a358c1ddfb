"""Consequences shown on the real référentiels (spécification §3.9), and the chain Bois_1, Bois_2, Bois_3."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.referentiels.factories import LE, editrice
from tests.referentiels.lecture_personnalisation import (
    actuelle,
    dit,
    effets,
    lire,
    page,
    poster,
    propre,
    questions,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.referentiels.actions.engagements import ouvrir_referentiel
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.models import Engagement, Referentiel
from cordee.referentiels.queries.consequences import Simulation
from cordee.referentiels.queries.personnalisation import questionnaire_of
from cordee.territoires.models import Collectivite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("donnees_livrees")]
CAE = "Climat Air Énergie"
TE = "Transition écologique"


def ouvrir(collectivite: Collectivite, *codes: str) -> Engagement:
    par = MembreFactory(editeur=True, collectivite=collectivite).utilisateur
    for code in codes:
        engagement = ouvrir_referentiel(collectivite, Referentiel.objects.get(code=code), par=par, le=LE)
    return engagement


def connecter(client: Client, engagement: Engagement) -> Client:
    client.force_login(editrice(engagement))
    return client


def repondre_a(engagement: Engagement, **reponses: Any) -> None:
    par = editrice(engagement)
    for code, valeur in reponses.items():
        repondre(engagement.collectivite, code, valeur, par=par, le=LE)


def test_la_chaleur_fatale_absente_reduit_sa_mesure_et_eteint_deux_sous_mesures(client: Client) -> None:
    engagement = ouvrir(CollectiviteFactory(), "cae")
    lignes = effets(
        page(connecter(client, engagement), engagement.collectivite, "produire"), "recuperation_cogeneration"
    )
    assert lignes[CAE, "Oui"].change == "rien"
    assert lignes[CAE, "Non"].potentiel == "−10"
    assert lignes[CAE, "Non"].change == "désactive 3.2.1.2 et 3.2.1.3 ; réduit 3.2.1 (12 → 2)"


def test_sans_ecologie_industrielle_les_points_passent_aux_soeurs(client: Client) -> None:
    engagement = ouvrir(CollectiviteFactory(), "cae")
    lignes = effets(page(connecter(client, engagement), engagement.collectivite, "produire"), "dev_eco_4")
    assert lignes[CAE, "Non"].potentiel == "0"
    assert lignes[CAE, "Non"].change == "désactive 6.3.1.4 ; augmente 6.3.1.3 (1,6 → 2,6) et 6.3.1.5 (1,6 → 2,6)"


@pytest.mark.parametrize(("bailleur", "part", "attendu"), [(True, 0.5, 6.0), (True, 0.1, 3.0), (False, 0.1, 2.0)])
def test_la_part_d_une_commune_dans_l_habitat_fait_ses_points(bailleur: bool, part: float, attendu: float) -> None:
    engagement = ouvrir(CollectiviteFactory(commune=True), "cae")
    questionnaire = questionnaire_of(engagement.collectivite)
    simulation = Simulation(questionnaire.situation, questionnaire.terrains)
    hypothese = simulation.poser({"habitat_2": part, "habitat_3": bailleur})
    simulation.calculer()
    assert simulation.points_noeud(questionnaire.terrains[0], hypothese, "cae_6.2.1") == attendu


def test_la_part_d_une_commune_a_un_plancher_puis_suit_la_part(client: Client) -> None:
    engagement = ouvrir(CollectiviteFactory(commune=True), "cae")
    repondre_a(engagement, habitat_3=True, habitat_2=0.1)
    soupe = page(connecter(client, engagement), engagement.collectivite, "loger")
    lignes = effets(soupe, "habitat_2")
    # max(part, 1/6), max(part, 2/10) and max(part, 1/2) on four mesures: the first floor ends at 16 %.
    assert [label for _, label in lignes] == ["Jusqu’à 16 %", "25 %", "50 %", "75 %", "100 %"]
    assert actuelle(soupe, "habitat_2") == {"Jusqu’à 16 %"}
    assert "6.2.1 (10 → 3)" in lignes[CAE, "Jusqu’à 16 %"].change


def test_une_question_de_commune_n_est_pas_posee_a_un_epci(client: Client) -> None:
    engagement = ouvrir(CollectiviteFactory(), "cae")
    assert "habitat_2" not in questions(page(connecter(client, engagement), engagement.collectivite, "loger"))


def test_deux_referentiels_ont_chacun_leurs_lignes_et_le_filtre_n_en_garde_qu_un(client: Client) -> None:
    engagement = ouvrir(CollectiviteFactory(), "cae", "te")
    connecter(client, engagement)
    lignes = effets(page(client, engagement.collectivite, "deplacer"), "AOM_1")
    assert {referentiel for referentiel, _ in lignes} == {CAE, TE}
    soupe = page(client, engagement.collectivite, "deplacer", referentiel="cae")
    assert {referentiel for referentiel, _ in effets(soupe, "AOM_1")} == {CAE}
    assert "FUB" not in [code for code in questions(soupe) if not soupe.select_one(f"#autres-questions #q-{code}")]


def test_les_bois_apparaissent_l_un_apres_l_autre(client: Client) -> None:
    engagement = ouvrir(CollectiviteFactory(), "te")
    connecter(client, engagement)

    def bois() -> list[str]:
        return [
            code for code in questions(page(client, engagement.collectivite, "preserver")) if code.startswith("Bois")
        ]

    assert bois() == ["Bois_1"]
    soupe = lire(poster(client, engagement.collectivite, "Bois_1", "oui", lue=""))
    assert [str(p["id"]) for p in soupe.select(".place[hx-swap-oob]")] == ["place-Bois_2"]
    assert soupe.select_one("#place-Bois_2 #q-Bois_2") is not None
    poster(client, engagement.collectivite, "Bois_2", "oui", lue="")
    poster(client, engagement.collectivite, "Bois_3", "oui", lue="")
    assert bois() == ["Bois_1", "Bois_2", "Bois_3"]


def test_cacher_la_premiere_cache_toute_la_chaine_et_garde_les_reponses(client: Client) -> None:
    engagement = ouvrir(CollectiviteFactory(), "te")
    repondre_a(engagement, Bois_1=True, Bois_2=True, Bois_3=True)
    connecter(client, engagement)
    soupe = lire(poster(client, engagement.collectivite, "Bois_1", "non", lue="oui"))
    places = {str(p["id"]): propre(p) for p in soupe.select(".place[hx-swap-oob]")}
    assert places == {"place-Bois_2": "", "place-Bois_3": ""}
    assert "2 questions de moins" in dit(soupe)
    gardees = [propre(ligne) for ligne in soupe.select("#gardees li")]
    assert len(gardees) == 2
    assert gardees[1].endswith("10 % ou plus du territoire ? », qui n’est pas posée non plus.")
    soupe = lire(poster(client, engagement.collectivite, "Bois_1", "oui", lue="non"))
    assert {str(p["id"]) for p in soupe.select(".place[hx-swap-oob]")} == {"place-Bois_2", "place-Bois_3"}
    assert not soupe.select("#gardees li")


def test_sans_reponse_la_mesure_et_son_alternative_comptent_toutes_deux(client: Client) -> None:
    engagement = ouvrir(CollectiviteFactory(population=60_000), "te")
    soupe = page(connecter(client, engagement), engagement.collectivite, "patrimoine")
    assert "603,3 points de potentiel" in propre(soupe.select_one(".sous"))
    lignes = effets(soupe, "Bat_1")
    assert lignes[TE, "Oui"] == ("−3,5", "0 0,0 %", "désactive 2.1.1alter et 2.1.3alter")
    assert lignes[TE, "Non"].potentiel == "−48,1"
    assert lignes[TE, "Non"].change.startswith("désactive 2.1.1, 2.1.2, 2.2.1.2")
