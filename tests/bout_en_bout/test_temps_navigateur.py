"""Gantt, calendar and map in a browser: mouse, keyboard, what follows from a move, no script, axe."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.listes import StatutFiche, TypeLien
from cordee.plans.models import Fiche, LienFiche, Plan

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(settings: Any, tmp_path: Path) -> Plan:
    """A plan of an EPCI with a contour: études then travaux (2026), a late fiche, one that repeats, a jalon."""
    plan = PlanFactory(collectivite=CollectiviteFactory(), nom="Plan climat")
    axe = AxeFactory(plan=plan, nom="Patrimoine")
    etudes = FicheFactory(dans=axe, titre="Études", en_cours=True, debut=date(2026, 1, 1), fin=date(2026, 2, 28))
    travaux = FicheFactory(dans=axe, titre="Travaux", debut=date(2026, 3, 1), fin=date(2026, 12, 31))
    FicheFactory(parent=travaux, titre="Réception", fin=date(2026, 12, 15))
    LienFiche.objects.create(de=etudes, vers=travaux, type=TypeLien.FIN_DEBUT)
    FicheFactory(dans=axe, titre="Flotte", en_retard=True)
    FicheFactory(dans=axe, titre="Fête", en_cours=True, debut=date(2025, 1, 1), amelioration_continue=True)
    FicheFactory(dans=axe, titre="Pause", statut=StatutFiche.EN_PAUSE, debut=date(2025, 1, 1), fin=date(2028, 1, 1))
    pilotee_par(etudes, "Zoé Barral")
    commune = CollectiviteFactory(commune=True, groupements=[plan.collectivite])
    travaux.communes.set([commune])
    coins = [[6, 44], [7, 44], [7, 45], [6, 45], [6, 44]]
    objet = {"properties": {"code": commune.code_insee}, "geometry": {"type": "Polygon", "coordinates": [coins]}}
    fichier = tmp_path / "contours.geojson"
    fichier.write_text(json.dumps({"type": "FeatureCollection", "features": [objet]}), encoding="utf-8")
    settings.CORDEE_CONTOURS = str(fichier)
    return plan


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur


def adresse(plan: Plan, vue: str) -> str:
    return reverse("plan", args=[plan.collectivite.siren, plan.pk]) + f"?vue={vue}"


def dates(titre: str) -> tuple[date | None, date | None]:
    fiche = Fiche.objects.get(titre=titre)
    return fiche.debut, fiche.fin


def barre(page: Page, titre: str) -> Any:
    return page.locator(f'[data-barre="{Fiche.objects.get(titre=titre).pk}"]')


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_vues_sont_accessibles_et_tiennent_dans_l_ecran(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, largeur: int, theme: str
) -> None:
    travaux = Fiche.objects.get(titre="Travaux")
    page = ouvrir(adresse(plan, "gantt"), lise, largeur=largeur, theme=theme)
    page.locator(".gantt-jumelle > summary").click()
    sans_faute(page)
    racine = page.url.split("/t/")[0]
    for lieu in (
        adresse(plan, "calendrier") + "&mois=2026-12",
        adresse(plan, "carte"),
        reverse("fiche_reprogrammer", args=[plan.collectivite.siren, travaux.pk]),
    ):
        page.goto(racine + lieu)
        sans_faute(page)


def test_une_barre_se_tire_a_la_souris_et_s_annule(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(adresse(plan, "gantt") + "&zoom=trimestre", lise)
    page.set_viewport_size({"width": 1280, "height": 1200})  # what is said after a gesture is below the bars
    boite = barre(page, "Pause").locator(".g-prise").bounding_box()
    x, y = boite["x"] + boite["width"] / 2, boite["y"] + boite["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=4)
    page.mouse.move(x + 38, y, steps=4)
    expect(page.locator(".g-bulle")).to_contain_text("du 1er")
    page.mouse.up()
    suite = page.locator("#gantt-suite .bulle")
    expect(suite).to_contain_text("« Pause » va")
    avril, fin = dates("Pause")
    assert (avril, fin) == (date(2025, 4, 1), date(2028, 4, 1))
    assert "/fiches/" not in page.url, "tirer n'est pas cliquer"
    suite.get_by_role("button", name="Annuler").press("Enter")
    expect(suite).to_contain_text("les dates d’avant sont revenues")
    expect(barre(page, "Pause")).to_be_focused()
    assert dates("Pause") == (date(2025, 1, 1), date(2028, 1, 1))
    bord = barre(page, "Pause").locator('[data-bord="debut"] rect').bounding_box()
    page.mouse.move(bord["x"] + 5, bord["y"] + 18)
    page.mouse.down()
    page.mouse.move(bord["x"] + 5 + 26, bord["y"] + 18, steps=6)
    page.mouse.up()
    expect(suite).to_contain_text("« Pause » va du 1er mars 2025".replace("1er mars", "1er\u00a0mars"))
    assert dates("Pause") == (date(2025, 3, 1), date(2028, 1, 1))


def test_au_clavier_une_barre_bouge_et_ce_qui_suit_est_demande(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(adresse(plan, "gantt"), lise)
    etudes = barre(page, "Études")
    etudes.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#annonces")).to_contain_text("du 1er févr. 2026 au 31 mars 2026")
    page.keyboard.press("Escape")
    expect(page.locator("#annonces")).to_contain_text("n’ont pas changé")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    dialogue = page.get_by_role("dialog")
    expect(dialogue).to_contain_text("2 fiches dépendent de ces dates")
    page.keyboard.press("Escape")
    expect(dialogue).to_have_count(0)
    expect(etudes).to_be_focused()
    assert dates("Études") == (date(2026, 1, 1), date(2026, 2, 28))
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    sans_faute(page)
    page.get_by_role("button", name="Déplacer aussi ces 2 fiches").click()
    expect(page.locator("#gantt-suite .bulle")).to_contain_text("avec 2 autres fiches")
    assert dates("Travaux") == (date(2026, 4, 1), date(2027, 1, 31))
    page.keyboard.press("ArrowDown")
    expect(barre(page, "Travaux")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/fiches/{Fiche.objects.get(titre='Travaux').pk}/")


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_la_chaine_critique_se_montre_et_se_lit(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, largeur: int, theme: str
) -> None:
    FicheFactory(dans=plan, titre="Bilan", debut=date(2028, 1, 2), fin=date(2028, 6, 30))
    LienFiche.objects.create(
        de=Fiche.objects.get(titre="Pause"), vers=Fiche.objects.get(titre="Bilan"), type=TypeLien.FIN_DEBUT
    )
    page = ouvrir(adresse(plan, "gantt"), lise, largeur=largeur, theme=theme)
    bascule = page.locator(".gantt-bascule")
    bascule.press("Enter")
    liste = page.get_by_role("region", name="Chaîne critique").get_by_role("listitem")
    expect(liste).to_have_count(2)
    expect(liste.first).to_contain_text("Pause")
    expect(bascule).to_be_focused()
    expect(page.locator("#annonces")).to_contain_text("2 fiches fixent la fin du plan, le 30 juin 2028")
    expect(barre(page, "Bilan")).to_have_accessible_name(re.compile("chaîne critique, 2 sur 2"))
    assert "chaine=oui" in page.url
    sans_faute(page)
    page.get_by_role("link", name="Année", exact=True).click()
    expect(page.get_by_role("link", name="Année", exact=True)).to_have_attribute("aria-current", "true")
    expect(liste).to_have_count(2)
    bascule.click()
    expect(liste).to_have_count(0)
    assert "chaine" not in page.url


class Doigt:
    """One finger on the screen, as the browser receives it: it may scroll, unlike a simulated event."""

    def __init__(self, page: Page, x: float, y: float) -> None:
        self.page, self.x, self.y = page, x, y
        self.cdp = page.context.new_cdp_session(page)
        self._envoyer("touchStart")

    def _envoyer(self, type_: str) -> None:
        points = [] if type_ == "touchEnd" else [{"x": self.x, "y": self.y}]
        self.cdp.send("Input.dispatchTouchEvent", {"type": type_, "touchPoints": points})

    def glisser(self, dx: float, pas: int = 8) -> None:
        for _ in range(pas):
            self.x += dx / pas
            self._envoyer("touchMove")
            self.page.wait_for_timeout(16)

    def lever(self) -> None:
        self._envoyer("touchEnd")


@pytest.fixture
def tactile(navigateur: Browser, live_server: Any, client: Client, plan: Plan, lise: Utilisateur) -> Iterator[Page]:
    """The Gantt of the plan on a phone."""
    client.force_login(lise)
    contexte = navigateur.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    contexte.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = contexte.new_page()
    page.goto(live_server.url + adresse(plan, "gantt") + "&zoom=trimestre")
    yield page
    contexte.close()


def test_le_doigt_defile_et_apres_un_appui_deplace_la_barre(tactile: Page) -> None:
    cadre = tactile.locator(".gantt-cadre")
    prise = barre(tactile, "Pause").locator(".g-prise")
    prise.scroll_into_view_if_needed()
    zone, noms = cadre.bounding_box(), tactile.locator(".gantt-noms").bounding_box()
    y = prise.bounding_box()["y"] + 18
    x = (noms["x"] + noms["width"] + zone["x"] + zone["width"]) / 2
    avant = cadre.evaluate("c => c.scrollLeft")
    doigt = Doigt(tactile, x, y)
    doigt.glisser(-60)
    doigt.lever()
    tactile.wait_for_timeout(400)
    apres = cadre.evaluate("c => c.scrollLeft")
    assert apres != avant, "sans appui, le doigt fait défiler"
    assert dates("Pause") == (date(2025, 1, 1), date(2028, 1, 1))

    doigt = Doigt(tactile, x, y)
    tactile.wait_for_timeout(450)
    expect(barre(tactile, "Pause")).to_have_class(re.compile("prise"))
    doigt.glisser(38)
    expect(tactile.locator(".g-bulle")).to_contain_text("du 1er")
    assert cadre.evaluate("c => c.scrollLeft") == apres, "la barre bouge, le Gantt non"
    doigt.lever()
    expect(tactile.locator("#gantt-suite .bulle")).to_contain_text("« Pause » va")
    assert dates("Pause") == (date(2025, 4, 1), date(2028, 4, 1))
    assert "/fiches/" not in tactile.url

    doigt = Doigt(tactile, x, y)
    tactile.wait_for_timeout(450)
    doigt.lever()
    tactile.wait_for_timeout(500)
    assert "/fiches/" not in tactile.url, "un appui seul n'ouvre rien"
    tactile.touchscreen.tap(x, y)
    tactile.wait_for_url("**/fiches/**")


def test_une_version_depassee_est_dite_et_le_gantt_se_met_a_jour(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(adresse(plan, "gantt"), lise)
    Fiche.objects.filter(titre="Pause").update(version=9, fin=date(2028, 3, 31))
    barre(page, "Pause").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#avis")).to_contain_text("a été modifiée entre-temps")
    expect(barre(page, "Pause")).to_have_attribute("data-fin", "2028-03-31")


def test_les_sous_fiches_se_replient_sans_recharger(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(adresse(plan, "gantt"), lise)
    page.evaluate("window.temoin = true")
    page.get_by_role("link", name="Replier la sous-fiche de Travaux").click()
    bouton = page.get_by_role("link", name="Déplier la sous-fiche de Travaux")
    expect(bouton).to_be_focused()
    expect(page.get_by_role("link", name="Réception")).to_have_count(0)
    assert "replie=" in page.url
    assert page.evaluate("window.temoin")


def test_sans_script_on_reprogramme_par_la_page(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(adresse(plan, "gantt"), lise, script=False)
    page.get_by_role("link", name="Reprogrammer Études").click()
    page.get_by_label("Échéance").fill("2026-03-31")
    page.get_by_role("button", name="Enregistrer les dates").click()
    page.get_by_role("button", name="Déplacer aussi ces 2 fiches").click()
    assert "vue=gantt" in page.url
    expect(page.locator(".messages")).to_contain_text("avec 2 autres fiches")
    assert dates("Travaux")[0] == date(2026, 4, 1)
