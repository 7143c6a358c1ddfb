"""The démarche PCAET in a browser: widths, themes, axe, paste in a table, keyboard, no script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.factories import LE
from tests.plans.factories_demarche import (
    DemarcheFactory,
    completer,
    editrice_de,
    fiche_complete,
    joindre,
    lectrice_de,
    remplir,
)

from cordee.plans.actions.demarche import publier_demarche
from cordee.plans.actions.demarche_bilans import assembler_bilan
from cordee.plans.actions.demarche_liens import ouvrir_lien
from cordee.plans.actions.demarche_volets import ajouter_domaine
from cordee.plans.domain.pcaet import Piece, TypeBilan, Volet
from cordee.plans.models import DemarchePcaet, ValeurVolet, Vulnerabilite

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]

PDF = b"%PDF-1.4 avis"


def adresse(demarche: DemarchePcaet, nom: str = "demarche", *autres: object) -> str:
    return reverse(nom, args=[demarche.collectivite.siren, demarche.pk, *autres])


def vivante() -> DemarchePcaet:
    """Half filled, in a plan with two fiches."""
    demarche: DemarchePcaet = DemarcheFactory(avec_plan=True)
    for volet in (Volet.GES, Volet.POLLUANTS):
        remplir(demarche, volet)
    fiche_complete(demarche)
    joindre(demarche, Piece.DIAGNOSTIC)
    Vulnerabilite.objects.create(demarche=demarche, domaine="eau", niveau="fort", description="Étiages sévères.")
    ajouter_domaine(demarche, "Enneigement", par=editrice_de(demarche), le=LE)
    return demarche


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_pages_sont_accessibles_et_tiennent_dans_l_ecran(ouvrir: Ouvrir, largeur: int, theme: str) -> None:
    demarche = vivante()
    lise = editrice_de(demarche)
    siren = demarche.collectivite.siren
    for lieu in (
        reverse("demarches", args=[siren]),
        reverse("demarches_importer", args=[siren]),
        adresse(demarche),
        adresse(demarche, "demarche_entete"),
        adresse(demarche, "demarche_volet", "polluants") + "?annee=2022",
        adresse(demarche, "demarche_volet", "suivi"),
        adresse(demarche, "demarche_vulnerabilite"),
        adresse(demarche, "demarche_documents"),
        adresse(demarche, "demarche_avis"),
        adresse(demarche, "demarche_etape", "transmettre_pour_avis"),
        adresse(demarche, "demarche_etape", "declarer_envoi"),
        adresse(demarche, "demarche_bilan", "mi_parcours"),
        adresse(demarche, "demarche_fiches", "publics"),
        adresse(demarche, "demarche_publier"),
        adresse(demarche, "demarche_supprimer"),
    ):
        sans_faute(ouvrir(lieu, lise, largeur=largeur, theme=theme))


@pytest.mark.parametrize("largeur", [1280, 360])
def test_les_pages_d_apres_la_transmission_aussi(ouvrir: Ouvrir, largeur: int) -> None:
    transmise, adoptee = DemarcheFactory(transmise=True), completer(DemarcheFactory(adoptee=True))
    lise = editrice_de(adoptee)
    transmise.avis.filter(instance="mrae").update(sens="avec_reserves", rendu_le="2026-03-01", resume="Léger.")
    assembler_bilan(adoptee, TypeBilan.MI_PARCOURS, par=lise, le=LE)
    pilote = editrice_de(transmise)
    avis = transmise.avis.select_related("demarche").get(instance="prefet_region")
    jour = timezone.localdate() + timedelta(days=30)
    _, jeton = ouvrir_lien(avis, "DDT, mission climat", jour, par=pilote, le=timezone.now())
    sans_faute(ouvrir(adresse(transmise, "demarche_avis"), pilote, largeur=largeur))
    page = ouvrir(reverse("depot_avis", args=[jeton]), pilote, largeur=largeur)
    sans_faute(page)
    page.get_by_label("Sens de l’avis").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_label("Signé le").fill("3 février 2026")
    page.get_by_label("Avis signé").set_input_files({"name": "avis.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_label("Votre nom").fill("Jeanne Roux")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Accusé de dépôt")).to_be_visible()
    sans_faute(page)
    for nom, autres in (("demarche", ()), ("demarche_bilan", ("mi_parcours",)), ("demarche_historique", ())):
        sans_faute(ouvrir(adresse(adoptee, nom, *autres), lise, largeur=largeur))
    for nom, autres in (("demarche", ()), ("demarche_entete", ()), ("demarche_volet", ("ges",))):
        sans_faute(ouvrir(adresse(adoptee, nom, *autres), lectrice_de(adoptee), largeur=largeur))


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_ce_que_le_public_lit_et_ce_qu_on_lui_montre_avant(ouvrir: Ouvrir, largeur: int, theme: str) -> None:
    adoptee = completer(DemarcheFactory(adoptee=True, deliberation_numero="2026-14", description="Un plan sobre."))
    lise = editrice_de(adoptee)
    adoptee.avis.filter(instance="mrae").update(resume="Renforcer le suivi.", reponse="C'est fait.")
    sans_faute(ouvrir(adresse(adoptee, "demarche_publier"), lise, largeur=largeur, theme=theme))
    publier_demarche(adoptee, noms=True, par=lise, le=LE)
    for lieu in (reverse("pcaet_publies"), reverse("pcaet_publie", args=[adoptee.pk])):
        sans_faute(ouvrir(lieu, lise, largeur=largeur, theme=theme))
    bilan = assembler_bilan(adoptee, TypeBilan.EVALUATION, par=lise, le=LE)
    assert bilan.sections
    prete = completer(DemarcheFactory(instruite=True))
    for piece in (Piece.DELIBERATION, Piece.CONSULTATION, Piece.MEMOIRE, Piece.DECLARATION):
        joindre(prete, piece)
    prete.plan.deliberation_numero = "2019-12"
    prete.plan.save()
    sans_faute(ouvrir(adresse(adoptee, "demarche_bilan", "evaluation_finale"), lise, largeur=largeur, theme=theme))
    sans_faute(ouvrir(adresse(prete, "demarche_etape", "adopter"), editrice_de(prete), largeur=largeur, theme=theme))


def test_plusieurs_cases_se_collent_et_se_parcourent_au_clavier(ouvrir: Ouvrir) -> None:
    demarche = DemarcheFactory()
    page = ouvrir(adresse(demarche, "demarche_volet", "ges") + "?annee=2019", editrice_de(demarche))
    premiere = page.get_by_label("Résidentiel, Diagnostic 2019")
    premiere.focus()
    page.evaluate(
        """() => {
          const presse = new DataTransfer();
          presse.setData("text", "1 200,5\\t900\\n800\\t700\\n");
          const options = {clipboardData: presse, bubbles: true, cancelable: true};
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }"""
    )
    expect(page.locator("#annonces")).to_contain_text("4 cases remplies")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Tertiaire, Diagnostic 2019")).to_be_focused()
    expect(page.get_by_label("Tertiaire, Diagnostic 2019")).to_have_value("800")
    page.keyboard.press("ArrowUp")
    expect(premiere).to_be_focused()
    page.get_by_role("button", name="Enregistrer les valeurs").click()
    expect(page.locator(".messages")).to_contain_text("4 valeurs enregistrées")
    assert float(ValeurVolet.objects.get(secteur="residentiel", annee=2019).valeur) == 1200.5


def test_sans_script_on_remplit_on_colle_on_transmet(ouvrir: Ouvrir) -> None:
    demarche = completer(DemarcheFactory())
    page = ouvrir(adresse(demarche, "demarche_volet", "energie"), editrice_de(demarche), script=False)
    page.get_by_label("Déchets, Diagnostic 2019").fill("3,5")
    page.get_by_role("button", name="Enregistrer les valeurs").click()
    expect(page.locator(".messages")).to_contain_text("1 valeur enregistrée")
    page.get_by_text("Coller un tableau ou envoyer un fichier").click()
    page.get_by_label("Tableau collé d").fill("\t2019\nVolcans\t3")
    page.get_by_role("button", name="Lire le tableau").click()
    expect(page.get_by_role("alert")).to_contain_text("Volcans")
    page.get_by_role("link", name="Où en est-on").click()
    page.get_by_role("link", name="Transmettre pour avis").click()
    page.get_by_role("button", name="Transmettre pour avis").click()
    expect(page.locator(".messages")).to_contain_text("Le projet est transmis pour avis")
    demarche.refresh_from_db()
    assert demarche.etat == "transmis_pour_avis"
