"""Webhooks in a real browser: declared, tried and taken up again from the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.api.fabrique_webhooks import Recepteur, recepteur
from tests.api.factories import LivraisonFactory, WebhookFactory
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.factories import FicheFactory
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.territoires.models import Collectivite

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def administratrice() -> Utilisateur:
    return MembreFactory(administrateur=True).utilisateur


@pytest.fixture
def epci(administratrice: Utilisateur) -> Collectivite:
    return administratrice.roles.get().collectivite


@pytest.fixture
def outil(settings: Any) -> Iterator[Recepteur]:
    settings.CORDEE_WEBHOOKS_HTTP = True
    settings.CORDEE_WEBHOOKS_HOTES = ["127.0.0.1"]
    with recepteur() as moi:
        yield moi


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_pages_sont_accessibles_et_tiennent_dans_l_ecran(
    ouvrir: Ouvrir, epci: Collectivite, administratrice: Utilisateur, largeur: int, theme: str
) -> None:
    sans_faute(ouvrir(reverse("webhooks", args=[epci.siren]), administratrice, largeur=largeur, theme=theme))
    webhook = WebhookFactory(collectivite=epci, suspendu=True, adresse="https://outil.exemple.fr/" + "long/" * 30)
    fiche = FicheFactory(collectivite=epci, titre="Rénover l'éclairage public de toutes les communes membres")
    LivraisonFactory(webhook=webhook, numero=fiche.pk)
    livraison = LivraisonFactory(webhook=webhook, numero=fiche.pk, abandonnee=True, reponse="é" * 900)
    for nom, suite in (
        ("webhooks", ()), ("webhook_creer", ()), ("webhook", (webhook.pk,)), ("webhook_modifier", (webhook.pk,)),
        ("webhook_secret", (webhook.pk,)), ("webhook_reprendre", (webhook.pk,)), ("webhook_supprimer", (webhook.pk,)),
        ("webhook_livraison", (webhook.pk, livraison.pk)),
    ):  # fmt: skip
        sans_faute(
            ouvrir(reverse(nom, args=[epci.siren, *suite]), administratrice, largeur=largeur, theme=theme)
        )  # fmt: skip


def test_declarer_essayer_suspendre_et_reprendre_au_clavier(
    ouvrir: Ouvrir, epci: Collectivite, administratrice: Utilisateur, outil: Recepteur
) -> None:
    page = ouvrir(reverse("webhook_creer", args=[epci.siren]), administratrice)
    page.get_by_label("Nom", exact=True).focus()
    page.keyboard.type("Carte")
    page.keyboard.press("Tab")
    page.keyboard.type("ftp://ailleurs")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Adresse qui reçoit")).to_have_value("ftp://ailleurs")
    expect(page.locator(".erreur")).to_contain_text("doit être complète")
    sans_faute(page)
    page.get_by_label("Adresse qui reçoit").fill(outil.adresse)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Secret de « Carte »")).to_be_visible()
    assert page.locator("#secret").input_value().startswith("cordee_")
    sans_faute(page)
    page.get_by_role("link", name="C’est copié").press("Enter")
    page.get_by_role("button", name="Envoyer un essai").press("Enter")
    expect(page.locator(".reponse")).to_contain_text("L’outil a répondu 200")
    assert outil.types == ["essai"]
    page.get_by_role("link", name="Revenir au webhook").press("Enter")
    page.get_by_role("button", name="Suspendre").press("Enter")
    expect(page.locator(".reponse")).to_contain_text("Suspendu")
    page.get_by_role("link", name="Reprendre").press("Enter")
    page.get_by_role("button", name="Reprendre").press("Enter")
    expect(page.locator(".reponse")).to_contain_text("Le dernier envoi est arrivé")
