"""Instantanés of a plan in a browser: one journey, by keyboard, then each screen in both widths."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory
from tests.plans.factories_instantanes import editeur_de, pris

from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.models import Plan

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan() -> Plan:
    """A plan with two fiches in an axe, an instantané, and a fiche finished since."""
    plan: Plan = PlanFactory(nom="Plan climat")
    axe = AxeFactory(plan=plan, nom="Se loger")
    finie = FicheFactory(dans=axe, titre="Isoler les écoles", en_cours=True)
    FicheFactory(dans=axe, titre="Former les artisans", en_retard=True)
    par = editeur_de(plan)
    pris(plan, par=par)
    modifier_fiche(finie, {"statut": "realise"}, par=par, le=LE + timedelta(days=40))
    return plan


@pytest.mark.parametrize("largeur", [1280, 360])
def test_preparer_clore_et_comparer_au_clavier(ouvrir: Ouvrir, plan: Plan, largeur: int) -> None:
    page = ouvrir(plan.get_absolute_url(), editeur_de(plan), largeur=largeur)
    page.get_by_role("link", name="Instantanés").press("Enter")
    sans_faute(page)
    page.get_by_label("Nom").fill("Avant le COPIL")
    page.get_by_label("Le préparer avec les pilotes").press("Space")
    page.get_by_label("Nom").press("Enter")
    expect(page.get_by_text("0 fiche sur 2")).to_be_visible()
    sans_faute(page)
    page.get_by_role("button", name="À jour : Isoler les écoles").press("Enter")
    expect(page.get_by_text("1 fiche sur 2")).to_be_visible()
    page.get_by_role("button", name="Clore et figer le reste").press("Enter")
    expect(page.get_by_text("dite à jour").first).to_be_visible()
    sans_faute(page)
    page.goto(urljoin(page.url, f"../{plan.instantanes.earliest('pk').pk}/"))
    page.get_by_role("link", name="Comparer avec aujourd’hui").press("Enter")
    expect(page.get_by_text("1 fiche terminée")).to_be_visible()
    sans_faute(page)
    page.get_by_role("link", name="Isoler les écoles").press("Enter")
    expect(page.get_by_role("cell", name="Réalisé")).to_be_visible()
    sans_faute(page)


def test_supprimer_se_reprend_sans_script(ouvrir: Ouvrir, plan: Plan) -> None:
    adresse = reverse("plan_instantane", args=[plan.collectivite.siren, plan.pk, plan.instantanes.get().pk])
    page = ouvrir(adresse, editeur_de(plan), script=False)
    page.get_by_role("button", name="Supprimer").click()
    page.get_by_role("button", name="Remettre").click()
    expect(page.get_by_text("est revenu")).to_be_visible()
