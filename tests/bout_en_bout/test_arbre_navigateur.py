"""The tree in a browser: keys, filters, menu, panel, undo, and what axe thinks of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.referentiels.factories import EngagementFactory, editrice, lectrice

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.domain import Saisie, StatutAvancement
from cordee.referentiels.models import Engagement, Referentiel
from cordee.referentiels.queries.statuts import statuts_of

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright n'est pas installé")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python n'est pas installé")

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
LE = datetime(2026, 3, 10, 9, tzinfo=UTC)
ATTENTE = 15_000
REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("Chromium est absent de cette machine : les parcours dans un navigateur ne sont pas joués")
    with pytest.MonkeyPatch.context() as environnement, playwright.sync_playwright() as moteur:
        environnement.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop running in this thread
        lance = moteur.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield lance
        lance.close()


@pytest.fixture
def engagement(transactional_db: None, donnees_livrees: None) -> Engagement:
    """An EPCI that opened the CAE, and filled in three lines of it."""
    engagement = EngagementFactory(referentiel=Referentiel.objects.get(code="cae"))
    saisies = [
        Saisie("cae_1.1.1.2", StatutAvancement.FAIT),
        Saisie("cae_1.1.1.3.1", StatutAvancement.PROGRAMME),
        Saisie("cae_1.1.1.3.2", StatutAvancement.PAS_FAIT),
    ]
    renseigner_statuts(engagement, saisies, par=editrice(engagement), le=LE)
    return engagement


Ouvrir = Callable[..., Any]


@pytest.fixture
def ouvrir(navigateur: Any, live_server: Any, engagement: Engagement) -> Iterator[Ouvrir]:
    """Opens the tree as somebody: `ouvrir(qui, largeur=1280, sombre=False, javascript=True, adresse="?q=…")`."""
    contextes: list[Any] = []

    def _ouvrir(
        qui: Utilisateur, *, largeur: int = 1280, sombre: bool = False, javascript: bool = True, adresse: str = ""
    ) -> Any:
        client = Client()
        client.force_login(qui)
        contexte = navigateur.new_context(
            viewport={"width": largeur, "height": 900},
            color_scheme="dark" if sombre else "light",
            java_script_enabled=javascript,
            bypass_csp=True,  # axe is injected in the page
        )
        contextes.append(contexte)
        contexte.set_default_timeout(ATTENTE)
        contexte.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page = contexte.new_page()
        page.goto(live_server.url + reverse("arbre", args=[engagement.collectivite.siren, "cae"]) + adresse)
        if javascript:
            page.wait_for_selector("tr[tabindex='0']")
        return page

    yield _ouvrir
    for contexte in contextes:
        contexte.close()


def ici(page: Any) -> str:
    """Row that has the focus."""
    return page.evaluate("document.activeElement.closest('tr')?.id ?? document.activeElement.id")


def taper(page: Any, *touches: str) -> None:
    for touche in touches:
        page.keyboard.press(touche)


def visibles(page: Any) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('#arbre tr[id]')].filter(e => e.offsetParent).map(e => e.id)")


def compte(page: Any) -> str:
    return page.inner_text("#compte").replace("\u00a0", " ")


def stockes(engagement: Engagement) -> dict[str, str]:
    lignes = statuts_of(engagement.collectivite, "cae")
    return {c: s.avancement.value if s.concerne else "non_concerne" for c, s in lignes.items()}


def test_au_clavier_on_descend_on_deplie_on_renseigne_on_annule(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(editrice(engagement))
    page.focus("tr[tabindex='0']")
    taper(page, "j", "j")
    assert ici(page) == "cae_1.1.1"
    taper(page, "ArrowRight", "ArrowRight")
    assert ici(page) == "cae_1.1.1.1"
    taper(page, "k", "j", "ArrowDown", "ArrowUp", "ArrowRight", "j")
    assert ici(page) == "cae_1.1.1.1.1"
    avant = page.inner_text("#entete-score .sous")
    taper(page, "1")
    page.wait_for_selector("#reponse-statut .bulle")
    assert page.inner_text("[id='cae_1.1.1.1.1'] .c-st") == "Fait"
    assert page.inner_text("[id='cae_1.1.1.1'] .c-pct").replace("\u00a0", " ") == "50,0 %"
    assert page.inner_text("#entete-score .sous") != avant
    assert ici(page) == "cae_1.1.1.1.1"  # neither the focus nor the folding moved
    assert "cae_1.1.1.1.2" in visibles(page)
    assert stockes(engagement)["cae_1.1.1.1.1"] == "fait"
    taper(page, "Control+z")
    page.wait_for_selector("text=est de nouveau")
    assert page.inner_text("[id='cae_1.1.1.1.1'] .c-st") == "Non renseigné"
    assert page.inner_text("#entete-score .sous") == avant
    assert "cae_1.1.1.1.1" not in stockes(engagement)
    assert ici(page) == "cae_1.1.1.1.1"
    taper(page, "ArrowLeft", "ArrowLeft")
    assert ici(page) == "cae_1.1.1.1"
    assert "cae_1.1.1.1.1" not in visibles(page)


def test_les_filtres_agissent_tout_de_suite_et_restent_dans_l_adresse(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(editrice(engagement))
    assert compte(page) == "1 470 lignes sur 1 470"
    taper(page, "/")
    assert ici(page) == "filtre-q"
    page.keyboard.type("1j1 5")  # letters and digits are typed, not obeyed
    assert page.input_value("#filtre-q") == "1j1 5"
    page.fill("#filtre-q", "cae 1.1.1")
    page.select_option("[name=statut]", "programme")
    page.wait_for_function("document.getElementById('compte').textContent.startsWith('1 ')")
    assert visibles(page) == ["cae_1", "cae_1.1", "cae_1.1.1", "cae_1.1.1.3", "cae_1.1.1.3.1"]
    assert "q=cae+1.1.1" in page.url
    assert "statut=programme" in page.url
    partagee = ouvrir(lectrice(engagement), adresse="?" + page.url.partition("?")[2])
    assert visibles(partagee) == visibles(page)
    page.click("#filtres [data-effacer]")
    assert compte(page) == "1 470 lignes sur 1 470"
    assert "?" not in page.url
    assert "cae_1.1.1.3.1" not in visibles(page)
    page.fill("#filtre-q", "zzz")
    page.wait_for_selector("#vide:not([hidden])")
    page.click("#vide [data-effacer]")
    page.wait_for_selector("#arbre:not([hidden])")


@pytest.mark.parametrize(
    "requete",
    [
        "q=velo",
        "q=2.1",
        "q=energie%20batiments&phase=effets",
        "statut=non_renseigne&axe=3",
        "gain=2",
        "essentielles=1&a_renseigner=1&axe=1",
        "commentaire=sans&axe=6&gain=1",
    ],
)
def test_les_filtres_du_navigateur_et_du_serveur_disent_pareil(
    ouvrir: Ouvrir, engagement: Engagement, requete: str
) -> None:
    qui = lectrice(engagement)
    avec, sans = (ouvrir(qui, adresse=f"?{requete}", javascript=js) for js in (True, False))
    assert compte(avec) == compte(sans)
    codes = "els => els.map(e => e.id)"
    assert set(visibles(avec)) == set(sans.eval_on_selector_all("#arbre tr[id]:visible", codes))


def test_le_menu_se_tient_au_clavier_et_le_detail_se_totalise(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(editrice(engagement), adresse="?q=1.1.1.2")
    page.focus("[id='cae_1.1.1.2']")
    taper(page, "Space")
    page.wait_for_selector("#menu-statut:popover-open")
    assert page.get_attribute("#liste-statuts", "aria-activedescendant") == "choix-fait"
    taper(page, "ArrowDown", "ArrowDown")
    assert page.get_attribute("#liste-statuts", "aria-activedescendant") == "choix-pas_fait"
    taper(page, "Escape")
    assert ici(page) == "cae_1.1.1.2"
    taper(page, "6")
    page.keyboard.type("40")
    taper(page, "Tab")
    page.keyboard.type("50")
    assert page.input_value("[name=pas_fait]") == "10"
    assert "100" in page.inner_text("#menu-total")
    taper(page, "Tab")
    page.keyboard.type("30")
    assert "20" in page.inner_text("#menu-total")
    taper(page, "Enter")
    assert page.get_attribute("[name=pas_fait]", "aria-invalid") == "true"
    page.fill("[name=pas_fait]", "10")
    taper(page, "Enter")
    page.wait_for_selector("#reponse-statut .bulle")
    assert page.inner_text("[id='cae_1.1.1.2'] .c-st") == "Détaillé"
    assert stockes(engagement)["cae_1.1.1.2"] == "detaille"


def test_un_geste_renseigne_plusieurs_lignes_choisies(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(editrice(engagement), adresse="?q=1.1.2")
    page.focus("[id='cae_1.1.2.1.1']")
    taper(page, "Shift+ArrowDown", "Shift+ArrowDown")
    assert page.locator("tr[aria-selected=true]").count() == 3
    taper(page, "2")
    page.wait_for_selector("text=3 lignes enregistrées")
    assert [stockes(engagement)[f"cae_1.1.2.1.{t}"] for t in (1, 2, 3)] == ["programme"] * 3
    page.click("[id='cae_1.1.2.2'] .st")
    page.click("[data-taches=pas_fait]")
    page.wait_for_function("document.querySelector('[id=\"cae_1.1.2.2\"]').dataset.s === 'detaille_a_la_tache'")
    page.click("#reponse-statut [data-annuler-geste]")
    page.wait_for_selector("text=sont comme avant")
    assert not [code for code in stockes(engagement) if code.startswith("cae_1.1.2.2")]


def test_un_refus_remet_la_ligne_et_se_dit(ouvrir: Ouvrir, engagement: Engagement) -> None:
    qui = editrice(engagement)
    page = ouvrir(qui, adresse="?q=1.1.1.2")
    qui.roles.update(role="lecture")  # somebody changed her role meanwhile
    page.focus("[id='cae_1.1.1.2']")
    taper(page, "3")
    page.wait_for_selector("#avis.visible")
    assert "Demandez le rôle" in page.inner_text("#avis")
    assert page.inner_text("[id='cae_1.1.1.2'] .c-st") == "Fait"
    assert stockes(engagement)["cae_1.1.1.2"] == "fait"


def test_le_panneau_s_ouvre_suit_l_adresse_et_rend_le_focus(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(editrice(engagement), adresse="#cae_1.1.1.3.1")
    page.wait_for_selector("#panneau .m-panneau")
    assert page.get_attribute("[id='cae_1.1.1.3.1']", "aria-current") == "true"
    page.click("[data-volet=suivante]")
    page.wait_for_function("document.querySelector('#panneau [data-mesure]')?.dataset.mesure === 'cae_1.1.2'")
    assert page.url.endswith("#cae_1.1.2")
    page.click("[data-volet=fermer]")
    assert ici(page) == "cae_1.1.2"
    assert "#" not in page.url
    taper(page, "k", "e")
    page.wait_for_function("document.activeElement.name === 'texte'")
    taper(page, "Escape", "Escape")


def test_sur_un_ecran_etroit_une_ligne_mene_a_la_page_de_sa_mesure(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(lectrice(engagement), largeur=360, adresse="?q=1.1.1.2")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("[id='cae_1.1.1.2'] a.nom")
    page.wait_for_url("**/mesures/cae_1.1.1/**")


def test_les_touches_se_lisent_et_se_coupent(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(editrice(engagement))
    page.focus("tr[tabindex='0']")
    taper(page, "?")
    page.wait_for_selector("#touches[open]")
    page.uncheck("#touches-actives")
    taper(page, "Escape")
    page.focus("[id='cae_1']")
    taper(page, "j")
    assert ici(page) == "cae_1"
    taper(page, "ArrowDown")
    assert ici(page) == "cae_1.1"


@pytest.mark.parametrize("sombre", [False, True], ids=["clair", "sombre"])
@pytest.mark.parametrize("largeur", [1280, 360])
def test_axe_ne_trouve_aucune_faute(ouvrir: Ouvrir, engagement: Engagement, largeur: int, sombre: bool) -> None:
    page = ouvrir(editrice(engagement), largeur=largeur, sombre=sombre, adresse="?q=1.1.1")
    page.focus("[id='cae_1.1.1.1']")
    taper(page, "1")
    page.wait_for_selector("#reponse-statut .bulle")
    assert fautes(page) == []
    taper(page, "6")
    page.wait_for_selector("#menu-statut:popover-open")
    assert fautes(page) == []
    taper(page, "Escape", "Escape", "?")
    page.wait_for_selector("#touches[open]")
    assert fautes(page) == []


def fautes(page: Any) -> list[str]:
    """Violations found by axe, with the first place of each."""
    resultat = axe.Axe().run(page, options={"runOnly": REGLES})
    return [
        f"{v['id']} ({len(v['nodes'])}) : {v['nodes'][0]['html'][:200]} {v['nodes'][0].get('failureSummary', '')[:200]}"
        for v in resultat.response["violations"]
    ]
