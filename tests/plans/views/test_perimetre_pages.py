"""The perimeter of a plan: its form, its head, the filter of the list, the communes proposed to its fiches."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.plans.factories import FicheFactory, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.models import Plan
from cordee.plans.views.tete import resumer_perimetre
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
REGLAGES = {"nom": "Plan vélo", "statut": "adopte", "ponderation": "egal"}


def texte(reponse: HttpResponse) -> str:
    return reponse.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def communes() -> list[Collectivite]:
    return [CollectiviteFactory(nom=nom, nature=Nature.COMMUNE) for nom in ("Avançon", "Barcillon")]


@pytest.fixture
def epci(communes: list[Collectivite]) -> Collectivite:
    return CollectiviteFactory(nom="CC du Haut-Sérac", membres=communes)


@pytest.fixture
def petr(epci: Collectivite) -> Collectivite:
    return CollectiviteFactory(petr=True, membres=[epci, CollectiviteFactory(nom="CC du Val")])


@pytest.fixture
def lise(client: Client, petr: Collectivite, epci: Collectivite) -> Client:
    membre = MembreFactory(editeur=True, collectivite=petr)
    MembreFactory(editeur=True, collectivite=epci, utilisateur=membre.utilisateur)
    client.force_login(membre.utilisateur)
    return client


def test_le_perimetre_se_coche_a_la_creation_et_se_change(lise: Client, petr: Any, epci: Any, communes: Any) -> None:
    page = texte(lise.get(reverse("plan_creer", args=[petr.siren])))
    assert "CC du Haut-Sérac, en entier" in page
    lise.post(reverse("plan_creer", args=[petr.siren]), {**REGLAGES, "perimetre": [epci.pk, communes[0].pk]})
    plan = Plan.objects.get()
    assert list(plan.perimetre.all()) == [epci]
    reglages = reverse("plan_modifier", args=[petr.siren, plan.pk])
    assert f'value="{epci.pk}" checked' in texte(lise.get(reglages))
    assert "1 collectivité choisie" in texte(lise.get(reglages))
    lise.post(reglages, REGLAGES)
    assert not plan.perimetre.exists()


def test_une_collectivite_d_ailleurs_se_refuse_et_ce_qui_est_coche_reste(lise: Client, petr: Any, epci: Any) -> None:
    envoi = {**REGLAGES, "perimetre": [epci.pk, CollectiviteFactory().pk]}
    reponse = lise.post(reverse("plan_creer", args=[petr.siren]), envoi)
    assert reponse.status_code == 422
    assert f'value="{epci.pk}" checked' in texte(reponse)
    assert "« Périmètre » : ce choix n’existe pas ou n’existe plus" in texte(reponse)
    assert not Plan.objects.exists()


def test_une_collectivite_qui_a_quitte_le_territoire_peut_rester(lise: Client, petr: Any) -> None:
    partie = CollectiviteFactory(nom="CC du Sud")
    plan = PlanFactory(collectivite=petr)
    plan.perimetre.set([partie])
    reglages = reverse("plan_modifier", args=[petr.siren, plan.pk])
    assert "CC du Sud (a quitté le territoire)" in texte(lise.get(reglages))
    lise.post(reglages, {**REGLAGES, "perimetre": [partie.pk]})
    assert list(plan.perimetre.all()) == [partie]


def test_une_commune_n_a_pas_de_perimetre_a_choisir(client: Client, communes: list[Collectivite]) -> None:
    client.force_login(MembreFactory(editeur=True, collectivite=communes[0]).utilisateur)
    assert "Son périmètre" not in texte(client.get(reverse("plan_creer", args=[communes[0].siren])))
    PlanFactory(collectivite=communes[0])
    assert "Qui concernent" not in texte(client.get(reverse("plans", args=[communes[0].siren])))


def test_la_liste_des_plans_se_filtre_par_ce_qu_ils_concernent(
    lise: Client, petr: Any, epci: Any, communes: Any
) -> None:
    PlanFactory(collectivite=petr, nom="Partout")
    local = PlanFactory(collectivite=petr, nom="À Avançon")
    local.perimetre.set([communes[0]])
    PlanFactory(collectivite=epci, nom="Du membre")
    page = reverse("plans", args=[petr.siren])

    def noms(siren: str) -> list[str]:
        contexte = lise.get(page, {"concerne": siren}).context
        membres = [plan for _, plans in contexte["membres"] for plan in plans]
        return [affiche.compte.plan.nom for affiche in [*contexte["plans"], *membres]]

    assert noms("") == noms("999") == ["À Avançon", "Partout", "Du membre"]
    assert noms(epci.siren) == ["À Avançon", "Partout", "Du membre"]
    assert noms(communes[1].siren) == ["Partout", "Du membre"]
    filtree = texte(lise.get(page, {"concerne": communes[1].siren, "tri": "modifie"}))
    assert "<b>2</b> plans sur 3 concernent Barcillon." in filtree
    assert f'href="{page}?tri=modifie">Tout montrer</a>' in filtree
    assert "<b>2 plans</b>" in filtree  # the sentence stays that of the whole list


def test_aucun_plan_ne_concerne_un_lieu_et_la_page_le_dit(lise: Client, petr: Any, communes: Any) -> None:
    PlanFactory(collectivite=petr).perimetre.set([communes[0]])
    page = texte(lise.get(reverse("plans", args=[petr.siren]), {"concerne": communes[1].siren}))
    assert "Aucun plan ne concerne Barcillon" in page


def test_la_tete_dit_ce_que_le_plan_concerne(lise: Client, petr: Any, epci: Any, communes: Any) -> None:
    plan = PlanFactory(collectivite=petr)
    plan.perimetre.set(communes)
    page = texte(lise.get(reverse("plan", args=[petr.siren, plan.pk])))
    assert "Concerne Avançon et Barcillon" in page


def test_un_long_perimetre_se_compte() -> None:
    perimetre = [("epci", "CC A"), *((str(Nature.COMMUNE), f"Commune {rang}") for rang in range(4))]
    assert resumer_perimetre(perimetre) == "1 collectivité et 4 communes"
    assert resumer_perimetre(perimetre[1:]) == "4 communes"
    assert resumer_perimetre([("epci", f"CC {rang}") for rang in range(4)]) == "4 collectivités"


def test_les_communes_du_perimetre_se_proposent_d_abord_aux_fiches(lise: Client, petr: Any, communes: Any) -> None:
    plan = PlanFactory(collectivite=petr)
    fiche = FicheFactory(dans=plan)
    champ = reverse("fiche_champ", args=[petr.siren, fiche.pk, "communes"])
    assert "Périmètre du plan" not in texte(lise.get(champ, headers={"HX-Request": "true"}))
    plan.perimetre.set([communes[1]])
    page = texte(lise.get(champ, headers={"HX-Request": "true"}))
    assert page.index("Périmètre du plan") < page.index("Barcillon") < page.index("Autres communes")
    assert page.index("Autres communes") < page.index("Avançon")
