"""A fiche in a browser: changed in place with the keyboard, never over a colleague, wide and narrow, without script."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.factories import LE
from tests.plans.fiche_riche import FicheRiche
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.models import Commentaire, Fiche

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


def adresse(riche: FicheRiche, nom: str = "fiche") -> str:
    return reverse(nom, args=[riche.collectivite.siren, riche.fiche.pk])


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_la_fiche_est_accessible_et_tient_dans_l_ecran(ouvrir: Ouvrir, largeur: int, theme: str) -> None:
    riche = FicheRiche.composer()
    for suite in ("", "?mode=lire", "?champ=dates", "?ligne=financements:0"):
        sans_faute(ouvrir(adresse(riche) + suite, riche.lise, largeur=largeur, theme=theme))
    sans_faute(ouvrir(adresse(riche, "fiche_historique"), riche.lise, largeur=largeur, theme=theme))
    siren = riche.collectivite.siren
    sans_faute(ouvrir(reverse("etiquettes", args=[siren]), riche.lise, largeur=largeur, theme=theme))
    sans_faute(ouvrir(reverse("mes_fiches"), riche.ines, largeur=largeur, theme=theme))


def test_on_change_la_fiche_au_clavier(ouvrir: Ouvrir) -> None:
    riche = FicheRiche.composer()
    page = ouvrir(adresse(riche), riche.lise)
    crayon = page.get_by_role("link", name="Modifier « Objectifs »", exact=True)
    crayon.focus()
    page.keyboard.press("e")
    texte = page.get_by_role("textbox", name="Objectifs", exact=True)
    expect(texte).to_be_focused()
    page.keyboard.press("Escape")
    expect(crayon).to_be_focused()
    page.keyboard.press("Enter")
    expect(texte).to_be_focused()  # htmx has taken the form
    texte.fill("Réduire de 25 % en 2027.")
    page.keyboard.press("Control+Enter")
    bloc = page.locator(f"#champ-{riche.fiche.pk}-objectifs")
    expect(bloc).to_contain_text("Enregistré à")
    expect(crayon).to_be_focused()
    expect(page.locator("#annonces")).to_contain_text("Enregistré à")
    bloc.get_by_role("button", name="Annuler").click()
    expect(bloc).to_contain_text("80 bâtiments")
    page.locator(f"#champ-{riche.fiche.pk}-contexte .f-lue").click()
    expect(page.get_by_role("textbox", name="Enjeux et contexte")).to_be_focused()
    page.get_by_role("textbox", name="Enjeux et contexte").fill("Un autre constat.")
    page.get_by_role("button", name="Énergie", exact=True).focus()  # leaving the text saves it
    expect(page.locator(f"#champ-{riche.fiche.pk}-contexte")).to_contain_text("Enregistré à")
    case = page.get_by_role("button", name="Énergie", exact=True)
    case.press("Space")
    expect(case).to_have_attribute("aria-pressed", "true")
    expect(case).to_be_focused()
    page.get_by_label("Statut", exact=True).focus()
    page.get_by_label("Statut", exact=True).select_option("realise")
    expect(page.locator("#f-reponse")).to_contain_text("La fiche est réalisée")
    expect(page.get_by_label("Statut", exact=True)).to_be_focused()
    page.get_by_label("Titre de la nouvelle sous-action").fill("Former les agents")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Former les agents")).to_be_visible()
    page.get_by_role("button", name="Monter « Former les agents »").press("Enter")
    expect(page.get_by_role("button", name="Monter « Former les agents »")).to_be_focused()
    expect(page.get_by_role("heading", name="Sous-action 3. Former les agents")).to_be_visible()
    riche.fiche.refresh_from_db()
    assert riche.fiche.contexte == "Un autre constat."


def test_un_collegue_plus_rapide_montre_les_deux_versions(ouvrir: Ouvrir) -> None:
    riche = FicheRiche.composer()
    page = ouvrir(adresse(riche), riche.lise)
    page.get_by_role("link", name="Modifier « Objectifs »", exact=True).click()
    texte = page.get_by_role("textbox", name="Objectifs", exact=True)
    expect(texte).to_be_focused()
    texte.fill("Version de Lise.")
    modifier_fiche(riche.fiche, {"objectifs": "Version d'Inès."}, par=riche.ines, le=LE)
    texte.press("Control+Enter")
    conflit = page.get_by_role("group", name="Inès Allemand a modifié")
    expect(conflit).to_contain_text("Version de Lise.")
    expect(conflit.locator(".f-conflit-titre")).to_be_focused()
    sans_faute(page)
    conflit.get_by_text("Réunir les deux", exact=True).click()
    conflit.get_by_label("Les deux textes").fill("Les deux.")
    conflit.get_by_role("button", name="Enregistrer le texte réuni").click()
    expect(page.locator(f"#champ-{riche.fiche.pk}-objectifs")).to_contain_text("Les deux.")
    assert Fiche.objects.get(pk=riche.fiche.pk).objectifs == "Les deux."


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_citer_quelqu_un_se_complete_au_clavier(ouvrir: Ouvrir, largeur: int, theme: str) -> None:
    riche = FicheRiche.composer()
    for prenom, nom in (("Bastien", "Ivaldi"), ("Basile", "Roux")):
        MembreFactory(
            contributeur=True, collectivite=riche.collectivite, utilisateur__prenom=prenom, utilisateur__nom=nom
        )
    page = ouvrir(adresse(riche), riche.lise, largeur=largeur, theme=theme)
    champ = page.get_by_label("Commenter", exact=True)
    champ.click()
    page.keyboard.type("Merci @ba")
    liste = page.get_by_role("listbox", name="Personnes à prévenir")
    expect(liste.get_by_role("option")).to_have_count(2)
    expect(page.locator("#annonces")).to_contain_text("2 personnes")
    expect(liste.get_by_role("option", selected=True)).to_contain_text("Bastien Ivaldi")
    sans_faute(page)
    page.keyboard.press("ArrowDown")
    choisie = liste.get_by_role("option", selected=True)
    expect(choisie).to_contain_text("Basile Roux")
    expect(champ).to_have_attribute("aria-activedescendant", choisie.get_attribute("id") or "")
    page.keyboard.press("Escape")
    expect(liste).to_have_count(0)
    expect(champ).to_be_focused()
    expect(champ).to_have_value("Merci @ba")
    page.keyboard.type("si")
    expect(liste.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(champ).to_have_value("Merci @Basile Roux ")
    page.keyboard.type("et @bastien")
    liste.get_by_role("option", name="Bastien Ivaldi").click()
    expect(champ).to_have_value("Merci @Basile Roux et @Bastien Ivaldi ")
    expect(champ).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#bloc-commentaires")).to_contain_text("et @Bastien Ivaldi")
    cites = Commentaire.objects.latest("pk").mentions
    assert set(cites.values_list("prenom", flat=True)) == {"Bastien", "Basile"}


def test_une_ligne_retiree_se_remet_au_clavier(ouvrir: Ouvrir) -> None:
    riche = FicheRiche.composer()
    page = ouvrir(adresse(riche), riche.lise)
    bloc = page.locator("#bloc-objectifs")
    bloc.get_by_role("button", name="Retirer").first.press("Enter")
    annuler = bloc.get_by_role("button", name="Annuler")
    expect(annuler).to_be_focused()
    expect(page.locator("#annonces")).to_contain_text("Retiré à")
    sans_faute(page)
    avant = riche.fiche.objectifs_chiffres.count()
    annuler.press("Enter")
    expect(bloc).to_contain_text("la ligne est revenue")
    assert riche.fiche.objectifs_chiffres.count() == avant + 1


def test_sans_script_tout_se_change_par_des_pages(ouvrir: Ouvrir) -> None:
    riche = FicheRiche.composer()
    page = ouvrir(adresse(riche), riche.lise, script=False)
    page.get_by_role("link", name="Modifier « Objectifs »", exact=True).click()
    page.get_by_role("textbox", name="Objectifs", exact=True).fill("Sans script.")
    page.get_by_role("form", name="Objectifs").get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messages")).to_contain_text("Enregistré à")
    expect(page.locator(f"#champ-{riche.fiche.pk}-objectifs")).to_contain_text("Sans script.")
    page.locator("#s-t").fill("Un suivi sans script.")
    page.get_by_role("button", name="Enregistrer le suivi").click()
    expect(page.locator("#bloc-notes")).to_contain_text("Un suivi sans script.")


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "dark"), (360, "light")])
def test_le_statut_date_l_etat_et_une_date_redessine_le_calendrier(ouvrir: Ouvrir, largeur: int, theme: str) -> None:
    riche = FicheRiche.composer()
    page = ouvrir(adresse(riche), riche.lise, largeur=largeur, theme=theme)
    etat = page.locator(f"#champ-{riche.fiche.pk}-etat_le")
    page.get_by_label("Statut", exact=True).select_option("realise")
    expect(etat).to_contain_text(f"{timezone.localdate().year}")
    etat.get_by_role("link").press("Enter")
    jour = page.get_by_label("État au", exact=True)
    expect(jour).to_be_focused()
    jour.fill("2024-03-03")
    jour.press("Enter")
    expect(etat).to_contain_text("au 3\u00a0mars 2024")
    calendrier = page.get_by_role("region", name="Calendrier des sous-actions")
    expect(calendrier.get_by_role("columnheader", name="S2 2025")).to_be_visible()
    sous = Fiche.objects.filter(parent=riche.fiche).order_by("position").first()
    assert sous is not None
    page.locator(f"#champ-{sous.pk}-dates").get_by_role("link").press("Enter")
    page.locator(f"#champ-{sous.pk}-dates").get_by_label("Échéance", exact=True).fill("2032-12-31")
    page.locator(f"#champ-{sous.pk}-dates").get_by_role("button", name="Enregistrer").click()
    expect(calendrier.get_by_role("columnheader", name="2032")).to_be_attached()
    sans_faute(page)
