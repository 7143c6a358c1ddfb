"""An import in a browser: from the file to the plan and back, on a phone, in the dark, without script, with axe."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.fabrique_imports import PUBLIEE, classeur, ligne, modele
from tests.territoires.factories import MembreFactory

from cordee.plans.models import Fiche

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


def envoyer(page: Page, octets: bytes, nom: str) -> None:
    """Chooses the file and reads it."""
    mime = "application/octet-stream"
    page.locator("input[type=file]").set_input_files({"name": nom, "mimeType": mime, "buffer": octets})
    page.get_by_role("button", name="Lire le fichier").click()


def test_le_fichier_se_choisit_en_francais_et_la_page_dit_son_nom(ouvrir: Ouvrir) -> None:
    membre = MembreFactory(editeur=True)
    page = ouvrir(reverse("importer", args=[membre.collectivite.siren]), membre.utilisateur)
    zone = page.locator(".depot")
    expect(zone).to_contain_text("Choisir un fichier")
    expect(zone).to_contain_text("ou déposez-le ici")
    page.get_by_label("Fichier", exact=True).set_input_files(
        {"name": "plan.csv", "mimeType": "text/csv", "buffer": b"Titre"}
    )
    expect(zone).to_contain_text("plan.csv")
    expect(zone).not_to_contain_text("déposez-le")


def test_du_fichier_au_plan_puis_l_annulation(ouvrir: Ouvrir) -> None:
    membre = MembreFactory(editeur=True)
    siren = membre.collectivite.siren
    page = ouvrir(reverse("importer", args=[siren]), membre.utilisateur)
    sans_faute(page)
    envoyer(page, modele(
        ligne(axe="1. Se loger", titre="1.1 Isoler", budget="200 ou 500"), ligne(axe="1. Se loger",
        titre="1.1 Isoler"),
    ), "plan.xlsx")  # fmt: skip
    expect(page.get_by_role("heading", name="Erreurs")).to_be_visible()
    expect(page.get_by_text("Ligne 3, colonne X")).to_be_visible()
    sans_faute(page)
    page.get_by_role("link", name="Déposer le fichier corrigé").click()
    envoyer(page, modele(
        ligne(axe="1. Se loger", titre="1.1 Isoler", statut="En retard", partenaires="Région"),
        ligne(axe="2. Bouger", titre="2.1 Pédaler"),
    ), "plan.xlsx")  # fmt: skip
    expect(page.get_by_text("2 nouvelles fiches")).to_be_visible()
    sans_faute(page)
    page.get_by_role("button", name="Importer 2 fiches").click()
    expect(page.get_by_role("heading", name="Import fait")).to_be_visible()
    sans_faute(page)
    assert Fiche.objects.count() == 2
    page.get_by_role("button", name="Annuler l’import").click()
    expect(page.get_by_role("heading", name="Import annulé")).to_be_visible()
    assert not Fiche.objects.exists()


def test_les_colonnes_et_un_texte_colle_sur_un_telephone_dans_le_noir(ouvrir: Ouvrir) -> None:
    membre = MembreFactory(editeur=True)
    adresse = reverse("importer", args=[membre.collectivite.siren])
    page = ouvrir(adresse, membre.utilisateur, largeur=360, theme="dark")
    sans_faute(page)
    octets = classeur({"Suivi": [["Nom du chantier", "Qui s'en charge"], ["Isoler l'école du bourg", "Région"]]})
    envoyer(page, octets, "suivi.xlsx")
    expect(page.get_by_text("Isoler l’école du bourg")).to_be_visible()
    sans_faute(page)
    page.get_by_label("Champ de la colonne A", exact=False).select_option("titre")
    page.get_by_label("Champ de la colonne B", exact=False).select_option("acteur:partenaire")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("button", name="Importer 1 fiche")).to_be_visible()
    sans_faute(page)
    sans_script = ouvrir(adresse, membre.utilisateur, script=False)
    sans_script.get_by_label("Ou un texte collé", exact=False).fill(PUBLIEE)
    sans_script.get_by_role("button", name="Lire le fichier").click()
    expect(sans_script.get_by_text("1 nouvelle fiche, 2 sous-actions")).to_be_visible()
    sans_script.get_by_role("button", name="Importer 1 fiche et 2 sous-actions").click()
    assert Fiche.objects.filter(parent=None).get().sous_fiches.count() == 2
    page = ouvrir(reverse("imports", args=[membre.collectivite.siren]), membre.utilisateur, largeur=360, theme="dark")
    sans_faute(page)
