"""The tree in a browser: keys, filters, menu, panel, undo, and what axe thinks of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.referentiels.factories import EngagementFactory, editrice, lectrice, noeud, saisie

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.domain import Niveau, Saisie, StatutAvancement
from cordee.referentiels.models import Engagement, Referentiel
from cordee.referentiels.queries.scores import etat_des_lieux
from cordee.referentiels.queries.statuts import statuts_of

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]

LE = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def engagement(transactional_db: None) -> Engagement:
    """An EPCI that opened the small référentiel, and filled in three lines of it."""
    engagement = EngagementFactory()
    saisies = [saisie("1.1.1.2"), saisie("2.1.1.2.1", "programme"), saisie("2.1.1.2.2", "pas_fait")]
    renseigner_statuts(engagement, saisies, par=editrice(engagement), le=LE)
    return engagement


@pytest.fixture
def engagement_cae(transactional_db: None, donnees_livrees: None) -> Engagement:
    """An EPCI that opened the CAE, one line in three filled in."""
    engagement = EngagementFactory(referentiel=Referentiel.objects.get(code="cae"))
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    choix = (StatutAvancement.FAIT, StatutAvancement.PROGRAMME, StatutAvancement.PAS_FAIT)
    taches = [t for t in etat.charge.arbre.of_niveau(Niveau.TACHE)[::3] if not etat.scores.noeud(t).desactive]
    saisies = [Saisie(tache, choix[rang % 3]) for rang, tache in enumerate(taches)]
    renseigner_statuts(engagement, saisies, par=editrice(engagement), le=LE)
    return engagement


def montrer(ouvrir: Ouvrir, engagement: Engagement, qui: Utilisateur, adresse: str = "", **options: Any) -> Page:
    """The tree as somebody sees it, once its script has taken it."""
    chemin = reverse("arbre", args=[engagement.collectivite.siren, engagement.referentiel_id])
    page = ouvrir(chemin + adresse, qui, **options)
    if options.get("script", True):
        page.wait_for_selector("tr[tabindex='0']")
    return page


def ici(page: Page) -> str:
    """Number of the row that has the focus, or identifier of what has it."""
    code = page.evaluate("document.activeElement.closest('tr')?.id ?? document.activeElement.id")
    return code.rpartition("_")[2]


def taper(page: Page, *touches: str) -> None:
    for touche in touches:
        page.keyboard.press(touche)


def rangee(numero: str, suite: str = "") -> str:
    """Selector of a row of the small référentiel."""
    return f"[id='{noeud(numero)}']{suite}"


def visibles(page: Page) -> list[str]:
    codes = page.eval_on_selector_all("#arbre tr[id]", "els => els.filter(e => e.offsetParent).map(e => e.id)")
    return [code.rpartition("_")[2] for code in codes]


def texte(page: Page, selecteur: str) -> str:
    return " ".join(page.inner_text(selecteur).replace("\u00a0", " ").replace("\u202f", " ").split())


def stockes(engagement: Engagement) -> dict[str, str]:
    lignes = statuts_of(engagement.collectivite, engagement.referentiel_id)
    return {c.rpartition("_")[2]: s.avancement.value if s.concerne else "non_concerne" for c, s in lignes.items()}


def test_au_clavier_on_descend_on_deplie_on_renseigne_on_annule(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = montrer(ouvrir, engagement, editrice(engagement))
    assert visibles(page) == ["1", "1.1", "1.1.1", "1.1.2", "2", "2.1", "2.1.1"]
    page.focus("tr[tabindex='0']")
    taper(page, "j", "j")
    assert ici(page) == "1.1.1"
    taper(page, "ArrowRight", "ArrowRight")
    assert ici(page) == "1.1.1.1"
    taper(page, "k", "j", "ArrowDown", "ArrowUp", "ArrowRight", "j")
    assert ici(page) == "1.1.1.1.1"
    avant = texte(page, "#entete-score .sous")
    taper(page, "1")
    page.wait_for_selector("#reponse-statut .bulle")
    assert texte(page, rangee("1.1.1.1.1", " .c-st")) == "Fait"
    assert texte(page, rangee("1.1.1.1", " .c-pct")) == "33,3 %"
    assert texte(page, "#entete-score .sous") != avant
    assert ici(page) == "1.1.1.1.1"  # neither the focus nor the folding moved
    assert "1.1.1.1.2" in visibles(page)
    assert stockes(engagement)["1.1.1.1.1"] == "fait"
    taper(page, "Control+z")
    page.wait_for_selector("text=est de nouveau")
    assert texte(page, rangee("1.1.1.1.1", " .c-st")) == "Non renseigné"
    assert texte(page, "#entete-score .sous") == avant
    assert "1.1.1.1.1" not in stockes(engagement)
    assert ici(page) == "1.1.1.1.1"
    taper(page, "ArrowLeft", "ArrowLeft")
    assert ici(page) == "1.1.1.1"
    assert "1.1.1.1.1" not in visibles(page)
    taper(page, "End")
    assert ici(page) == "2.1.1"
    taper(page, "Home", "*")
    assert ici(page) == "1"


def test_les_filtres_agissent_tout_de_suite_et_restent_dans_l_adresse(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = montrer(ouvrir, engagement, editrice(engagement))
    assert texte(page, "#compte") == "18 lignes sur 18"
    taper(page, "/")
    assert ici(page) == "filtre-q"
    page.keyboard.type("1j1 5")  # letters and digits are typed, not obeyed
    assert page.input_value("#filtre-q") == "1j1 5"
    page.fill("#filtre-q", "2.1.1")
    page.select_option("[name=statut]", "programme")
    expect(page.locator("#compte")).to_have_text(re.compile("^1 "))
    assert visibles(page) == ["2", "2.1", "2.1.1", "2.1.1.2", "2.1.1.2.1"]
    assert "q=2.1.1" in page.url
    assert "statut=programme" in page.url
    partagee = montrer(ouvrir, engagement, lectrice(engagement), adresse="?" + page.url.partition("?")[2])
    assert visibles(partagee) == visibles(page)
    page.click("#filtres [data-effacer]")
    assert texte(page, "#compte") == "18 lignes sur 18"
    assert "?" not in page.url
    assert "2.1.1.2.1" not in visibles(page)
    page.fill("#filtre-q", "zzz")
    page.wait_for_selector("#vide:not([hidden])")
    page.click("#vide [data-effacer]")
    page.wait_for_selector("#arbre:not([hidden])")


def test_les_filtres_du_navigateur_et_du_serveur_disent_pareil(ouvrir: Ouvrir, engagement_cae: Engagement) -> None:
    qui = lectrice(engagement_cae)
    avec, sans = (montrer(ouvrir, engagement_cae, qui, script=script) for script in (True, False))
    assert texte(avec, "#compte") == "1 470 lignes sur 1 470"
    for requete in REQUETES:
        for page in (avec, sans):
            page.goto(page.url.partition("?")[0] + "?" + requete)
        avec.wait_for_selector("tr[tabindex='0']")
        assert texte(avec, "#compte") == texte(sans, "#compte"), requete
        montrees = sans.eval_on_selector_all("#arbre tr[id]:not(.x)", "els => els.map(e => e.id)")
        assert visibles(avec) == [code.rpartition("_")[2] for code in montrees], requete


REQUETES = (
    "q=velo",
    "q=cae%202.1",
    "q=energie%20batiment&phase=effets",
    "statut=non_renseigne&axe=3",
    "gain=2",
    "essentielles=1&a_renseigner=1&axe=1",
    "commentaire=sans&axe=6&gain=1",
)


def test_le_menu_se_tient_au_clavier_et_le_detail_se_totalise(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = montrer(ouvrir, engagement, editrice(engagement), adresse="?q=1.1.1.2")
    page.focus(rangee("1.1.1.2"))
    taper(page, "Space")
    page.wait_for_selector("#menu-statut:popover-open")
    assert page.get_attribute("#liste-statuts", "aria-activedescendant") == "choix-fait"
    taper(page, "ArrowDown", "ArrowDown")
    assert page.get_attribute("#liste-statuts", "aria-activedescendant") == "choix-pas_fait"
    taper(page, "Escape")
    assert ici(page) == "1.1.1.2"
    taper(page, "6")
    page.keyboard.type("40")
    taper(page, "Tab")
    page.keyboard.type("50")
    assert page.input_value("[name=pas_fait]") == "10"
    assert "100" in texte(page, "#menu-total")
    taper(page, "Tab")
    page.keyboard.type("30")
    assert "20" in texte(page, "#menu-total")
    taper(page, "Enter")
    assert page.get_attribute("[name=pas_fait]", "aria-invalid") == "true"
    page.fill("[name=pas_fait]", "10")
    taper(page, "Enter")
    page.wait_for_selector("#reponse-statut .bulle")
    assert texte(page, rangee("1.1.1.2", " .c-st")) == "Détaillé"
    assert stockes(engagement)["1.1.1.2"] == "detaille"


def test_un_geste_renseigne_plusieurs_lignes(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = montrer(ouvrir, engagement, editrice(engagement), adresse="?q=1.1")
    page.focus(rangee("1.1.2.1"))
    taper(page, "Shift+ArrowDown")
    assert page.locator("tr[aria-selected=true]").count() == 2
    taper(page, "2")
    page.wait_for_selector("text=2 lignes enregistrées")
    assert [stockes(engagement)[f"1.1.2.{rang}"] for rang in (1, 2)] == ["programme"] * 2
    page.click(rangee("1.1.1.1", " .st"))
    page.click("[data-taches=pas_fait]")
    page.wait_for_selector(rangee("1.1.1.1", "[data-s=detaille_a_la_tache]"))
    page.click("#reponse-statut [data-annuler-geste]")
    page.wait_for_selector("text=sont comme avant")
    assert not [numero for numero in stockes(engagement) if numero.startswith("1.1.1.1")]


def test_un_refus_remet_la_ligne_et_se_dit(ouvrir: Ouvrir, engagement: Engagement) -> None:
    qui = editrice(engagement)
    page = montrer(ouvrir, engagement, qui, adresse="?q=1.1.1.2")
    qui.roles.update(role="lecture")  # somebody changed her role meanwhile
    page.focus(rangee("1.1.1.2"))
    taper(page, "3")
    page.wait_for_selector("#avis.visible")
    assert "Demandez le rôle" in texte(page, "#avis")
    assert texte(page, rangee("1.1.1.2", " .c-st")) == "Fait"
    assert stockes(engagement)["1.1.1.2"] == "fait"


def test_le_panneau_s_ouvre_suit_l_adresse_et_rend_le_focus(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = montrer(ouvrir, engagement, editrice(engagement), adresse=f"#{noeud('1.1.1.2')}")
    page.wait_for_selector("#panneau .m-panneau")
    assert page.get_attribute(rangee("1.1.1.2"), "aria-current") == "true"
    page.click("#panneau label:has([value=programme])")  # a statut changed in the panel changes the row
    page.wait_for_selector(rangee("1.1.1.2", "[data-s=programme]"))
    page.click("[data-volet=suivante]")
    page.wait_for_selector(f"#panneau [data-mesure='{noeud('1.1.2')}']")
    assert page.url.endswith(f"#{noeud('1.1.2')}")
    page.click("[data-volet=fermer]")
    assert ici(page) == "1.1.2"
    assert "#" not in page.url
    taper(page, "e")
    expect(page.locator("#panneau [name=texte]")).to_be_focused()


def test_sur_un_ecran_etroit_une_ligne_mene_a_la_page_de_sa_mesure(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = montrer(ouvrir, engagement, lectrice(engagement), largeur=360, adresse="?q=1.1.1.2")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click(rangee("1.1.1.2", " a.nom"))
    page.wait_for_url(f"**/mesures/{noeud('1.1.1')}/**")


def test_les_touches_se_lisent_et_se_coupent(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = montrer(ouvrir, engagement, editrice(engagement))
    page.focus("tr[tabindex='0']")
    taper(page, "?")
    page.wait_for_selector("#touches[open]")
    page.uncheck("#touches-actives")
    taper(page, "Escape")
    page.focus(rangee("1"))
    taper(page, "j")
    assert ici(page) == "1"
    taper(page, "ArrowDown")
    assert ici(page) == "1.1"


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_axe_ne_trouve_aucune_faute(ouvrir: Ouvrir, engagement: Engagement, largeur: int, theme: str) -> None:
    page = montrer(ouvrir, engagement, editrice(engagement), largeur=largeur, theme=theme, adresse="?axe=1")
    page.focus(rangee("1.1.1.1"))
    taper(page, "1")
    page.wait_for_selector("#reponse-statut .bulle")
    sans_faute(page)
    taper(page, "6")
    page.wait_for_selector("#menu-statut:popover-open")
    sans_faute(page)
    taper(page, "Escape", "Escape", "?")
    page.wait_for_selector("#touches[open]")
    sans_faute(page)
