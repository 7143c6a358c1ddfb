"""Suggestions in a real browser: they come when scrolled to, and one key accepts them."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.bout_en_bout.acces import Ouvrir, fautes_d_acces
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import FicheFactory
from tests.referentiels.factories import EngagementFactory, editrice, noeud

from cordee.plans.models import FicheIndicateur, FicheMesure

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


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
    expect(page.locator("#fiches-mesure")).to_be_focused()
    sans_faute(page)

    page = ouvrir(reverse("fiche", args=[siren, autre.pk]), lise, largeur=largeur, theme=theme)
    page.locator("#suggestions").scroll_into_view_if_needed()
    expect(page.locator("#suggestions")).to_contain_text("Mesures que cette fiche sert probablement")
    sans_faute(page)
    page.get_by_role("button", name="Lier 1.1.2").press("Enter")
    expect(page.locator("#suggestions .etat.ok")).to_contain_text("La fiche sert maintenant la mesure 1.1.2.")
    expect(page.locator("#suggestions .etat.ok")).to_be_focused()
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
