"""Days in a browser that speaks English: typed in French, chosen by keyboard in the calendar, axe; and the way straight
to a list."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect
from tests.bout_en_bout.acces import Ouvrir, fautes_d_acces, sans_faute
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Fiche, Plan

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan() -> Plan:
    plan: Plan = PlanFactory(nom="Plan climat", debut=date(2026, 1, 1), fin=date(2030, 12, 31))
    FicheFactory(dans=AxeFactory(plan=plan), titre="Rénover l'école", debut=date(2026, 3, 1), fin=date(2026, 9, 3))
    return plan


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    personne: Utilisateur = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    return personne


def reglages(plan: Plan) -> str:
    return reverse("plan_modifier", args=[plan.collectivite.siren, plan.pk])


def liste(plan: Plan, vue: str) -> str:
    return reverse("plan", args=[plan.collectivite.siren, plan.pk]) + f"?vue={vue}"


def bouton_de(champ: Locator) -> Locator:
    return champ.locator("xpath=..").get_by_role("button", name="Choisir dans le calendrier")


def jour(page: Page, nom: str) -> Locator:
    return page.get_by_role("dialog").get_by_role("button", name=nom, exact=True)


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_le_calendrier_se_parcourt_au_clavier_et_rend_le_foyer(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, largeur: int, theme: str
) -> None:
    page = ouvrir(reglages(plan), lise, largeur=largeur, theme=theme)
    debut = page.get_by_role("textbox", name="Début")
    expect(debut).to_have_value("01/01/2026")
    bouton_de(debut).focus()
    page.keyboard.press("Enter")
    calendrier = page.get_by_role("dialog", name="Début")
    expect(jour(page, "1 janvier")).to_be_focused()
    assert calendrier.get_by_role("columnheader").first.inner_text().startswith("lundi")
    sans_faute(page)
    assert fautes_d_acces(page, "dialog") == []
    for touche in ("ArrowRight", "ArrowDown", "PageDown", "Home"):
        page.keyboard.press(touche)
    expect(jour(page, "9 février")).to_be_focused()
    page.keyboard.press("Enter")
    expect(calendrier).to_be_hidden()
    expect(debut).to_have_value("09/02/2026")
    expect(bouton_de(debut)).to_be_focused()
    page.keyboard.press("Enter")
    calendrier.locator("calendar-select-year select").select_option("2027")
    expect(calendrier.locator("calendar-select-month select")).to_have_value("2")
    page.keyboard.press("Escape")
    expect(calendrier).to_be_hidden()
    expect(debut).to_have_value("09/02/2026")
    expect(bouton_de(debut)).to_be_focused()


def test_le_calendrier_s_ouvre_du_champ_et_l_efface(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(reglages(plan), lise)
    fin = page.get_by_role("textbox", name="Fin")
    fin.fill("3.9.29")
    fin.press("Alt+ArrowDown")
    expect(jour(page, "3 septembre")).to_be_focused()
    page.get_by_role("dialog").get_by_role("button", name="Effacer").click()
    expect(fin).to_have_value("")
    expect(fin).to_be_focused()


def test_une_cellule_refusee_garde_la_date_puis_l_enregistre(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(liste(plan, "tableau"), lise)
    page.get_by_role("button", name="Changer l’échéance de Rénover l'école").click()
    cellule = page.get_by_label("Échéance de Rénover l'école", exact=True)
    expect(cellule).to_have_value("03/09/2026")
    cellule.fill("31/02/2027")
    cellule.press("Enter")
    expect(cellule).to_have_attribute("aria-invalid", "true")
    expect(cellule).to_have_value("31/02/2027")
    expect(page.locator("#pl-faute")).to_contain_text("février 2027 n’a que 28 jours")
    sans_faute(page)
    cellule.fill("28 février 2027")
    cellule.press("Enter")
    expect(page.get_by_role("row", name="Rénover l'école")).to_contain_text("févr. 2027")
    assert Fiche.objects.get().fin == date(2027, 2, 28)


def test_sans_script_une_date_s_ecrit_en_francais(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(reglages(plan), lise, script=False)
    expect(page.get_by_role("button", name="Choisir dans le calendrier")).to_have_count(0)
    page.get_by_role("textbox", name="Fin").fill("31/04/2031")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("textbox", name="Fin")).to_have_value("31/04/2031")
    expect(page.locator("#id_fin_error")).to_contain_text("avril 2031 n’a que 30 jours")
    page.get_by_role("textbox", name="Fin").fill("30 avril 2031")
    page.get_by_role("button", name="Enregistrer").click()
    plan.refresh_from_db()
    assert plan.fin == date(2031, 4, 30)


@pytest.mark.parametrize("vue", ["arbre", "tableau", "kanban", "gantt", "calendrier"])
def test_un_lien_mene_du_clavier_a_la_liste(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, vue: str) -> None:
    page = ouvrir(liste(plan, vue), lise)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    lien = page.get_by_role("link", name="Aller à la liste")
    expect(lien).to_be_focused()
    expect(lien).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name=f"Fiches, {vue}", exact=True)).to_be_focused()
