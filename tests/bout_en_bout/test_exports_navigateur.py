"""The panel of the export, the calendar and the fiche to print in a browser: axe-core, widths, themes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright
from tests.bout_en_bout.acces import fautes_d_acces
from tests.plans.exemples import fiche_energie
from tests.plans.factories import LE, AxeFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.inscription import AInscrire, inscrire_fiches
from cordee.plans.models import Fiche, Plan

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]

CHROMIUM = os.environ.get("CORDEE_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage")
Ouvrir = Callable[..., Page]


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Browser]:
    if not Path(CHROMIUM).is_file():
        pytest.skip("Chromium est absent de cette machine (CORDEE_CHROMIUM)")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as moteur:
        chromium = moteur.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def editrice() -> Utilisateur:
    membre = MembreFactory(editeur=True)
    plan = PlanFactory(nom="Plan climat", collectivite=membre.collectivite)
    axe = AxeFactory(plan=plan, nom="Un patrimoine public sobre")
    inscrire_fiches(membre.collectivite, [AInscrire(fiche_energie(None), plan, axe)], par=membre.utilisateur, le=LE)
    utilisateur: Utilisateur = membre.utilisateur
    return utilisateur


@pytest.fixture
def ouvrir(navigateur: Browser, live_server: Any, client: Client) -> Iterator[Ouvrir]:
    contextes = []

    def ouvrir_page(adresse: str, qui: Utilisateur, largeur: int, theme: Any, *, script: bool = True) -> Page:
        client.force_login(qui)
        contexte = navigateur.new_context(
            viewport={"width": largeur, "height": 900},
            color_scheme=theme,
            bypass_csp=script,
            java_script_enabled=script,
        )
        contextes.append(contexte)
        contexte.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page = contexte.new_page()
        page.goto(live_server.url + adresse)
        return page

    yield ouvrir_page
    for contexte in contextes:
        contexte.close()


def sans_faute(page: Page) -> None:
    assert fautes_d_acces(page) == [], page.url
    deborde = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert deborde <= 1, f"la page déborde de {deborde} px"


def test_exporter_et_imprimer(ouvrir: Ouvrir, editrice: Utilisateur, tmp_path: Path) -> None:
    plan, fiche = Plan.objects.get(), Fiche.objects.get(parent=None)
    siren = plan.collectivite.siren
    adresses = (
        reverse("plan_exporter", args=[siren, plan.pk]),
        reverse("calendrier_abonnement", args=[siren]) + f"?plan={plan.pk}",
        reverse("fiche_imprimer", args=[siren, fiche.pk]),
    )
    for adresse in adresses:
        for largeur, theme in ((1280, "light"), (360, "dark")):
            page = ouvrir(adresse, editrice, largeur, theme)
            sans_faute(page)
            if dossier := os.environ.get("CORDEE_CAPTURES"):
                page.screenshot(path=f"{dossier}/{adresse.strip('/').split('/')[-1]}-{largeur}.png", full_page=True)

    page = ouvrir(adresses[0], editrice, 1280, "light", script=False)
    page.get_by_role("radio", name="Excel").check()
    with page.expect_download() as telechargement:
        page.get_by_role("button", name="Exporter").click()
    fichier = tmp_path / "plan.xlsx"
    telechargement.value.save_as(fichier)
    assert fichier.read_bytes().startswith(b"PK")

    page = ouvrir(adresses[1], editrice, 1280, "light", script=False)
    page.get_by_role("button", name="Ouvrir l’adresse").click()
    assert page.get_by_label("Adresse secrète").input_value().endswith(".ics")
