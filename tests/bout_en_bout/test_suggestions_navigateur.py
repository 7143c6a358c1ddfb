"""Suggestions in a real browser: they come when scrolled to, and one key accepts them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.bout_en_bout.acces import fautes_d_acces
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import FicheFactory
from tests.referentiels.factories import EngagementFactory, editrice, noeud

from cordee.comptes.models import Utilisateur
from cordee.plans.models import FicheIndicateur, FicheMesure

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]
CHROMIUM = os.environ.get("CORDEE_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage")
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
def ouvrir(navigateur: Browser, live_server: Any, client: Client) -> Iterator[Ouvrir]:
    """`ouvrir(adresse, personne, largeur=…, theme=…, script=…)`: a page of this person."""
    contextes = []

    def ouvrir_page(
        adresse: str, personne: Utilisateur, *, largeur: int = 1280, theme: Any = "light", script: bool = True
    ) -> Page:
        client.force_login(personne)
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


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_on_lie_depuis_la_mesure_puis_depuis_la_fiche(ouvrir: Ouvrir, largeur: int, theme: str) -> None:
    engagement = EngagementFactory()
    siren, lise = engagement.collectivite.siren, editrice(engagement)
    velo = FicheFactory(collectivite=engagement.collectivite, titre="Tracer des pistes pour les vélos")
    autre = FicheFactory(collectivite=engagement.collectivite, titre="Poser des arceaux et tracer des pistes")
    pistes = IndicateurFactory(titre="Linéaire de pistes tracées", unite="km")

    page = ouvrir(
        reverse("mesure", args=[siren, engagement.referentiel_id, noeud("1.1.2")]), lise, largeur=largeur, theme=theme
    )
    page.locator("#t-fiches").scroll_into_view_if_needed()
    expect(page.locator("#fiches-mesure")).to_contain_text("Fiches qui pourraient la servir")
    expect(page.locator("#fiches-mesure")).to_contain_text("mots communs")
    bouton = page.get_by_role("button", name=f"Lier {velo.titre}")
    bouton.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#fiches-mesure [role=status]")).to_contain_text("sert maintenant la mesure 1.1.2.")
    assert FicheMesure.objects.get().fiche == velo
    sans_faute(page)

    page = ouvrir(reverse("fiche", args=[siren, autre.pk]), lise, largeur=largeur, theme=theme)
    page.locator("#suggestions").scroll_into_view_if_needed()
    expect(page.locator("#suggestions")).to_contain_text("Mesures que cette fiche sert probablement")
    sans_faute(page)
    page.get_by_role("button", name="Lier 1.1.2").click()
    expect(page.locator("#suggestions .etat.ok")).to_contain_text("La fiche sert maintenant la mesure 1.1.2.")
    expect(page.locator("#bloc-mesures")).to_contain_text("Rouler")
    page.get_by_role("button", name=f"Suivre {pistes.titre}").click()
    expect(page.locator("#bloc-indicateurs")).to_contain_text(pistes.titre)
    assert FicheIndicateur.objects.get().fiche == autre


def test_sans_script_les_suggestions_ont_leur_page(ouvrir: Ouvrir) -> None:
    engagement = EngagementFactory()
    fiche = FicheFactory(collectivite=engagement.collectivite, titre="Tracer des pistes pour les vélos")
    page = ouvrir(reverse("fiche", args=[engagement.collectivite.siren, fiche.pk]), editrice(engagement), script=False)
    page.get_by_role("link", name="Mesures et indicateurs que cette fiche sert probablement").click()
    page.get_by_role("button", name="Lier 1.1.2").click()
    expect(page.locator(".messages")).to_contain_text("La fiche sert maintenant la mesure 1.1.2.")


def sans_faute(page: Page) -> None:
    """Nothing that axe finds in the suggestions."""
    ou = "#suggestions" if page.locator("#suggestions").count() else "#fiches-mesure"
    assert fautes_d_acces(page, ou) == [], page.url
