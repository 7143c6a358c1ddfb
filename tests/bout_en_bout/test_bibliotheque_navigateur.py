"""The library of model fiches and its basket in a browser: themes, widths, keyboard, no script."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.panier import ajouter_au_panier
from cordee.plans.models import Fiche, LignePanier
from cordee.plans.queries.bibliotheque import bibliotheque
from cordee.territoires.models import Competence, CompetenceExercee, Membre

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]

CARTES = bibliotheque()


@pytest.fixture
def membre() -> Membre:
    """An editor whose collectivité organises mobility, has a plan, two cards in the basket and a fiche made before."""
    membre = MembreFactory(editeur=True)
    collectivite = membre.collectivite
    for code, exercee in (("6000", True), ("1505", False)):
        competence = Competence.objects.create(code=code, intitule=f"Compétence {code}")
        CompetenceExercee.objects.create(collectivite=collectivite, competence=competence, exercee=exercee)
    plan = PlanFactory(collectivite=collectivite, nom="Plan climat")
    AxeFactory(plan=plan, parent=AxeFactory(plan=plan, nom="Se déplacer"), nom="À vélo")
    FicheFactory(collectivite=collectivite, modele=CARTES[1].code, titre="Notre réseau de chaleur")
    for carte, marque in zip(CARTES[:2], ("a_retenir", "en_cours"), strict=True):
        ajouter_au_panier(collectivite, carte.code, marque, par=membre.utilisateur, le=timezone.now())
    return membre


def adresse(membre: Membre, nom: str = "bibliotheque", *autres: str) -> str:
    return reverse(nom, args=[membre.collectivite.siren, *autres])


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_pages_sont_accessibles_et_tiennent_dans_l_ecran(
    ouvrir: Ouvrir, membre: Membre, largeur: int, theme: str
) -> None:
    lectrice = MembreFactory(lecteur=True)
    for lieu, qui in (
        (adresse(membre) + "?thematique=mobilite_transport&mesure=cae_4.1.1&impact=2&elargir=1", membre),
        (adresse(membre) + "?q=zibeline", membre),
        (adresse(membre, "modele_fiche", CARTES[1].code), membre),
        (adresse(membre, "panier"), membre),
        (adresse(lectrice) + "?q=cantine", lectrice),
        (adresse(lectrice, "panier"), lectrice),
    ):
        sans_faute(ouvrir(lieu, qui.utilisateur, largeur=largeur, theme=theme))


def test_on_cherche_on_garde_et_l_on_cree_les_fiches(ouvrir: Ouvrir, membre: Membre) -> None:
    page = ouvrir(adresse(membre), membre.utilisateur)
    page.get_by_label("Chercher des mots").fill("covoiturage")
    expect(page).to_have_url(re.compile("q=covoiturage"))
    carte = page.locator(".modeles > li").first
    titre = carte.locator("h3").inner_text()
    carte.get_by_role("button", name="Mettre au panier").focus()
    page.keyboard.press("Enter")
    expect(carte.get_by_role("button", name="À faire")).to_be_focused()
    expect(page.locator("#annonces")).to_contain_text("est au panier")
    expect(page.locator("#panier-volet")).to_contain_text("3 actions")
    carte.get_by_role("button", name="Réalisée").click()
    expect(carte.get_by_role("button", name="Réalisée")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Créer les fiches dans…").click()
    page.get_by_role("checkbox", name=CARTES[0].titre.replace("'", "’")).uncheck()
    deja = page.get_by_role("checkbox", name=CARTES[1].titre.replace("'", "’"))
    expect(deja).not_to_be_checked()
    deja.check()
    page.get_by_label("Créer les fiches dans").select_option(label="— 1.1 À vélo")
    page.get_by_role("button", name="Créer les fiches", exact=True).click()
    expect(page.locator("h1")).to_be_visible()
    assert LignePanier.objects.get().modele == CARTES[0].code
    faite = Fiche.objects.get(parent=None, statut="realise")
    assert faite.titre == titre.replace("’", "'").replace("\u00a0", " ")
    assert faite.placements.get().axe.nom == "À vélo"


def test_sans_script_on_filtre_et_l_on_remplit_le_panier(ouvrir: Ouvrir, membre: Membre) -> None:
    page = ouvrir(adresse(membre) + "?q=cantine", membre.utilisateur, script=False)
    page.get_by_label("Élargir au-delà de nos compétences").check()
    page.get_by_role("button", name="Filtrer").click()
    assert "elargir=1" in page.url
    page.locator(".modeles > li").first.get_by_role("button", name="En cours").click()
    expect(page.locator(".messages")).to_contain_text("est au panier")
    assert "elargir=1" in page.url
    assert LignePanier.objects.count() == 3
