"""The tab « Impacts »: sums, leviers, rights, filters, queries."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, placer
from tests.territoires.factories import MembreFactory

from cordee.plans.domain.listes import Genre
from cordee.plans.models import Classement, Fiche, Impact, Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def adresse(plan: Plan) -> str:
    return reverse("plan", args=[plan.collectivite.siren, plan.pk])


def contexte(client: Client, plan: Plan, **parametres: Any) -> Any:
    return client.get(adresse(plan), {"vue": "impacts", **parametres}).context


def page(client: Client, plan: Plan, **parametres: Any) -> str:
    reponse = client.get(adresse(plan), {"vue": "impacts", **parametres})
    assert reponse.status_code == 200
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def annoncer(fiche: Fiche, valeur: int | None, domaine: str = "ges", unite: str = "tCO2e/an") -> None:
    nombre = None if valeur is None else Decimal(valeur)
    Impact.objects.create(fiche=fiche, domaine=domaine, valeur=nombre, unite=unite if valeur else "", horizon=2030)


def tirer(fiche: Fiche, *leviers: str) -> None:
    Classement.objects.bulk_create(Classement(fiche=fiche, genre=Genre.LEVIER, code=code) for code in leviers)


def test_l_onglet_montre_les_sommes_et_mene_aux_fiches_qu_elles_ajoutent(lise: Client, plan: Plan) -> None:
    chiffree, muette = FicheFactory(dans=plan), FicheFactory(dans=plan)
    placer(chiffree, AxeFactory(plan=plan))
    a_chiffrer = FicheFactory(dans=plan, titre="À chiffrer")
    annoncer(chiffree, 1200)
    annoncer(FicheFactory(parent=muette), 34)
    annoncer(a_chiffrer, None)
    texte = page(lise, plan)
    assert "1 234 tCO2e/an" in texte
    assert "2 chiffrées, 1 dite sans quantité" in texte
    (ges,) = contexte(lise, plan)["domaines"]
    assert ges.cumuls[0].adresse == f"?vue=tableau&fiche={chiffree.pk}&fiche={muette.pk}"
    assert "À chiffrer" in lise.get(adresse(plan) + ges.adresse_dites).content.decode()


def test_un_domaine_dit_sans_aucune_quantite_le_dit(lise: Client, plan: Plan) -> None:
    annoncer(FicheFactory(dans=plan), None, "sante")
    assert "aucune quantité pour l'instant" in page(lise, plan)


def test_sans_impact_ni_levier_l_onglet_dit_comment_commencer(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan)
    texte = page(lise, plan)
    assert "Aucune de ces fiches ne dit d'impact" in texte
    assert "0</b> des 29 leviers" in texte


def test_les_leviers_disent_leurs_fiches_et_menent_a_la_liste_filtree(lise: Client, plan: Plan) -> None:
    faite = FicheFactory(dans=plan, titre="Covoiturer", realisee=True)
    tirer(faite, "covoiturage", "fret")
    tirer(FicheFactory(dans=plan, en_cours=True), "covoiturage")
    FicheFactory(dans=plan, titre="Rien de tout cela")
    texte = page(lise, plan)
    assert "1 réalisé, 1 en cours" in texte
    assert "Sans fiche : Réduction des déplacements, Vélo et transport en commun" in texte
    assert contexte(lise, plan)["couverts"] == 2
    tableau = lise.get(adresse(plan), {"vue": "tableau", "levier": "fret"}).content.decode()
    assert "Covoiturer" in tableau
    assert "Rien de tout cela" not in tableau
    sans = lise.get(adresse(plan), {"vue": "tableau", "levier": "sans"}).content.decode()
    assert "Rien de tout cela" in sans
    assert "Covoiturer" not in sans


def test_les_filtres_de_la_liste_valent_ici(lise: Client, plan: Plan) -> None:
    annoncer(FicheFactory(dans=plan, en_cours=True), 10)
    annoncer(FicheFactory(dans=plan), 5)
    assert contexte(lise, plan, statut="en_cours")["domaines"][0].cumuls[0].baisse == "10\u00a0tCO2e/an"


def test_ce_qui_est_confidentiel_ne_compte_pas_pour_un_lecteur(client: Client, plan: Plan) -> None:
    annoncer(FicheFactory(dans=plan), 10)
    cachee = FicheFactory(dans=plan, confidentielle=True)
    annoncer(cachee, 700)
    tirer(cachee, "biogaz")
    client.force_login(MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur)
    vu = contexte(client, plan)
    assert vu["domaines"][0].cumuls[0].baisse == "10\u00a0tCO2e/an"
    assert vu["couverts"] == 0
    assert vu["effets"].total == 1


def test_l_onglet_existe_aussi_pour_toutes_les_fiches(lise: Client, plan: Plan) -> None:
    annoncer(FicheFactory(collectivite=plan.collectivite), 10)
    reponse = lise.get(reverse("fiches", args=[plan.collectivite.siren]), {"vue": "impacts"})
    assert "10\u00a0tCO2e/an" in reponse.content.decode()


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(lise: Client, plan: Plan) -> None:
    comptes = []
    for nombre in (1, 6):
        for _ in range(nombre):
            fiche = FicheFactory(dans=plan)
            annoncer(fiche, 10)
            annoncer(FicheFactory(parent=fiche), 4, "energie", "MWh/an")
            tirer(fiche, "covoiturage")
        page(lise, plan)
        with CaptureQueriesContext(connection) as requetes:
            page(lise, plan)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]
