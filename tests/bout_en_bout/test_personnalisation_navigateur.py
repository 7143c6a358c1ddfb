"""The questionnaire in a browser: saved at once, undone, by keyboard, without script, on a phone, in the dark."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.referentiels.factories import LE, editrice, lectrice
from tests.territoires.factories import CollectiviteFactory, MembreFactory
from tests.territoires.factories_questions import CompetenceExerceeFactory

from cordee.referentiels.actions.chargement import charger_referentiel
from cordee.referentiels.actions.donnees import lire_definition
from cordee.referentiels.actions.engagements import ouvrir_referentiel
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.models import Engagement, Referentiel
from cordee.territoires.actions.questions import charger_questions
from cordee.territoires.actions.reponses import justifier_reponse
from cordee.territoires.models import Reponse

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def engagement() -> Engagement:
    """An EPCI that opened CAE and ECI, with answers of every kind."""
    charger_questions(par=None, le=LE)
    for code in ("cae", "eci"):
        charger_referentiel(lire_definition(code), par=None, le=LE)
    collectivite = CollectiviteFactory()
    par = MembreFactory(editeur=True, collectivite=collectivite).utilisateur
    for code in ("eci", "cae"):
        ouvert = ouvrir_referentiel(collectivite, Referentiel.objects.get(code=code), par=par, le=LE)
    CompetenceExerceeFactory(collectivite=collectivite, code="2080", exercee=True)
    reponses = {"recuperation_cogeneration": False, "dechets_2": False, "dechets_4": 0.4, "voirie_1": "voirie_1_b"}
    for question, valeur in reponses.items():
        repondre(collectivite, question, valeur, par=par, le=LE)
    justifier_reponse(collectivite, "dechets_2", "Confié au syndicat mixte.", par=par, le=LE)
    return ouvert


def adresse(engagement: Engagement, thematique: str = "") -> str:
    siren = engagement.collectivite.siren
    return reverse("thematique", args=[siren, thematique]) if thematique else reverse("personnalisation", args=[siren])


def valeur(engagement: Engagement, code: str) -> Any:
    ligne = Reponse.objects.filter(collectivite=engagement.collectivite, question=code).first()
    return ligne.valeur if ligne else None


def test_une_reponse_s_enregistre_au_clic_et_s_annule(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "produire"), editrice(engagement))
    expect(page.locator("#q-dev_eco_4 .saisie-question .seulement-sans-js")).to_be_hidden()
    page.locator("#r-dev_eco_4-non").check()
    expect(page.locator("#etat-dev_eco_4")).to_contain_text("Enregistré à")
    expect(page.locator("#effets-dev_eco_4 .actuelle")).to_contain_text("désactive 6.3.1.4")
    assert valeur(engagement, "dev_eco_4") is False
    expect(page.locator("#annonces")).to_contain_text("Enregistré à")
    page.locator("#annuler-dev_eco_4").click()
    expect(page.locator("#etat-dev_eco_4")).to_contain_text("Annulé à")
    expect(page.locator("#r-dev_eco_4-non")).not_to_be_checked()
    assert valeur(engagement, "dev_eco_4") is None
    assert page.evaluate("document.activeElement.id") == "annuler-dev_eco_4"


def test_deux_reponses_rapides_sont_toutes_deux_enregistrees(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "produire"), editrice(engagement))
    page.locator("#r-REOM-oui").check()
    page.locator("#r-REOM-non").check()
    page.locator("#r-dev_eco_1-non").check()
    expect(page.locator("#etat-dev_eco_1")).to_contain_text("Enregistré à")
    expect(page.locator("#effets-REOM .actuelle")).to_contain_text("Non")
    assert valeur(engagement, "dev_eco_1") is False
    assert valeur(engagement, "REOM") is False


def test_tout_se_fait_au_clavier(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "produire"), editrice(engagement))
    page.locator("#r-recuperation_cogeneration-non").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#etat-recuperation_cogeneration")).to_contain_text("Enregistré à")
    assert page.evaluate("document.activeElement.id") == "r-recuperation_cogeneration-oui"
    assert valeur(engagement, "recuperation_cogeneration") is True
    page.locator("#r-dechets_4").fill("55,5")
    page.keyboard.press("Enter")
    expect(page.locator("#etat-dechets_4")).to_contain_text("Enregistré à")
    assert page.evaluate("document.activeElement.id") == "r-dechets_4"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "annuler-dechets_4"
    page.keyboard.press("Enter")
    expect(page.locator("#r-dechets_4")).to_have_value("40")
    assert valeur(engagement, "dechets_4") == 0.4


def test_une_part_fautive_se_corrige_sur_place(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "produire"), editrice(engagement))
    champ = page.locator("#r-dechets_4")
    champ.fill("4O")
    champ.blur()
    expect(page.locator("#etat-dechets_4")).to_contain_text("n’est pas une part")
    expect(champ).to_have_attribute("aria-invalid", "true")
    expect(champ).to_have_value("4O")
    champ.fill("45")
    champ.blur()
    expect(page.locator("#etat-dechets_4")).to_contain_text("Enregistré à")
    assert champ.get_attribute("aria-invalid") is None
    assert valeur(engagement, "dechets_4") == 0.45


def test_une_question_montree_arrive_et_repart_sans_recharger(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "deplacer"), editrice(engagement))
    expect(page.locator("#q-AOM_2")).to_have_count(0)
    page.locator("#r-AOM_1-non").check()
    expect(page.locator("#q-AOM_2")).to_be_visible()
    page.locator("#r-AOM_2").fill("20")
    page.locator("#r-AOM_2").blur()
    expect(page.locator("#etat-AOM_2")).to_contain_text("Enregistré à")
    page.locator("#r-AOM_1-oui").check()
    expect(page.locator("#q-AOM_2")).to_have_count(0)
    expect(page.locator("#gardees")).to_contain_text("20 %")
    assert valeur(engagement, "AOM_2") == 0.2


def test_une_justification_s_ecrit_sur_place(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "produire"), editrice(engagement))
    page.locator("#d-j-dev_eco_4 summary").click()
    page.locator("#j-dev_eco_4").fill("Étude de 2024")
    page.locator("#j-dev_eco_4").blur()
    expect(page.locator("#etat-j-dev_eco_4")).to_contain_text("Enregistré à")
    page.locator("#r-dev_eco_4-non").check()
    expect(page.locator("#etat-dev_eco_4")).to_contain_text("Enregistré à")
    expect(page.locator("#j-dev_eco_4")).to_have_value("Étude de 2024")
    assert Reponse.objects.get(question="dev_eco_4").justification == "Étude de 2024"


def test_deux_reponses_contraires_se_choisissent(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "produire"), editrice(engagement))
    repondre(engagement.collectivite, "dev_eco_4", True, par=editrice(engagement), le=LE)
    page.locator("#r-dev_eco_4-non").check()
    expect(page.locator("#etat-dev_eco_4")).to_contain_text("pendant que vous choisissiez")
    page.get_by_role("button", name="Garder celle en place").click()
    expect(page.locator("#r-dev_eco_4-oui")).to_be_checked()
    assert valeur(engagement, "dev_eco_4") is True


def test_on_repond_depuis_le_resume_sans_que_la_liste_bouge(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement), editrice(engagement))
    codes = page.locator("article.question").evaluate_all("es => es.map((e) => e.id)")
    premiere = next(code.removeprefix("q-") for code in codes if page.locator(f"#{code} .choix").count())
    page.locator(f"#r-{premiere}-non").check()
    expect(page.locator(f"#etat-{premiere}")).to_contain_text("Enregistré à")
    assert page.locator("article.question").evaluate_all("es => es.map((e) => e.id)") == codes
    assert valeur(engagement, premiere) is False


def test_sans_script_on_repond_et_on_annule(ouvrir: Ouvrir, engagement: Engagement) -> None:
    page = ouvrir(adresse(engagement, "produire"), editrice(engagement), script=False)
    page.locator("#r-dev_eco_4-non").check()
    page.locator("#q-dev_eco_4 .saisie-question button").click()
    assert page.url.endswith("#q-dev_eco_4")
    assert "Enregistré à" in page.locator("#etat-dev_eco_4").inner_text()
    assert valeur(engagement, "dev_eco_4") is False
    page.locator("#annuler-dev_eco_4").click()
    assert "Annulé à" in page.locator("#etat-dev_eco_4").inner_text()
    assert valeur(engagement, "dev_eco_4") is None


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_pages_sont_accessibles(ouvrir: Ouvrir, engagement: Engagement, largeur: int, theme: str) -> None:
    personne = editrice(engagement)
    page = ouvrir(adresse(engagement), personne, largeur=largeur, theme=theme)
    page.locator("details:not(.compte-menu)").evaluate_all("volets => volets.forEach((v) => { v.open = true; })")
    sans_faute(page)
    page = ouvrir(adresse(engagement, "produire"), personne, largeur=largeur, theme=theme)
    page.locator("details:not(.compte-menu)").evaluate_all("volets => volets.forEach((v) => { v.open = true; })")
    page.locator("#r-dechets_4").fill("4O")
    page.locator("#r-dechets_4").blur()
    expect(page.locator("#etat-dechets_4")).to_contain_text("n’est pas une part")
    page.locator("#r-dev_eco_4-non").check()
    expect(page.locator("#etat-dev_eco_4")).to_contain_text("Enregistré à")
    repondre(engagement.collectivite, "REOM", True, par=editrice(engagement), le=LE)
    page.locator("#r-REOM-non").check()
    expect(page.locator("#etat-REOM")).to_contain_text("pendant que vous choisissiez")
    sans_faute(page)


def test_la_page_d_un_lecteur_et_celle_d_un_groupement_sont_accessibles(ouvrir: Ouvrir, engagement: Engagement) -> None:
    sans_faute(ouvrir(adresse(engagement, "deplacer"), lectrice(engagement)))
    petr = CollectiviteFactory(petr=True, membres=[engagement.collectivite])
    coordinatrice = MembreFactory(coordinateur=True, collectivite=petr).utilisateur
    for largeur in (1280, 360):
        page = ouvrir(reverse("personnalisation", args=[petr.siren]), coordinatrice, largeur=largeur)
        sans_faute(page)
