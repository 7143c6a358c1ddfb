"""Dashboards and the tab that counts, in a browser: both widths, both themes, axe, keyboard, without script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.factories import FicheFactory, PlanFactory, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.models import LigneBudget, Plan

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan() -> Plan:
    """Six fiches, two pilotes, one late, euros of two years."""
    plan = PlanFactory(collectivite=CollectiviteFactory(), nom="Plan climat")
    jour = timezone.localdate()
    for rang, statut in enumerate(("realise", "en_cours", "en_cours", "bloque", "a_venir", "")):
        fiche = FicheFactory(dans=plan, titre=f"Fiche {rang}", statut=statut, fin=jour + timedelta(days=20 * rang - 30))
        pilotee_par(fiche, ("Ana Roy", "Bob Lac")[rang % 2])
        LigneBudget.objects.create(
            fiche=fiche, type="investissement", annee=2026 + rang % 2, prevu=1000, reel=100 * rang
        )
    return plan


@pytest.fixture
def admin(plan: Plan) -> Utilisateur:
    return MembreFactory(administrateur=True, collectivite=plan.collectivite).utilisateur


def tableau(plan: Plan, portee: str = "commun") -> str:
    return reverse("tableau", args=[plan.collectivite.siren, portee])


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_ecrans_sont_accessibles_et_tiennent_dans_leur_largeur(
    ouvrir: Ouvrir, plan: Plan, admin: Utilisateur, largeur: int, theme: str
) -> None:
    page = ouvrir(tableau(plan), admin, largeur=largeur, theme=theme)
    sans_faute(page)
    liste = reverse("plan", args=[plan.collectivite.siren, plan.pk])
    ajouter = reverse("tableau_ajouter", args=[plan.collectivite.siren, "mien"])
    for adresse in (
        tableau(plan) + "?regler=1",
        ajouter,
        f"{ajouter}?genre=repartition&statut=bloque",
        f"{liste}?vue=repartition&par=pilote",
        f"{liste}?vue=repartition&par=pilote&et=statut",
    ):
        page.goto(page.url.partition("/t/")[0] + adresse)
        sans_faute(page)


def test_un_module_se_deplace_au_clavier_et_a_la_souris_se_retire_et_revient(
    ouvrir: Ouvrir, plan: Plan, admin: Utilisateur
) -> None:
    page = ouvrir(tableau(plan) + "?regler=1", admin)
    titres = page.locator(".tb-module h2")
    vise = titres.all_inner_texts().index("Fiches par statut")
    rang = titres.all_inner_texts().index("Fiches en retard")
    page.get_by_role("button", name="Avant : Fiches en retard").focus()
    page.keyboard.press("Enter")
    expect(titres.nth(rang - 1)).to_have_text("Fiches en retard")
    tenue, cible = (page.locator(f"#m-{cle} [data-poignee]") for cle in ("retards", "statuts"))
    tenue.scroll_into_view_if_needed()
    depart, arrivee = tenue.bounding_box(), cible.bounding_box()
    assert depart is not None
    assert arrivee is not None
    page.mouse.move(depart["x"] + 5, depart["y"] + 5)
    page.mouse.down()
    page.mouse.move(arrivee["x"] + 20, arrivee["y"] + 40, steps=12)
    page.mouse.move(arrivee["x"] + 5, arrivee["y"] + 5, steps=6)
    expect(titres.nth(vise)).to_have_text("Fiches en retard")
    page.mouse.up()
    expect(page.locator("#annonces")).to_have_text("Place enregistrée")
    page.reload()
    expect(titres.nth(vise)).to_have_text("Fiches en retard")
    page.get_by_role("button", name="Retirer Fiches en retard").click()
    expect(titres.nth(vise)).to_have_text("Fiches par statut")
    page.get_by_role("link", name="Annuler").click()
    page.get_by_role("button", name="Remettre").click()
    expect(titres.nth(vise)).to_have_text("Fiches en retard")


def test_une_repartition_se_garde_sur_son_tableau_et_mene_a_ses_fiches_sans_script(
    ouvrir: Ouvrir, plan: Plan, admin: Utilisateur
) -> None:
    liste = reverse("plan", args=[plan.collectivite.siren, plan.pk])
    page = ouvrir(f"{liste}?vue=repartition", admin, script=False)
    page.get_by_label("Compter par").select_option("pilote")
    page.get_by_role("button", name="Compter").click()
    page.get_by_role("link", name="Garder sur mon tableau de bord").click()
    page.get_by_role("button", name="Ajouter").click()
    module = page.get_by_role("region", name="Fiches par pilote")
    module.get_by_role("link", name="Ana Roy").click()
    expect(page.get_by_role("link", name="Fiche 0")).to_be_visible()
    expect(page.get_by_role("link", name="Fiche 1")).to_have_count(0)
