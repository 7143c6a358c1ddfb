"""The circuit of validation in a browser: accessible, by keyboard, from the settings to the decision."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.fabrique_validation import circuit, proposee, validee
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.models import Fiche, Plan

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory(nom="Plan climat")
    circuit(plan)
    return plan


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    personne: Utilisateur = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    return personne


@pytest.fixture
def fiche(plan: Plan, lise: Utilisateur) -> Fiche:
    """Validated, changed and proposed again; beside it a brouillon."""
    fiche = FicheFactory(dans=plan, code="2.1", titre="Suivre l'énergie", objectifs="Moins 20 %")
    FicheFactory(dans=plan, code="2.2", titre="Rénover les écoles")
    validee(fiche, plan, par=lise)
    modifier_fiche(fiche, {"objectifs": "Moins 25 %", "contexte": "Un constat."}, par=lise, le=LE)
    proposee(fiche, plan, par=lise, mot="L'objectif suit le bureau.")
    return fiche


@pytest.mark.parametrize("largeur", [1280, 360])
def test_chaque_ecran_de_la_validation_est_accessible_et_tient_dans_la_fenetre(
    ouvrir: Ouvrir, plan: Plan, fiche: Fiche, lise: Utilisateur, largeur: int
) -> None:
    siren = plan.collectivite.siren
    for page in (
        reverse("fiche", args=[siren, fiche.pk]),
        reverse("fiche_validation", args=[siren, fiche.pk, plan.pk]),
        reverse("a_valider", args=[siren]),
        reverse("plan_validation", args=[siren, plan.pk]),
        reverse("plan", args=[siren, plan.pk]) + "?vue=tableau",
    ):
        sans_faute(ouvrir(page, lise, largeur=largeur))


def test_une_decision_se_prend_au_clavier(ouvrir: Ouvrir, plan: Plan, fiche: Fiche, lise: Utilisateur) -> None:
    page = ouvrir(reverse("a_valider", args=[plan.collectivite.siren]), lise)
    page.get_by_role("link", name="Lire Suivre l'énergie").press("Enter")
    expect(page.get_by_role("heading", name="Ce que la proposition change")).to_be_visible()
    page.get_by_label("Votre mot").fill("D'accord.")
    page.get_by_role("button", name="Valider la fiche").press("Enter")
    expect(page.get_by_text("La fiche est validée : ses pilotes")).to_be_visible()
    expect(page.get_by_text("Le contenu est celui de la version validée")).to_be_visible()
    page.goto(page.url.replace(f"validation/{plan.pk}/", ""))
    objectifs = page.locator(f"#champ-{fiche.pk}-objectifs")
    objectifs.locator("[data-f-crayon]").press("Enter")
    page.locator("textarea[name=objectifs]").fill("Moins 30 %")
    page.locator("textarea[name=objectifs]").press("Control+Enter")
    expect(page.locator("#f-validations")).to_contain_text("Modifiée depuis sa validation")
