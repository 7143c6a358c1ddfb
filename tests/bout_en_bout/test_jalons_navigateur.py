"""History, jalons and comparison in a browser: themes, widths, keyboard, no script."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.referentiels.factories import EngagementFactory, charger_mini, editrice, noeud, saisie
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.outils.dates import jour_chiffre, jour_long
from cordee.referentiels.actions.commentaires import commenter_mesure
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.models import Engagement, Snapshot

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def engagement() -> Engagement:
    """Two years of life: a N0, an audit, a named jalon, an answer that changed points, a commented mesure."""
    maintenant = timezone.now()
    engagement = EngagementFactory(referentiel=charger_mini(), ouvert_le=maintenant - timedelta(days=700))
    par = engagement.ouvert_par

    def il_y_a(jours: float) -> datetime:
        return maintenant - timedelta(days=jours)

    renseigner_statuts(engagement, [saisie("1.1.1.2"), saisie("2.1.1.1")], par=par, le=il_y_a(650))
    figer_score(engagement, "N0", par=par, le=il_y_a(640), jalon=TypeJalon.ETAT_INITIAL)
    renseigner_statuts(
        engagement, [saisie("1.1.2.2"), saisie("1.1.1.1.1", "detaille", 0.2, 0.3, 0.5)], par=par, le=il_y_a(300)
    )
    figer_score(engagement, "2025 - audit", par=par, le=il_y_a(290), jalon=TypeJalon.POST_AUDIT)
    figer_score(engagement, "Conférence des maires", par=par, le=il_y_a(100))
    repondre(engagement.collectivite, "velo", False, par=par, le=il_y_a(50))
    commenter_mesure(engagement, noeud("1.1.1"), "Vision à partager avec les communes", par=par, le=il_y_a(40))
    commenter_mesure(engagement, noeud("1.1.1"), "Vision partagée avec les communes", par=par, le=il_y_a(30))
    renseigner_statuts(engagement, [saisie("2.1.1.1", "pas_fait")], par=par, le=il_y_a(20))
    return engagement


def adresse(engagement: Engagement, nom: str, *autres: str) -> str:
    return reverse(nom, args=[engagement.collectivite.siren, engagement.referentiel_id, *autres])


def fil(engagement: Engagement) -> str:
    return reverse("historique", args=[engagement.collectivite.siren])


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_pages_sont_accessibles_et_tiennent_dans_l_ecran(
    ouvrir: Ouvrir, engagement: Engagement, largeur: int, theme: str
) -> None:
    lise = editrice(engagement)
    for lieu in (
        adresse(engagement, "jalons") + "?au=" + str(timezone.localdate() - timedelta(days=200)),
        adresse(engagement, "jalons") + "?au=2090-01-01",
        adresse(engagement, "comparaison") + "?lignes=toutes&deplie=tout",
        adresse(engagement, "comparaison") + "?de=perdu",
        adresse(engagement, "renommer_jalon", "conference-des-maires"),
        adresse(engagement, "supprimer_jalon", "n0"),
        adresse(engagement, "supprimer_jalon", "conference-des-maires"),
        fil(engagement),
        fil(engagement) + "?type=statut&du=2090-01-01",
    ):
        sans_faute(ouvrir(lieu, lise, largeur=largeur, theme=theme))


def test_un_petr_tient_dans_un_telephone(ouvrir: Ouvrir, engagement: Engagement) -> None:
    petr = CollectiviteFactory(petr=True, membres=[engagement.collectivite])
    lise = MembreFactory(coordinateur=True, collectivite=petr).utilisateur
    sans_faute(ouvrir(reverse("historique", args=[petr.siren]), lise, largeur=360))


def test_les_pages_vides_sont_accessibles(ouvrir: Ouvrir) -> None:
    neuf = EngagementFactory()
    lise = editrice(neuf)
    for lieu in (adresse(neuf, "jalons"), adresse(neuf, "comparaison"), fil(neuf)):
        sans_faute(ouvrir(lieu, lise, largeur=360))


# -- comparison ------------------------------------------------------------------------------------------------------
def test_une_mesure_se_deplie_au_clavier(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "comparaison"), editrice(engagement))
    bouton = page.get_by_role("button", name="Sous-mesures de 1.1.1")
    ligne = page.locator(f'[id="l-{noeud("1.1.1.1")}"]')
    expect(ligne).to_be_hidden()
    bouton.focus()
    page.keyboard.press("Enter")
    expect(ligne).to_be_visible()
    expect(bouton).to_have_attribute("aria-expanded", "true")
    expect(bouton).to_be_focused()
    page.keyboard.press("Space")
    expect(ligne).to_be_hidden()


def test_tout_se_deplie_et_se_dit(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "comparaison"), editrice(engagement))
    tout = page.get_by_role("button", name="Tout déplier")
    tout.focus()
    page.keyboard.press("Enter")
    expect(tout).to_have_attribute("aria-pressed", "true")
    assert page.locator("tr[data-mesure][hidden]").count() == 0
    expect(page.locator("#annonces")).to_have_text("Toutes les sous-mesures sont montrées.")
    page.keyboard.press("Enter")
    assert page.locator("tr[data-mesure]:visible").count() == 0


def test_sans_script_la_comparaison_se_deplie_par_l_adresse(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "comparaison"), editrice(engagement), script=False)
    page.get_by_role("button", name="Sous-mesures de 1.1.1").click()
    assert f"deplie={noeud('1.1.1')}" in page.url
    expect(page.locator(f'[id="l-{noeud("1.1.1.1")}"]')).to_be_visible()
    page.get_by_role("button", name="Sous-mesures de 2.1.1").click()
    assert page.locator("tr[data-mesure]:visible").count() == 2
    page.get_by_role("button", name="Sous-mesures de 1.1.1").click()
    expect(page.locator(f'[id="l-{noeud("1.1.1.1")}"]')).to_be_hidden()
    page.get_by_label("Toutes les mesures").check()
    page.get_by_role("button", name="Montrer").click()
    assert "lignes=toutes" in page.url


def test_on_choisit_deux_moments_et_on_les_inverse(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "jalons"), editrice(engagement))
    page.get_by_role("link", name="Comparer « Conférence des maires »").click()
    avant = page.locator(".reponse b").inner_text()
    page.get_by_role("link", name="Inverser").click()
    assert "de=aujourdhui&a=conference-des-maires" in page.url
    assert page.locator(".reponse b").inner_text() == avant.replace("−", "+")
    page.get_by_role("group", name="De").get_by_label("ou à une date").fill(
        str(timezone.localdate() - timedelta(days=200))
    )
    page.get_by_role("button", name="Comparer").click()
    assert f"de={timezone.localdate() - timedelta(days=200)}" in page.url


def test_le_tableau_se_telecharge(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "comparaison"), editrice(engagement))
    with page.expect_download() as attente:
        page.get_by_role("link", name="Télécharger le tableau (CSV)").click()
    assert attente.value.suggested_filename == "comparaison-te-test-n0-aujourdhui.csv"


def test_le_calendrier_d_un_jour_passe_s_arrete_a_aujourd_hui(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "jalons"), editrice(engagement))
    aujourdhui = timezone.localdate()
    score = page.get_by_role("textbox", name="Score du")
    expect(score).to_have_value(jour_chiffre(aujourdhui))
    score.press("Alt+ArrowDown")
    calendrier = page.get_by_role("dialog", name="Score du")
    expect(calendrier.locator(".calendrier-jour-bornes")).to_have_text(
        f"Jusqu’au {jour_long(aujourdhui)}".replace("\u00a0", " ")
    )
    expect(calendrier.get_by_role("button", name="Mois suivant")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    expect(score).to_have_value(jour_chiffre(aujourdhui))


# -- jalons ----------------------------------------------------------------------------------------------------------
def test_un_jalon_se_renomme_sur_place_au_clavier(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "jalons"), editrice(engagement))
    page.get_by_role("link", name="Renommer « Conférence des maires »").focus()
    page.keyboard.press("Enter")
    champ = page.locator("form.renommage [name=nom]")
    expect(champ).to_be_focused()
    champ.fill("N0")
    page.keyboard.press("Enter")
    expect(page.locator(".renommage .erreur")).to_contain_text("s’appelle déjà")
    expect(champ).to_have_value("N0")
    expect(page.locator("#annonces")).to_contain_text("s’appelle déjà")
    champ.fill("Conférence de décembre")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Renommer « Conférence de décembre »")).to_be_focused()
    expect(page.locator("#annonces")).to_have_text("Le jalon est renommé.")
    assert Snapshot.objects.filter(nom="Conférence de décembre").exists()


def test_renommer_se_laisse_tomber(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "jalons"), editrice(engagement))
    page.get_by_role("link", name="Renommer « Conférence des maires »").click()
    page.get_by_role("link", name="Garder le nom").click()
    expect(page.locator("form.renommage")).to_have_count(0)
    expect(page.get_by_role("link", name="Renommer « Conférence des maires »")).to_be_focused()


def test_sans_script_on_fige_on_renomme_et_on_supprime(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "jalons"), editrice(engagement), script=False)
    page.get_by_label("Nom du jalon").fill("Avant l'été")
    page.get_by_role("button", name="Figer le score").click()
    expect(page.locator(".messages")).to_contain_text("Le jalon « Avant l’été » est figé.")
    page.get_by_role("link", name="Renommer « Avant l'été »").click()
    page.get_by_label("Nom du jalon").fill("Bilan")
    page.get_by_role("button", name="Renommer").click()
    expect(page.locator(".messages")).to_contain_text("« Bilan »")
    page.get_by_role("link", name="Supprimer « Bilan »").click()
    page.get_by_role("button", name="Supprimer le jalon").click()
    expect(page.locator(".messages")).to_contain_text("est supprimé")
    assert not Snapshot.objects.filter(nom="Bilan").exists()


def test_la_courbe_se_lit_en_tableau_et_s_enregistre(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "jalons"), editrice(engagement))
    page.get_by_text("Les mêmes valeurs, en tableau").click()
    assert page.locator(".evolution tbody tr:visible").count() >= 5
    for sorte in ("PNG", "SVG"):
        with page.expect_download() as attente:
            page.get_by_role("button", name=f"Image {sorte}").click()
        assert attente.value.suggested_filename.endswith(f".{sorte.lower()}")


# -- history ---------------------------------------------------------------------------------------------------------
def test_l_historique_se_filtre_au_clavier(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(fil(engagement), editrice(engagement))
    page.get_by_label("Commentaire").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Filtrer").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".reponse")).to_contain_text("2 changements correspondent")
    page.get_by_role("link", name="Commentaire retirer ce filtre").click()
    expect(page.locator(".puces-filtres")).to_have_count(0)


def test_sur_un_telephone_les_filtres_attendent_qu_on_les_ouvre(ouvrir: Ouvrir, engagement: Engagement) -> None:
    lise = editrice(engagement)
    page = ouvrir(fil(engagement), lise, largeur=360)
    expect(page.get_by_label("Personne")).to_be_hidden()
    page.locator(".volet-filtres > summary").click()
    expect(page.get_by_label("Personne")).to_be_visible()
    sans_script = ouvrir(fil(engagement), lise, largeur=360, script=False)
    expect(sans_script.get_by_label("Personne")).to_be_visible()
