"""The head of a plan in a browser: its folds, its bars, and an axe reached by its address."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, etiquette_nommee, personne_nommee
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.listes import GenreEtiquette, TypeBudget
from cordee.plans.models import Financement, LigneBudget, Plan, PlanPersonne
from cordee.plans.views.vues import arbre

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan() -> Plan:
    """Two axes with budgets in HT, TTC and ETP, people, a gathered plan."""
    plan = PlanFactory(nom="Plan climat", description="Six ans pour se passer du fioul.", ponderation="budget")
    for rang in range(2):
        axe = AxeFactory(plan=plan, nom=f"{rang + 1}. Axe {rang + 1}")
        for statut in ("realise", "en_cours", "a_venir"):
            fiche = FicheFactory(dans=axe, statut=statut)
            unite = ("ht", "ttc")[rang]
            LigneBudget.objects.create(fiche=fiche, type=TypeBudget.INVESTISSEMENT, unite=unite, prevu=Decimal(480_000))
            LigneBudget.objects.create(fiche=fiche, type=TypeBudget.FONCTIONNEMENT, unite="etp", prevu=Decimal("0.5"))
            financeur = etiquette_nommee(plan.collectivite, GenreEtiquette.FINANCEUR, "ADEME")
            Financement.objects.create(
                fiche=fiche, financeur=financeur, montant=Decimal(96_000), base=unite, statut="accorde"
            )
    for nom, role in (("Inès Allemand", "pilote"), ("Odile Garcin", "elu_referent")):
        PlanPersonne.objects.create(plan=plan, personne=personne_nommee(plan.collectivite, nom), role=role)
    PlanFactory(collectivite=plan.collectivite, nom="Plan de l'EPCI", parent=plan)
    return plan


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    personne: Utilisateur = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    return personne


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_la_tete_depliee_est_accessible_et_tient_dans_l_ecran(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, largeur: int, theme: str
) -> None:
    page = ouvrir(plan.get_absolute_url(), lise, largeur=largeur, theme=theme)
    for pli in ("Budget par nature", "À propos du plan"):
        page.get_by_text(pli, exact=True).click()
    expect(page.get_by_text("Odile Garcin")).to_be_visible()
    sans_faute(page)
    sans_faute(ouvrir(plan.get_absolute_url() + "?vue=kanban", lise, largeur=largeur, theme=theme))
    sans_faute(ouvrir(reverse("plans", args=[plan.collectivite.siren]), lise, largeur=largeur, theme=theme))


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_numeros_se_proposent_et_se_donnent_a_l_ecran(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, largeur: int, theme: str
) -> None:
    siren, axe = plan.collectivite.siren, plan.axes.last()
    assert axe is not None
    nouvelle = f"{reverse('fiche_creer', args=[siren])}?plan={plan.pk}&axe={axe.pk}"
    page = ouvrir(nouvelle, lise, largeur=largeur, theme=theme)
    expect(page.get_by_label("Numéro")).to_have_value("2.1")
    sans_faute(page)
    page = ouvrir(reverse("plan_numeroter", args=[siren, plan.pk]), lise, largeur=largeur, theme=theme)
    sans_faute(page)
    page.get_by_role("button", name="Numéroter 6 fiches").click()
    expect(page.get_by_text("6 fiches numérotées.")).to_be_visible()
    page.get_by_role("link", name="Annuler").click()
    page.get_by_role("button", name="Remettre comme avant").click()
    expect(page.get_by_text("6 fiches sont revenues en arrière.")).to_be_visible()


def test_un_axe_replie_s_ouvre_quand_une_adresse_y_mene(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arbre, "FICHES_OUVERTES", 0)
    axe = plan.axes.last()
    assert axe is not None
    page = ouvrir(f"{plan.get_absolute_url()}#axe-{axe.pk}", lise)
    fiches = page.locator(f"#axe-{axe.pk}")
    expect(fiches.locator(".pl-fiche")).to_have_count(3)
    expect(fiches).to_be_in_viewport()
