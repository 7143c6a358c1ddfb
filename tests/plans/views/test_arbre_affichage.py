"""What the tree of a plan leaves out, in its address."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

import pytest
from django.test import Client
from tests.indicateurs.factories import IndicateurFactory, ValeurFactory
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.domain.filtres_proposes import Masque
from cordee.plans.models import AxeIndicateur, Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    """An axe that says everything that an axe may say."""
    plan = PlanFactory()
    axe = AxeFactory(plan=plan, nom="Rouler", description="Moins de voitures seules.")
    FicheFactory(dans=axe, titre="Piste cyclable")
    part = IndicateurFactory(collectivite=plan.collectivite, titre="Part du vélo")
    for annee, resultat in ((2023, 3), (2024, 4)):
        ValeurFactory(collectivite=plan.collectivite, indicateur=part, date_valeur=date(annee, 1, 1), resultat=resultat)
    AxeIndicateur.objects.create(axe=axe, indicateur=part)
    return plan


@pytest.fixture
def lectrice(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(collectivite=plan.collectivite).utilisateur)
    return client


MARQUES = {
    Masque.DESCRIPTIONS: "Moins de voitures seules.",
    Masque.STATUTS: "pl-axe-etat",
    Masque.INDICATEURS: "Part du vélo",
    Masque.COURBES: " en 2023",
    Masque.FICHES: "Piste cyclable",
}
"""What a page holds only when that part shows."""


@pytest.mark.parametrize("masque", Masque)
def test_une_partie_masquee_ne_s_ecrit_pas_et_se_remontre(lectrice: Client, plan: Plan, masque: Masque) -> None:
    entier = lectrice.get(plan.get_absolute_url())
    for marque in MARQUES.values():
        assert marque in entier.content.decode()
    (bascule,) = [b for b in entier.context["affichage"] if b.masque is masque]
    sans = lectrice.get(plan.get_absolute_url() + bascule.adresse)
    perdues = {autre for autre, marque in MARQUES.items() if marque not in sans.content.decode()}
    assert perdues == ({masque, Masque.COURBES} if masque is Masque.INDICATEURS else {masque})
    (retour,) = [b for b in sans.context["affichage"] if b.masque is masque]
    assert (retour.montree, parse_qs(retour.adresse[1:])) == (False, {"vue": ["arbre"]})


def test_ce_qui_est_masque_suit_la_recherche_et_les_filtres(lectrice: Client, plan: Plan) -> None:
    reponse = lectrice.get(plan.get_absolute_url(), {"masquer": ["fiches", "rien"], "statut": "a_venir"})
    assert ("masquer", "fiches") in reponse.context["caches"]
    panneau = lectrice.get(f"{plan.get_absolute_url()}filtres/", {"masquer": "fiches"}).content.decode()
    assert '<input type="hidden" name="masquer" value="fiches">' in panneau


def test_un_arbre_sans_axe_n_a_rien_a_masquer_et_une_partie_vide_ne_se_propose_pas(lectrice: Client) -> None:
    vide = PlanFactory(collectivite=Plan.objects.get().collectivite)
    assert lectrice.get(vide.get_absolute_url()).context["affichage"] == []
    AxeFactory(plan=vide)
    proposes = [bascule.masque for bascule in lectrice.get(vide.get_absolute_url()).context["affichage"]]
    assert proposes == [Masque.STATUTS, Masque.FICHES]
