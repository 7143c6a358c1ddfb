"""Indicateurs in a real browser: accessible, within the screen, entered field by field from the keyboard."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.indicateurs.factories import IndicateurFactory, SourceFactory, SuiviFactory, ValeurFactory, editrice
from tests.territoires.factories import CollectiviteFactory

from cordee.indicateurs.models import Indicateur, Valeur
from cordee.territoires.models import Collectivite

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory()


@pytest.fixture
def ges(epci: Collectivite) -> Indicateur:
    """A national indicateur with results, objectives, another source, a parent and children."""
    parent = IndicateurFactory(titre="Énergie et climat, ensemble", regroupement=True)
    ges = IndicateurFactory(
        titre="Émissions de gaz à effet de serre", unite="kteq CO2", parents=[parent], clef=True,
        thematiques=["energie_et_climat"], mesures=["cae_1.1.1"], valeur_calcule="val(cae_1.c)+val(cae_1.d)",
    )  # fmt: skip
    IndicateurFactory(titre="Émissions du résidentiel", parents=[ges])
    for annee, resultat in ((2018, 136.1), (2021, 125.7), (2023, 118.2)):
        ValeurFactory(collectivite=epci, indicateur=ges, annee=annee, resultat=resultat)
    for annee, objectif in ((2060, 30), (2070, 0)):
        ValeurFactory(collectivite=epci, indicateur=ges, annee=annee, resultat=None, objectif=objectif)
    ValeurFactory(collectivite=epci, indicateur=ges, annee=2022, resultat=124, source=SourceFactory())
    SuiviFactory(collectivite=epci, indicateur=ges, favori=True, confidentiel=True)
    return ges


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_pages_sont_accessibles_et_tiennent_dans_l_ecran(
    ouvrir: Ouvrir, epci: Collectivite, ges: Indicateur, largeur: int, theme: str
) -> None:
    lise, sien = editrice(epci), IndicateurFactory(collectivite=epci, titre="Haies plantées")
    for nom, suite, requete in (
        ("indicateurs", (), "?cases=detail&thematique=energie_et_climat"),
        ("indicateurs", (), "?q=rien+de+tel"),
        ("indicateur", (ges.pk,), ""),
        ("indicateur", (sien.pk,), ""),
        ("indicateur_creer", (), ""),
        ("indicateur_supprimer", (sien.pk,), ""),
        ("indicateurs_importer", (), ""),
    ):
        page = ouvrir(reverse(nom, args=[epci.siren, *suite]) + requete, lise, largeur=largeur, theme=theme)
        sans_faute(page)


def test_une_case_s_enregistre_en_la_quittant_et_la_courbe_suit(
    ouvrir: Ouvrir, epci: Collectivite, ges: Indicateur
) -> None:
    page = ouvrir(reverse("indicateur", args=[epci.siren, ges.pk]), editrice(epci))
    case = page.get_by_label("Résultat 2023")
    case.focus()
    case.fill("1 100,255")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Objectif 2023")).to_be_focused()
    expect(page.locator("#etat-2023")).to_contain_text("Enregistré à")
    expect(page.locator("#reponse-indic b")).to_have_text("1\u00a0100,26\u00a0kteq CO2")
    expect(page.locator("#zone-graphe text.v").first).to_have_text("1\u00a0100,26")
    valeur = Valeur.objects.get(indicateur=ges, date_valeur__year=2023)
    assert (valeur.resultat, valeur.objectif) == (1100.26, None)
    page.get_by_label("Objectif 2023").fill("beaucoup")
    page.keyboard.press("Tab")
    expect(page.locator("#etat-2023")).to_contain_text("n’est pas un nombre")
    expect(page.get_by_label("Objectif 2023")).to_have_value("beaucoup")
    page.get_by_text("Les mêmes valeurs, en tableau").click()
    assert page.locator("#zone-graphe tbody tr:visible").count() == 6


def test_sans_script_on_cree_on_saisit_et_on_supprime(ouvrir: Ouvrir, epci: Collectivite) -> None:
    page = ouvrir(reverse("indicateur_creer", args=[epci.siren]), editrice(epci), script=False)
    page.get_by_label("Titre").fill("Haies plantées")
    page.get_by_label("Unité").fill("kilomètres")
    page.get_by_role("button", name="Créer l’indicateur").click()
    page.get_by_label("Année").fill("2024")
    page.get_by_label("Résultat (facultatif)").fill("4,5")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.locator(".messages")).to_contain_text("Les valeurs de 2024 sont enregistrées.")
    page.get_by_label("Objectif 2024").fill("5")
    page.get_by_role("button", name="Enregistrer 2024").click()
    expect(page.get_by_label("Résultat 2024")).to_have_value("4,5")
    page.get_by_role("link", name="Supprimer 2024").click()
    page.get_by_role("button", name="Supprimer la valeur").click()
    expect(page.get_by_text("Aucune valeur encore")).to_be_visible()
