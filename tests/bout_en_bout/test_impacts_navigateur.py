"""What a plan announces, in a browser: both widths, both themes, axe, without script."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.indicateurs.factories import IndicateurFactory, ValeurFactory
from tests.plans.fabrique_leviers import definir_les_indicateurs, donner
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.listes import Genre
from cordee.plans.models import AxeIndicateur, Classement, Fiche, Impact, Plan

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan() -> Plan:
    """Four fiches: two of them count GES, one ticks it, and leviers of two sectors."""
    plan = PlanFactory(collectivite=CollectiviteFactory(), nom="Plan climat")
    axe = AxeFactory(plan=plan, nom="Patrimoine")
    for titre, statut, ges, leviers in (
        ("Rénover", "realise", "1240", ("chaudieres_gaz_tertiaire", "sobriete_tertiaire")),
        ("Covoiturer", "en_cours", "85.5", ("covoiturage",)),
        ("Rouler à vélo", "a_venir", None, ("velo_transport_commun", "covoiturage")),
        ("Animer", "en_pause", None, ()),
    ):
        fiche = FicheFactory(dans=axe, titre=titre, statut=statut)
        Classement.objects.bulk_create(Classement(fiche=fiche, genre=Genre.LEVIER, code=code) for code in leviers)
        if titre != "Animer":
            valeur = Decimal(ges) if ges else None
            Impact.objects.create(fiche=fiche, domaine="ges", niveau=2, valeur=valeur, unite="tCO2e/an", horizon=2030)
    rouler = Fiche.objects.get(titre="Rouler à vélo")
    Impact.objects.create(fiche=rouler, domaine="nox", valeur=Decimal(40), unite="kg/an", sens="baisse")
    Impact.objects.create(fiche=rouler, domaine="energie", valeur=Decimal(12), unite="MWh/an", sens="hausse")
    Impact.objects.create(fiche=rouler, domaine="sante", niveau=1)
    return plan


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur


def adresse(plan: Plan) -> str:
    return reverse("plan", args=[plan.collectivite.siren, plan.pk]) + "?vue=impacts"


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_l_onglet_des_impacts_est_accessible_et_tient_dans_l_ecran(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, largeur: int, theme: str
) -> None:
    sans_faute(ouvrir(adresse(plan), lise, largeur=largeur, theme=theme))


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_un_axe_montre_ses_indicateurs_et_sa_page_les_choisit(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, largeur: int, theme: str
) -> None:
    axe = plan.axes.get()
    for titre in ("Part modale du vélo", "Consommation du patrimoine public"):
        indicateur = IndicateurFactory(titre=titre, unite="%")
        AxeIndicateur.objects.create(axe=axe, indicateur=indicateur)
        for annee in (2022, 2023, 2025):
            ValeurFactory(
                collectivite=plan.collectivite,
                indicateur=indicateur,
                date_valeur=date(annee, 1, 1),
                resultat=annee - 2017,
            )
    page = ouvrir(adresse(plan).replace("impacts", "arbre"), lise, largeur=largeur, theme=theme)
    expect(page.get_by_role("list", name="Indicateurs de l’axe")).to_contain_text("8")
    sans_faute(page)
    page.goto(page.url.split("?")[0] + f"axes/{axe.pk}/")
    page.get_by_label("Consommation du patrimoine public").uncheck()
    sans_faute(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("list", name="Indicateurs de l’axe")).not_to_contain_text("Consommation")


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_leviers_se_lisent_au_clavier_et_leurs_nombres_se_saisissent(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, largeur: int, theme: str
) -> None:
    definir_les_indicateurs()
    donner(plan.collectivite, "cae_1.d", 40, 20)
    page = ouvrir(reverse("plan_leviers", args=[plan.collectivite.siren, plan.pk]), lise, largeur=largeur, theme=theme)
    sans_faute(page)
    page.get_by_role("link", name="Renseigner les valeurs").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Valeur de 2019", exact=False).nth(2).fill("beaucoup")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Un nombre est à corriger")
    sans_faute(page)
    page.get_by_label("Valeur de 2019", exact=False).nth(2).fill("90")
    page.get_by_label("Objectif de 2030", exact=False).nth(2).fill("60")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 nombres enregistrés")).to_be_visible()
    page.get_by_role("link", name="Covoiturage : effort de").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Covoiturage")).to_be_visible()
    expect(page.get_by_role("link", name="Rouler à vélo")).to_be_visible()
    sans_faute(page)


def test_une_somme_mene_a_ses_fiches_sans_script(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(adresse(plan), lise, script=False)
    page.get_by_role("link", name="2 fiches, GES, 2030").click()
    expect(page.get_by_role("link", name="Rénover")).to_be_visible()
    expect(page.get_by_role("link", name="Covoiturer")).to_be_visible()
    expect(page.get_by_role("link", name="Animer")).to_have_count(0)
