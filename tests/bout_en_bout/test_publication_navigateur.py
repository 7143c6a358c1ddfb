"""The public site in a browser: read without script nor account, by keyboard, at both widths, in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.bout_en_bout.conftest import ATTENTE_MS
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory
from tests.publication.factories import TOUT, PublicationFactory, fiche_riche
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.models import Fiche
from cordee.publication.models import PublicationPlan

pytestmark = [
    pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fiches_cherchables")
]  # fmt: skip


@pytest.fixture
def publication() -> PublicationPlan:
    plan = PlanFactory(collectivite=CollectiviteFactory(nom="CC du Haut-Sérac", fictive=True), nom="Plan climat")
    une: PublicationPlan = PublicationFactory(
        plan=plan, adresse="plan-climat", presentation="Un plan **voté**.\n\n- de l'eau\n- du vélo",
        contact_courriel="climat@serac.example", **TOUT,
    )  # fmt: skip
    fiche_riche(AxeFactory(plan=plan, nom="Se déplacer"))
    FicheFactory(dans=plan, titre="Composter au village", realisee=True)
    return une


@pytest.fixture
def visiter(navigateur: Browser, live_server: Any) -> Iterator[Any]:
    """Opens a page as a visitor without account nor script. Axe needs none of the page's own."""
    contextes = []

    def ouvrir_page(adresse: str, largeur: int, theme: Any) -> Page:
        contexte = navigateur.new_context(viewport={"width": largeur, "height": 900}, color_scheme=theme)
        contextes.append(contexte)
        contexte.set_default_timeout(ATTENTE_MS)
        page = contexte.new_page()
        page.goto(live_server.url + adresse)
        return page

    yield ouvrir_page
    for contexte in contextes:
        assert contexte.cookies() == []
        contexte.close()


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_pages_publiques_sont_accessibles_et_tiennent_dans_l_ecran(
    visiter: Any, publication: PublicationPlan, largeur: int, theme: str
) -> None:
    riche = Fiche.objects.get(titre="Relier les bourgs à vélo")
    ici = [publication.adresse]
    for adresse in (
        reverse("public"), f"{reverse('public')}?q=vélo", reverse("public_plan", args=ici),
        f"{reverse('public_fiches', args=ici)}?statut=en_cours&q=bourgs", reverse("public_fiches", args=ici),
        reverse("public_fiche", args=[*ici, riche.pk]), reverse("public_indicateurs", args=ici),
        reverse("public_donnees", args=ici), reverse("public_accessibilite"), reverse("public_mentions"),
        "/public/nulle-part/",
    ):  # fmt: skip
        sans_faute(visiter(adresse, largeur, theme))


def test_un_visiteur_trouve_une_action_au_clavier(visiter: Any, publication: PublicationPlan) -> None:
    page = visiter("/public/", 1280, "light")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.get_by_role("link", name="Plan climat", exact=True).press("Enter")
    expect(page).to_have_title("Plan climat, CC du Haut-Sérac")
    page.get_by_role("link", name="Les actions").first.press("Enter")
    page.get_by_label("Un mot, une commune, un sujet").fill("bourg")
    page.keyboard.press("Enter")
    expect(page.locator("h1 + .reponse")).to_contain_text("1 action")
    page.get_by_role("link", name="4.3 Relier les bourgs à vélo").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Relier les bourgs")
    page.get_by_text("Les mêmes valeurs, en tableau").press("Enter")
    expect(page.get_by_role("cell", name="3,5")).to_be_visible()


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_un_visiteur_remplit_un_panier_au_clavier_et_le_partage(visiter: Any, largeur: int, theme: str) -> None:
    territoire = CollectiviteFactory(nom="CC du Haut-Sérac")
    page = visiter(reverse("public_bibliotheque"), largeur, theme)
    page.get_by_label("Choisir votre territoire").fill("serac")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=territoire.nom)).to_be_visible()
    sans_faute(page)
    page.get_by_role("link", name=territoire.nom).press("Enter")
    expect(page.get_by_label("Territoire")).to_contain_text(territoire.nom)
    page.locator(".modeles > li").first.get_by_role("button", name="Mettre au panier").press("Enter")
    expect(page.locator(".reponse")).to_contain_text("1 action")
    page.locator("summary", has_text="Ajouter une note").first.press("Enter")
    page.get_by_label("Note", exact=True).fill("À voir avec le syndicat")
    page.get_by_role("button", name="Garder la note").press("Enter")
    expect(page.get_by_text("À voir avec le syndicat").first).to_be_visible()
    sans_faute(page)
    chemin = page.get_by_label("Lien à garder").input_value().split("/", 3)[3]
    autre = visiter(f"/{chemin}", largeur, theme)
    expect(autre.get_by_text("À voir avec le syndicat").first).to_be_visible()
    autre.get_by_role("button", name="Réalisée").press("Enter")
    page.get_by_role("link", name="Actualiser").press("Enter")
    expect(page.get_by_role("button", name="Réalisée")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="En choisir d’autres").press("Enter")
    expect(page.get_by_role("link", name="Ouvrir le panier")).to_be_visible()
    sans_faute(page)


@pytest.mark.parametrize("largeur", [1280, 360])
def test_on_publie_apres_avoir_vu_comme_le_public(ouvrir: Ouvrir, publication: PublicationPlan, largeur: int) -> None:
    PublicationPlan.objects.update(publiee_le=None)
    plan = publication.plan
    lise = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    page = ouvrir(reverse("publication", args=[plan.collectivite.siren, plan.pk]), lise, largeur=largeur)
    sans_faute(page)
    page.get_by_role("link", name="Voir comme le public").press("Enter")
    expect(page.get_by_label("Aperçu")).to_contain_text("visible que des membres")
    sans_faute(page)
    page.get_by_role("link", name="Revenir aux réglages").press("Enter")
    page.get_by_label("Aucun nom").check()
    page.get_by_label("Adresse de la page").fill("Pas bonne")
    page.get_by_role("button", name="Enregistrer et publier").press("Enter")
    expect(page.get_by_text("par exemple « pas-bonne »")).to_be_visible()
    sans_faute(page)
    page.get_by_label("Adresse de la page").fill("notre-plan")
    page.get_by_role("button", name="Enregistrer et publier").press("Enter")
    expect(page.locator(".reponse")).to_contain_text("en ligne")
    page.get_by_role("link", name="Ouvrir la page publique").press("Enter")
    expect(page).to_have_url(page.url.split("/public/")[0] + "/public/notre-plan/")
    page.go_back()
    page.get_by_role("link", name="Retirer du site").press("Enter")
    sans_faute(page)
    page.get_by_role("button", name="Retirer du site").press("Enter")
    expect(page.locator(".reponse")).to_contain_text("retiré du site public")
