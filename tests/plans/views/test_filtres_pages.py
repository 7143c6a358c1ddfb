"""The panel of filters: what it proposes, what it keeps, as a fragment and as a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, etiquetee, pilotee_par
from tests.referentiels.factories import charger_mini, noeud
from tests.territoires.factories import MembreFactory

from cordee.plans.models import FicheMesure, Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def familles(reponse: Any) -> dict[str, list[tuple[str, str, bool]]]:
    return {
        f.definition.cle: [option[:3] for option in f.options]
        for _, liste in reponse.context["familles"]
        for f in liste
    }


def test_le_panneau_ne_propose_que_ce_que_portent_les_fiches(lise: Client, plan: Plan) -> None:
    axe = AxeFactory(plan=plan, nom="Rouler")
    fiche = FicheFactory(dans=axe)
    pilotee_par(fiche, "Zoé Barral")
    etiquetee(FicheFactory(collectivite=plan.collectivite), "Ailleurs")
    proposes = familles(lise.get(reverse("plan_filtres", args=[plan.collectivite.siren, plan.pk])))
    assert [libelle for _, libelle, _ in proposes["pilote"]] == ["Sans pilote", "Avec un pilote", "Zoé Barral"]
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
    assert 'value="01/01/2026"' in texte
    page = lise.get(adresse, demande)
    assert ("bloque", "Bloqué", True) in familles(page)["statut"]
    assert "<h1>Filtrer les fiches</h1>" in page.content.decode()
    assert page.context["retour"] == reverse("plan", args=[plan.collectivite.siren, plan.pk])


def test_les_statuts_les_priorites_et_les_pilotes_disent_leur_nombre_de_fiches(client: Client, plan: Plan) -> None:
    FicheFactory(dans=plan, statut="bloque", priorite="elevee")
    cachee = FicheFactory(dans=plan, statut="bloque", confidentiel=True)
    pilotee = FicheFactory(dans=plan, statut="")
    FicheFactory(parent=pilotee, statut="bloque")
    FicheFactory(collectivite=plan.collectivite, statut="bloque")
    for fiche in (cachee, pilotee):
        pilotee_par(fiche, "Zoé Barral")

    def comptes(role: str) -> dict[tuple[str, str], int | None]:
        client.force_login(MembreFactory(**{role: True}, collectivite=plan.collectivite).utilisateur)
        reponse = client.get(reverse("plan_filtres", args=[plan.collectivite.siren, plan.pk]))
        return {
            (f.definition.cle, option.libelle): option.compte
            for _, liste in reponse.context["familles"]
            for f in liste
            for option in f.options
        }

    vus, lus = comptes("editeur"), comptes("lecteur")
    noms = [("statut", "Bloqué"), ("statut", "Sans statut"), ("statut", "Réalisé"), ("priorite", "Élevée")]
    noms += [("priorite", "Sans priorité"), ("pilote", "Zoé Barral"), ("pilote", "Sans pilote")]
    assert [vus[nom] for nom in noms] == [2, 1, 0, 1, 2, 2, 1]
    assert [lus[nom] for nom in noms] == [1, 1, 0, 1, 1, 1, 1]
    assert vus["suivi", "En retard"] is None


def test_une_mesure_se_choisit_parmi_celles_que_servent_les_fiches(lise: Client, plan: Plan) -> None:
    charger_mini()
    FicheMesure.objects.create(fiche=FicheFactory(dans=plan), mesure_id=noeud("1.1.2"))
    FicheMesure.objects.create(fiche=FicheFactory(), mesure_id=noeud("1.1.1"))
    adresse = reverse("plan_filtres", args=[plan.collectivite.siren, plan.pk])
    reponse = lise.get(adresse, {"mesure": [noeud("1.1.2"), noeud("2.1.1")]})
    _, _, *mesures = familles(reponse)["mesure"]
    assert mesures == [(noeud("1.1.2"), "TE-TEST 1.1.2 Rouler", True)]
    assert reponse.context["mesures_ailleurs"] == [noeud("2.1.1")]


@pytest.mark.parametrize("combien", [1, 3])
def test_le_panneau_tient_en_treize_requetes_de_plus_que_le_cadre(lise: Client, plan: Plan, combien: int) -> None:
    charger_mini()
    for fiche in FicheFactory.create_batch(combien, dans=plan):
        pilotee_par(fiche, f"Pilote {fiche.pk}")
        etiquetee(fiche, f"Étiquette {fiche.pk}")
        FicheMesure.objects.create(fiche=fiche, mesure_id=noeud("1.1.2"))
    adresse = reverse("plan_filtres", args=[plan.collectivite.siren, plan.pk])
    with CaptureQueriesContext(connection) as requetes:
        lise.get(adresse, headers={"HX-Request": "true"})
    assert sum('"plans_' in requete["sql"] for requete in requetes) <= 13
