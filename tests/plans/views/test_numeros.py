"""A number is proposed to a new fiche; a plan numbers those that have none, by its page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.models import Fiche, GesteGroupe, Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan climat")


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def creer(plan: Plan) -> str:
    return reverse("fiche_creer", args=[plan.collectivite.siren])


def proposer(client: Client, plan: Plan, **ou: Any) -> str:
    formulaire = client.get(creer(plan), {"plan": plan.pk, **ou}).context["f"]
    assert formulaire["code"].value() == formulaire["propose"].value()
    return str(formulaire["code"].value())


def test_le_numero_suivant_de_l_axe_est_propose(lise: Client, plan: Plan) -> None:
    axe = AxeFactory(plan=plan)
    assert proposer(lise, plan, axe=axe.pk) == "1.1"
    FicheFactory(dans=axe, code="1.2")
    assert proposer(lise, plan, axe=axe.pk) == "1.3"
    assert proposer(lise, plan) == "2"
    for ou in ({"axe": "x"}, {"axe": "9" * 30}, {"axe": "987654"}):
        assert proposer(lise, plan, **ou) == "2", ou
    assert lise.get(creer(plan)).context["f"]["code"].value() == ""
    assert lise.get(creer(plan), {"plan": "9" * 30}).status_code == 200


@pytest.mark.parametrize(
    ("code", "propose", "attendu"),
    [("1.1", "1.1", "2.1"), ("7", "1.1", "7"), ("", "1.1", ""), ("", "", "2.1"), ("1.1", None, "1.1"), ("", None, "")],
)
def test_le_numero_propose_suit_l_emplacement_tant_qu_on_n_y_touche_pas(
    lise: Client, plan: Plan, code: str, propose: str | None, attendu: str
) -> None:
    AxeFactory(plan=plan)
    second = AxeFactory(plan=plan)
    champs = {"titre": "Rouler", "code": code, "place": f"{plan.pk}:{second.pk}"}
    reponse = lise.post(creer(plan), champs | ({} if propose is None else {"propose": propose}))
    assert reponse.status_code == 302
    assert Fiche.objects.get().code == attendu


def test_sans_plan_il_n_y_a_pas_de_numero(lise: Client, plan: Plan) -> None:
    assert lise.post(creer(plan), {"titre": "Rouler", "code": "1", "propose": "1", "place": ""}).status_code == 302
    assert Fiche.objects.get().code == ""


def test_un_numero_pris_se_dit_et_rien_n_est_ecrit(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan, code="1", titre="Isoler")
    reponse = lise.post(creer(plan), {"titre": "Rouler", "code": "1", "propose": "2", "place": f"{plan.pk}:"})
    assert reponse.status_code == 422
    assert "est déjà celui de" in reponse.content.decode()
    assert Fiche.objects.count() == 1


def test_numeroter_montre_ecrit_et_s_annule(lise: Client, plan: Plan) -> None:
    fiche = FicheFactory(dans=AxeFactory(plan=plan), titre="Rouler")
    adresse = reverse("plan_numeroter", args=[plan.collectivite.siren, plan.pk])
    assert adresse in lise.get(reverse("plan_modifier", args=[plan.collectivite.siren, plan.pk])).content.decode()
    apercu = lise.get(adresse).content.decode()
    assert "Rouler" in apercu
    assert "<b>1.1</b>" in apercu
    fiche.refresh_from_db()
    assert fiche.code == ""
    suite = lise.post(adresse, follow=True).content.decode()
    fiche.refresh_from_db()
    assert fiche.code == "1.1"
    annuler = reverse("lot_annuler", args=[plan.collectivite.siren, GesteGroupe.objects.get().pk])
    assert annuler in suite
    assert "Aucun numéro" in lise.get(adresse).content.decode()
    assert "déjà leur numéro" in lise.post(adresse, follow=True).content.decode().replace("\u00a0", " ")
    lise.post(annuler)
    fiche.refresh_from_db()
    assert fiche.code == ""


def test_numeroter_n_est_pas_un_geste_que_l_on_choisit(lise: Client, plan: Plan) -> None:
    fiche = FicheFactory(dans=plan)
    page = lise.get(reverse("lot", args=[plan.collectivite.siren]), {"fiche": fiche.pk, "champ": "code"})
    assert page.context["demande"].geste is None
    assert 'value="code"' not in page.content.decode()
