"""The page of a mesure and its panel in a browser: themes, widths, keyboard, saves, two people at once, no script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.referentiels.factories import EngagementFactory, editrice, lectrice, noeud, saisie
from tests.referentiels.lecture_mesure import adresse

from cordee.referentiels.actions.commentaires import commenter_mesure
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.models import ConditionEtoile, Engagement, PreuveAttendue, TexteOfficiel

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def engagement() -> Engagement:
    """MINI with everything that a page of mesure may show."""
    ouvert = EngagementFactory(ouvert_le=timezone.now() - timedelta(days=30))
    plume, le = editrice(ouvert), timezone.now() - timedelta(days=2)
    statuts = [("1.1.1.1.1", "fait"), ("1.1.1.1.2", "programme"), ("1.1.1.2", "programme")]
    renseigner_statuts(ouvert, [saisie(*statut) for statut in statuts], par=plume, le=le)
    commenter_mesure(ouvert, noeud("1.1.1"), "Une **élue** est nommée.\n\n- reste le technicien", par=plume, le=le)
    PreuveAttendue.objects.create(code="d", referentiel_id="te-test", nom="Délibération").mesures.add(noeud("1.1.1.1"))
    ConditionEtoile.objects.create(
        referentiel_id="te-test", etoile=1, ordre=1, mesure_id=noeud("1.1.1.1"), objet="Élue", min_realise=100
    )
    TexteOfficiel.objects.create(
        mesure_id=noeud("1.1.1"), nom="Officiel", description="## Titre\n\n[lien](https://exemple.fr)"
    )
    return ouvert


def statut(page: Page, numero: str) -> Locator:
    return page.locator(f'[id="m-statut-{noeud(numero)}"]')


def radio(page: Page, numero: str, mot: str) -> Locator:
    return statut(page, numero).get_by_role("radio", name=mot, exact=True)


def commentaire(page: Page, numero: str) -> Locator:
    return page.locator(f'[id="m-commentaire-{noeud(numero)}"]')


# -- how it looks ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_la_page_est_accessible_et_tient_dans_l_ecran(
    ouvrir: Ouvrir, engagement: Engagement, largeur: int, theme: str
) -> None:
    plume = editrice(engagement)
    for numero in ("1.1.1", "1.1.2", "1"):
        page = ouvrir(adresse(engagement, numero), plume, largeur=largeur, theme=theme)
        page.evaluate("document.querySelectorAll('details').forEach((volet) => { volet.open = true; })")
        sans_faute(page)
    page = ouvrir(adresse(engagement, "1.1.1"), lectrice(engagement), largeur=largeur, theme=theme)
    sans_faute(page)


def test_le_panneau_de_l_arbre_est_accessible(ouvrir: Ouvrir, engagement: Engagement) -> None:
    arbre = reverse("arbre", args=[engagement.collectivite.siren, engagement.referentiel_id])
    page = ouvrir(f"{arbre}#{noeud('1.1.1.1.2')}", editrice(engagement), largeur=1440)
    page.locator("#panneau .m-panneau").wait_for()
    sans_faute(page)


def test_l_ancre_d_une_tache_la_met_sous_les_yeux(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "1.1.1.1.3"), editrice(engagement))
    assert page.url.endswith(f"{adresse(engagement, '1.1.1')}#{noeud('1.1.1.1.3')}")
    expect(page.locator(f'[id="{noeud("1.1.1.1.3")}"]')).to_be_in_viewport()


# -- statuts -----------------------------------------------------------------------------------------------------------
def test_un_clic_enregistre_le_dit_et_s_annule(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "1.1.1"), editrice(engagement))
    radio(page, "1.1.1.2", "Fait").check()
    expect(statut(page, "1.1.1.2").locator(".etat")).to_contain_text("4 points de plus au fait")
    expect(page.locator("#m-reponse b")).to_have_text("6\u00a0points")
    expect(page.locator("#annonces")).to_contain_text("Enregistré à")
    expect(radio(page, "1.1.1.2", "Fait")).to_be_focused()
    statut(page, "1.1.1.2").get_by_role("button", name="Annuler").click()
    expect(radio(page, "1.1.1.2", "Programmé")).to_be_checked()
    expect(page.locator("#m-reponse b")).to_have_text("2\u00a0points")


def test_le_clavier_n_enregistre_que_le_choix_retenu(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "1.1.1"), editrice(engagement))
    envois: list[str] = []
    page.on("request", lambda requete: envois.append(requete.post_data or "") if requete.method == "POST" else None)
    radio(page, "1.1.1.1.3", "Non renseigné").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(statut(page, "1.1.1.1.3").locator(".etat")).to_contain_text("2 points de plus au programmé")
    assert [re.findall(r"statut=(\w+)", envoi) for envoi in envois] == [["programme"]]
    page.keyboard.press("1")
    expect(radio(page, "1.1.1.1.3", "Fait")).to_be_checked()
    expect(statut(page, "1.1.1.1.3").locator(".etat")).to_contain_text("au fait")


def test_le_detail_compte_a_mesure(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "2.1.1"), editrice(engagement))
    ici = statut(page, "2.1.1.1")
    expect(ici.locator(".m-detail")).to_be_hidden()
    radio(page, "2.1.1.1", "Détaillé").check()
    ici.locator("[name=fait]").fill("60")
    ici.locator("[name=programme]").fill("30")
    expect(ici.locator(".m-total")).to_have_text("Total : 90 %, il manque 10")
    page.keyboard.press("Tab")
    expect(ici.locator("[name=pas_fait]")).to_have_value("10")
    ici.locator("[name=pas_fait]").fill("20")
    page.keyboard.press("Enter")
    expect(ici.locator(".etat.ko")).to_contain_text("il y a 10 % de trop")
    ici.locator("[name=pas_fait]").fill("10")
    ici.get_by_role("button", name="Enregistrer le détail").click()
    expect(ici.locator(".etat.ok")).to_be_visible()


def test_un_refus_s_affiche_sans_rien_changer(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "1.1.1"), editrice(engagement))
    engagement.mode = "consultation"
    engagement.save(update_fields=["mode"])
    radio(page, "1.1.1.2", "Fait").check()
    expect(page.locator("#avis")).to_contain_text("Votre rôle permet de lire")


# -- comments ----------------------------------------------------------------------------------------------------------
def test_on_commente_ou_on_lit_et_rien_ne_se_perd(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "1.1.1"), editrice(engagement))
    ici = commentaire(page, "1.1.1.2")
    ici.locator("summary").click()
    expect(ici.locator("textarea[name=texte]")).to_be_focused()
    page.keyboard.type("Le plan part **en mars**.")
    radio(page, "1.1.1.2", "Fait").check()
    expect(statut(page, "1.1.1.2").locator(".etat")).to_be_visible()
    expect(ici.locator("textarea[name=texte]")).to_have_value("Le plan part **en mars**.")
    page.reload()
    expect(ici.locator("textarea[name=texte]")).to_have_value("Le plan part **en mars**.")
    ici.locator("textarea[name=texte]").press("Control+Enter")
    expect(ici.locator(".com strong")).to_have_text("en mars")
    expect(ici.locator("summary")).to_be_focused()
    page.reload()
    expect(ici.locator("textarea[name=texte]")).to_be_hidden()


def test_un_brouillon_retrouve_n_efface_pas_le_texte_d_un_collegue(ouvrir: Ouvrir, engagement: Engagement) -> None:
    collegue = editrice(engagement)
    page = ouvrir(adresse(engagement, "1.1.1"), editrice(engagement))
    ici = commentaire(page, "1.1.1")
    ici.locator("summary").click()
    ici.locator("textarea[name=texte]").fill("Mon brouillon.")
    commenter_mesure(engagement, noeud("1.1.1"), "Le texte du collègue.", par=collegue, le=timezone.now())
    page.reload()
    expect(ici.locator("textarea[name=texte]")).to_have_value("Mon brouillon.")
    ici.get_by_role("button", name="Enregistrer le commentaire").click()
    expect(ici.locator(".m-conflit-titre")).to_be_visible()
    expect(ici.locator(".versions")).to_contain_text("Le texte du collègue.")
    ici.get_by_role("link", name="Garder celle de").click()
    expect(ici.locator(".com")).to_have_text("Le texte du collègue.")
    page.reload()
    expect(ici.locator("textarea[name=texte]")).to_be_hidden()


def test_deux_personnes_sur_le_meme_commentaire(ouvrir: Ouvrir, engagement: Engagement) -> None:
    collegue = editrice(engagement)
    page = ouvrir(adresse(engagement, "1.1.1"), editrice(engagement))
    ici = commentaire(page, "1.1.1")
    ici.locator("summary").click()
    ici.locator("textarea[name=texte]").fill("Une élue et un technicien sont nommés.")
    commenter_mesure(engagement, noeud("1.1.1"), "Une élue a pris ses fonctions.", par=collegue, le=timezone.now())
    ici.get_by_role("button", name="Enregistrer le commentaire").click()
    expect(ici.locator(".m-conflit-titre")).to_be_focused()
    expect(ici).to_contain_text("Une élue a pris ses fonctions.")
    sans_faute(page)
    ici.locator("summary").click()
    reunis = ici.get_by_label("Les deux textes")
    reunis.fill("Une élue a pris ses fonctions, un technicien est nommé.")
    ici.get_by_role("button", name="Enregistrer le texte réuni").click()
    expect(ici.locator(".com")).to_contain_text("un technicien est nommé")


# -- panel -------------------------------------------------------------------------------------------------------------
def test_le_panneau_et_l_arbre_se_suivent(ouvrir: Ouvrir, engagement: Engagement) -> None:
    arbre = reverse("arbre", args=[engagement.collectivite.siren, engagement.referentiel_id])
    page = ouvrir(f"{arbre}#{noeud('1.1.1.2')}", editrice(engagement), largeur=1440)
    rangee = page.locator(f'tr[id="{noeud("1.1.1.2")}"]')
    radio(page, "1.1.1.2", "Fait").check()
    expect(statut(page, "1.1.1.2").locator(".etat")).to_be_visible()
    expect(rangee.locator(".c-st")).to_contain_text("Fait")
    rangee.focus()
    page.keyboard.press("3")
    expect(radio(page, "1.1.1.2", "Pas fait")).to_be_checked()
    expect(page.locator("#m-score .lignes-score")).to_contain_text("4,00")


# -- without script, on paper ------------------------------------------------------------------------------------------
def test_sans_script_on_renseigne_et_on_commente(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "1.1.1"), editrice(engagement), script=False)
    ici = page.locator(f'[id="{noeud("1.1.1.2")}"]')
    radio(page, "1.1.1.2", "Fait").check()
    ici.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("4 points de plus au fait")
    expect(radio(page, "1.1.1.2", "Fait")).to_be_checked()
    commentaire(page, "1.1.1.2").locator("summary").click()
    page.get_by_label("Commentaire de 1.1.1.2").fill("Fait.")
    ici.get_by_role("button", name="Enregistrer le commentaire").click()
    expect(commentaire(page, "1.1.1.2").locator(".com")).to_have_text("Fait.")


def test_le_papier_garde_le_statut_retenu_et_les_taches(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "1.1.1"), editrice(engagement))
    page.emulate_media(media="print")
    expect(statut(page, "1.1.1.1.1").get_by_text("Fait", exact=True).first).to_be_visible()
    expect(statut(page, "1.1.1.1.1").get_by_text("Non concerné", exact=True)).to_be_hidden()
    expect(page.get_by_text("Nommer un technicien")).to_be_visible()
    expect(page.locator(".m-editeur").first).to_be_hidden()
