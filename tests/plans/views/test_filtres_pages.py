"""The panel of filters: what it proposes, what it keeps, as a fragment and as a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, etiquetee, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.plans.models import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def familles(reponse: Any) -> dict[str, list[tuple[str, str, bool]]]:
    return {f.definition.cle: f.options for _, liste in reponse.context["familles"] for f in liste}


def test_le_panneau_ne_propose_que_ce_que_portent_les_fiches(lise: Client, plan: Plan) -> None:
    axe = AxeFactory(plan=plan, nom="Rouler")
    fiche = FicheFactory(dans=axe)
    pilotee_par(fiche, "Zoé Barral")
    etiquetee(FicheFactory(collectivite=plan.collectivite), "Ailleurs")
    proposes = familles(lise.get(reverse("plan_filtres", args=[plan.collectivite.siren, plan.pk])))
    assert [libelle for _, libelle, _ in proposes["pilote"]] == ["Sans pilote", "Zoé Barral"]
    assert "Ailleurs" not in {libelle for _, libelle, _ in proposes["etiquette"]}
    assert (str(axe.pk), "1 Rouler", False) in proposes["axe"]
    assert "fiche" not in proposes
    toutes = familles(lise.get(reverse("fiches_filtres", args=[plan.collectivite.siren])))
    assert "Ailleurs" in {libelle for _, libelle, _ in toutes["etiquette"]}
    assert plan.nom in {libelle for _, libelle, _ in toutes["plan"]}


def test_le_panneau_garde_ce_qui_est_demande(lise: Client, plan: Plan) -> None:
    adresse = reverse("plan_filtres", args=[plan.collectivite.siren, plan.pk])
    demande = {"vue": "kanban", "q": "haies", "statut": "bloque", "mesure": "cae_1.1.1", "du": "2026-01-01"}
    fragment = lise.get(adresse, demande, headers={"HX-Request": "true"})
    texte = fragment.content.decode()
    assert texte.strip().startswith("<form")
    for champ, valeur in (("q", "haies"), ("mesure", "cae_1.1.1"), ("vue", "kanban")):
        assert f'name="{champ}" value="{valeur}"' in texte
    assert 'value="2026-01-01"' in texte
    page = lise.get(adresse, demande)
    assert ("bloque", "Bloqué", True) in familles(page)["statut"]
    assert "<h1>Filtrer les fiches</h1>" in page.content.decode()
    assert page.context["retour"] == reverse("plan", args=[plan.collectivite.siren, plan.pk])
