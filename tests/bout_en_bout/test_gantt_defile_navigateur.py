"""A bar of the Gantt held near a side of its box: the box scrolls by itself, with the mouse and with the finger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from tests.bout_en_bout.acces import Ouvrir
from tests.plans.factories import FicheFactory, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Fiche, Plan

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]
DEBUT, FIN = date(2026, 3, 1), date(2026, 4, 30)


@pytest.fixture
def plan() -> Plan:
    """A bar of two months among years."""
    plan = PlanFactory(collectivite=CollectiviteFactory())
    FicheFactory(dans=plan, titre="Longue", debut=date(2023, 1, 1), fin=date(2029, 12, 31))
    FicheFactory(dans=plan, titre="Courte", debut=DEBUT, fin=FIN)
    return plan


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur


def adresse(plan: Plan) -> str:
    return reverse("plan", args=[plan.collectivite.siren, plan.pk]) + "?vue=gantt&zoom=mois"


def montrer_la_barre(page: Page) -> tuple[float, float, float, float]:
    """Puts the bar in the middle of what is seen; its point, then the left and the right of the dates in sight."""
    prise = page.locator(f'[data-barre="{Fiche.objects.get(titre="Courte").pk}"] .g-prise')
    cadre, noms = page.locator(".gantt-cadre").bounding_box(), page.locator(".gantt-noms").bounding_box()
    assert cadre is not None
    assert noms is not None
    gauche, droite = noms["x"] + noms["width"], cadre["x"] + cadre["width"]
    prise.scroll_into_view_if_needed()
    boite = prise.bounding_box()
    assert boite is not None
    page.locator(".gantt-cadre").evaluate("(c, de) => c.scrollBy(de, 0)", boite["x"] + 30 - (gauche + droite) / 2)
    boite = prise.bounding_box()
    assert boite is not None
    return boite["x"] + boite["width"] / 2, boite["y"] + boite["height"] / 2, gauche, droite


def defilement(page: Page) -> float:
    lu: float = page.locator(".gantt-cadre").evaluate("c => c.scrollLeft")
    return lu


@pytest.mark.parametrize("sens", [1, -1])
def test_pres_d_un_bord_le_cadre_defile_et_la_barre_garde_le_pointeur(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, sens: int
) -> None:
    page = ouvrir(adresse(plan), lise)
    x, y, gauche, droite = montrer_la_barre(page)
    depart = defilement(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + (droite if sens == 1 else gauche)) / 2, y, steps=4)
    assert defilement(page) == depart, "loin des bords, rien ne défile"
    page.mouse.move(droite - 4 if sens == 1 else gauche + 4, y, steps=4)
    page.wait_for_timeout(500)
    assert sens * (defilement(page) - depart) > 100, "immobile près du bord, le pointeur fait défiler"
    page.mouse.move(x, y, steps=4)
    page.wait_for_timeout(60)
    arrete = defilement(page)
    page.wait_for_timeout(200)
    assert defilement(page) == arrete, "revenu au milieu, il n'y a plus de défilement"
    page.mouse.up()
    expect(page.locator("#gantt-suite .bulle")).to_contain_text("« Courte » va")
    fiche = Fiche.objects.get(titre="Courte")
    assert fiche.debut is not None
    assert fiche.fin is not None
    assert sens * (fiche.debut - DEBUT).days > 20, "ce qui a défilé compte"
    assert fiche.fin - fiche.debut == FIN - DEBUT


def test_au_clavier_rien_ne_change(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(adresse(plan), lise)
    montrer_la_barre(page)
    page.locator(f'[data-barre="{Fiche.objects.get(titre="Courte").pk}"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#gantt-suite .bulle")).to_contain_text("« Courte » va")
    assert Fiche.objects.get(titre="Courte").debut == date(2026, 4, 1)


@pytest.fixture
def tactile(navigateur: Browser, live_server: Any, client: Client, plan: Plan, lise: Utilisateur) -> Iterator[Page]:
    client.force_login(lise)
    contexte = navigateur.new_context(viewport={"width": 720, "height": 740}, has_touch=True, is_mobile=True)
    contexte.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = contexte.new_page()
    page.goto(live_server.url + adresse(plan))
    yield page
    contexte.close()


def test_le_doigt_qui_tient_une_barre_fait_defiler_au_bord(tactile: Page) -> None:
    x, y, _, droite = montrer_la_barre(tactile)
    depart = defilement(tactile)
    doigt = tactile.context.new_cdp_session(tactile)

    def toucher(geste: str, ou: float | None = None) -> None:
        points = [] if ou is None else [{"x": ou, "y": y}]
        doigt.send("Input.dispatchTouchEvent", {"type": geste, "touchPoints": points})

    toucher("touchStart", x)
    tactile.wait_for_timeout(450)
    for pas in range(1, 9):
        toucher("touchMove", x + (droite - 6 - x) * pas / 8)
        tactile.wait_for_timeout(16)
    tactile.wait_for_timeout(500)
    assert defilement(tactile) - depart > 100
    toucher("touchEnd")
    expect(tactile.locator("#gantt-suite .bulle")).to_contain_text("« Courte » va")
    tactile.wait_for_timeout(100)
    assert "/fiches/" not in tactile.url
