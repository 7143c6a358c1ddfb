"""The keys and the documentation of the API in a real browser: accessible, within the screen, by the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.api.programme import Programme
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.territoires.factories import MembreFactory

from cordee.api.actions.cles import revoquer_cle
from cordee.api.models import CleApi
from cordee.territoires.models import Membre

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_creer_une_cle_au_clavier_puis_la_revoquer(ouvrir: Ouvrir, largeur: int, theme: str) -> None:
    lise: Membre = MembreFactory(administrateur=True)
    ancienne = Programme.de(MembreFactory(editeur=True, collectivite=lise.collectivite)).cle
    revoquer_cle(ancienne, par=lise.utilisateur, le=ancienne.cree_le)
    page = ouvrir(f"/t/{lise.collectivite.siren}/api/", lise.utilisateur, largeur=largeur, theme=theme)
    sans_faute(page)
    page.get_by_label("Nom").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Donnez un nom à la clé")).to_be_visible()
    sans_faute(page)
    page.get_by_label("Nom").focus()
    page.keyboard.type("Outil financier")
    page.keyboard.press("Enter")
    secret = page.get_by_label("Secret de la clé")
    expect(secret).to_be_visible()
    assert secret.input_value().startswith(CleApi.objects.get(nom="Outil financier").prefixe)
    page.locator("summary", has_text="1 clé fermée").click()
    sans_faute(page)
    page.get_by_role("link", name="Révoquer la clé Outil financier").press("Enter")
    sans_faute(page)
    page.get_by_role("button", name="Révoquer la clé").press("Enter")
    expect(page.get_by_text("n’ouvre plus rien")).to_be_visible()
    assert CleApi.objects.get(nom="Outil financier").revoquee_le is not None


@pytest.mark.parametrize("largeur", [1280, 360])
def test_la_documentation_se_lit_et_s_ouvre_au_clavier(ouvrir: Ouvrir, largeur: int) -> None:
    page = ouvrir("/api/", MembreFactory().utilisateur, largeur=largeur)
    for route in ("fiches", "modifier_fiche", "plan"):
        resume = page.locator(f"#route-{route} > summary")
        resume.focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#route-{route} table").first).to_be_visible()
    page.locator("#route-plan .api-reponses a").first.press("Enter")
    assert page.url.endswith("#objet-PlanDetaille")
    sans_faute(page)
