"""The head of a plan: the same progress everywhere, its bar, its budget, what is to be completed, what it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.indicateurs.factories import IndicateurFactory, ValeurFactory
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, personne_nommee, pilotee_par, placer
from tests.territoires.factories import MembreFactory

from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.listes import TypeBudget
from cordee.plans.exports.bilan import etablir_bilan
from cordee.plans.exports.livret import phrase
from cordee.plans.models import Fiche, FicheIndicateur, LigneBudget, Plan, PlanPersonne
from cordee.plans.queries.dossier import plan_complet
from cordee.plans.queries.plans import rassembler_plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan climat")


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def voir(client: Client, plan: Plan, **parametres: Any) -> str:
    page = client.get(reverse("plan", args=[plan.collectivite.siren, plan.pk]), parametres).content.decode()
    return page.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def budgetee(fiche: Fiche, prevu: int, unite: str = "ht") -> Fiche:
    LigneBudget.objects.create(fiche=fiche, type=TypeBudget.INVESTISSEMENT, unite=unite, prevu=Decimal(prevu))
    return fiche


@pytest.mark.parametrize(
    ("ponderation", "attendu", "mots"),
    [
        (Ponderation.EGAL, 46, "Avancement : 46 %"),
        (Ponderation.POIDS, 28, "Avancement selon les poids : 28 %"),
        (Ponderation.BUDGET, 41, "Avancement selon le budget : 41 %"),
    ],
)
def test_l_avancement_est_le_meme_dans_la_liste_la_tete_et_les_exports(
    lise: Client, plan: Plan, ponderation: Ponderation, attendu: int, mots: str
) -> None:
    plan.ponderation = ponderation
    plan.save()
    axe = AxeFactory(plan=plan)
    une = budgetee(FicheFactory(dans=axe, avancement=82), 300)
    placer(une, plan)
    budgetee(FicheFactory(dans=plan, avancement=10, poids=3), 400)
    FicheFactory(dans=plan, abandonnee=True, avancement=100, poids=9)
    qui = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    ((compte,), _) = rassembler_plans(qui, plan.collectivite, timezone.localdate())
    assert round(compte.compte.avancement or 0) == attendu
    for vue in ("arbre", "kanban", "gantt"):
        assert mots in voir(lise, plan, vue=vue)
    liste = lise.get(reverse("plans", args=[plan.collectivite.siren])).content.decode()
    assert f"{attendu}&nbsp;%" in liste
    complet = plan_complet(qui, plan.collectivite, plan)
    assert f"avancement {attendu} %" in phrase(etablir_bilan(complet, timezone.localdate()).plan)


def test_un_plan_suivi_par_ses_indicateurs_dit_le_meme_avancement_partout_et_ce_qu_il_ne_mesure_pas(
    lise: Client, plan: Plan
) -> None:
    plan.ponderation = Ponderation.INDICATEURS
    plan.save()
    fiche = FicheFactory(dans=plan, en_cours=True)
    lien = FicheIndicateur.objects.create(
        fiche=fiche, indicateur=IndicateurFactory(), cible=Decimal(120), mesure_avancement=True
    )
    for annee, resultat in ((2023, 0), (2025, 24)):
        ValeurFactory(
            indicateur=lien.indicateur, collectivite=plan.collectivite, annee=annee, resultat=resultat, objectif=None
        )
    FicheFactory(dans=plan, en_cours=True)
    page = voir(lise, plan)
    assert "Avancement selon les indicateurs : 35 %" in page
    assert "1 fiche sans indicateur qui la mesure, lue selon son statut" in page
    for vue in ("arbre", "tableau", "gantt"):
        assert "20 %" in voir(lise, plan, vue=vue), "a row says what the plan reads"
    assert "35&nbsp;%" in lise.get(reverse("plans", args=[plan.collectivite.siren])).content.decode()
    qui = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    complet = plan_complet(qui, plan.collectivite, plan)
    assert "avancement 35 %" in phrase(etablir_bilan(complet, timezone.localdate()).plan)


def test_le_budget_ttc_pese_quand_le_plan_est_en_ttc(lise: Client, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(ponderation=Ponderation.BUDGET)
    budgetee(FicheFactory(dans=plan, realisee=True), 120_000, "ttc")
    budgetee(FicheFactory(dans=plan, statut="en_cours"), 240_000, "ttc")
    budgetee(FicheFactory(dans=plan), 100_000, "ht")
    page = voir(lise, plan)
    assert "Avancement selon le budget : 67 %" in page
    assert "100 k€ HT prévus" in page
    assert "360 k€ TTC prévus" in page


def test_le_budget_se_deplie_par_nature_et_par_unite(lise: Client, plan: Plan) -> None:
    assert "Budget par nature" not in voir(lise, plan)
    fiche = budgetee(FicheFactory(dans=plan), 1200, "ttc")
    LigneBudget.objects.create(fiche=fiche, type=TypeBudget.FONCTIONNEMENT, unite="etp", reel=Decimal("0.5"))
    lignes = lise.get(reverse("plan", args=[plan.collectivite.siren, plan.pk])).context["tete"].budgets
    assert [(b.nature, b.unite, b.prevu, b.reel, b.fiches) for b in lignes] == [
        ("Investissement", "€ TTC", "1\u00a0200", "—", 1),
        ("Total", "€ TTC", "1\u00a0200", "—", 1),
        ("Fonctionnement", "ETP", "—", "0,5", 1),
        ("Total", "ETP", "—", "0,5", 1),
    ]


def test_la_barre_compte_les_statuts_du_plan_et_de_chaque_premier_axe(lise: Client, plan: Plan) -> None:
    axe = AxeFactory(plan=plan)
    sous = AxeFactory(plan=plan, parent=axe)
    fiche = FicheFactory(dans=sous, realisee=True)
    placer(fiche, axe)
    FicheFactory(dans=axe, statut="")
    placer(fiche, AxeFactory(plan=plan))
    FicheFactory(dans=plan, abandonnee=True)
    contexte = lise.get(reverse("plan", args=[plan.collectivite.siren, plan.pk])).context
    assert contexte["tete"].barre.mots == "1 réalisé, 1 sans statut, 1 abandonné"
    assert contexte["tete"].barre.abandon, "its legend names what it shows"
    assert "1 abandonnée, hors du compte" in contexte["tete"].faits, "the list counts one more than the sentence"
    premier, second = contexte["branches"]
    assert premier.barre.mots == "1 réalisé, 1 sans statut", "once, though placed twice below it"
    assert second.barre.mots == "1 réalisé"
    assert premier.branches[0].barre is None, "the first level alone"
    assert contexte["hors_barre"].mots == "1 abandonné"


def test_ce_qui_est_a_completer_mene_a_ces_fiches_exactement(lise: Client, plan: Plan) -> None:
    for rang in range(5):
        fiche = budgetee(FicheFactory(dans=plan, description="Texte", objectifs="Réduire"), 10)
        if rang < 3:
            pilotee_par(fiche, "Zoé Barral")
    FicheFactory(dans=plan, abandonnee=True)
    adresse = reverse("plan", args=[plan.collectivite.siren, plan.pk])
    a_completer = dict(lise.get(adresse).context["tete"].a_completer)
    assert list(a_completer) == ["2 fiches sans pilote", "5 fiches sans indicateur"]
    page = lise.get(adresse + a_completer["2 fiches sans pilote"])
    assert page.context["cadre"].total == 2
    assert "À compléter : pilote" in [puce.libelle for puce in page.context["puces"]]


def test_la_carte_dit_ce_qui_manque_a_l_essentiel(lise: Client, plan: Plan) -> None:
    pilotee_par(FicheFactory(dans=plan, description="Texte"), "Zoé Barral")
    assert "À compléter" not in voir(lise, plan, vue="kanban").split('id="liste"')[1]
    FicheFactory(dans=plan, statut="")
    assert "À compléter : description ou contexte, statut, pilote" in voir(lise, plan, vue="kanban")
    Fiche.objects.update(statut="abandonne")
    assert "À compléter" not in voir(lise, plan, vue="kanban").split('id="liste"')[1]


def test_la_tete_dit_ce_qu_est_le_plan(lise: Client, plan: Plan) -> None:
    rassemble = PlanFactory(collectivite=plan.collectivite, nom="Plan de l'EPCI", parent=plan)
    Plan.objects.filter(pk=plan.pk).update(description="Un plan pour six ans.")
    for nom, role in (("Inès Allemand", "pilote"), ("Odile Garcin", "elu_referent")):
        PlanPersonne.objects.create(plan=plan, personne=personne_nommee(plan.collectivite, nom), role=role)
    page = voir(lise, plan)
    for mots in ("Piloté par Inès Allemand", "Odile Garcin", "Un plan pour six ans.", "Plan de l'EPCI"):
        assert mots in page, mots
    assert rassemble.get_absolute_url() in page
    assert "Rassemblé par" in voir(lise, rassemble)


def test_le_fil_d_une_fiche_mene_a_son_axe(lise: Client, plan: Plan) -> None:
    axe = AxeFactory(plan=plan)
    fiche = FicheFactory(dans=axe)
    page = lise.get(reverse("fiche", args=[plan.collectivite.siren, fiche.pk])).content.decode()
    assert f"#axe-{axe.pk}" in page
    assert f'id="axe-{axe.pk}"' in voir(lise, plan)


@pytest.mark.parametrize(
    ("haut", "dit"),
    [("120000", "de 100 k€ à 120 k€ HT prévus"), ("100200", "100 k€ HT prévus")],
    ids=["se-dit", "se-perd-dans-l-arrondi"],
)
def test_une_fourchette_se_dit_quand_l_arrondi_la_laisse_voir(lise: Client, plan: Plan, haut: str, dit: str) -> None:
    LigneBudget.objects.create(
        fiche=FicheFactory(dans=plan), type=TypeBudget.INVESTISSEMENT.value, prevu=Decimal(100_000),
        prevu_max=Decimal(haut),
    )  # fmt: skip
    page = voir(lise, plan)
    assert dit in page
    assert ("de 100" in page) == dit.startswith("de")
