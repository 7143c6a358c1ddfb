"""What was done on the plans of a collectivité, and on one of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.axes import creer_axe
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.plans import creer_plan, supprimer_plan
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.models import Fiche, Plan
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def lise() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def plan(lise: Membre) -> Plan:
    """Created, given an axe and a fiche that changes; another plan beside it."""
    plan = creer_plan(lise.collectivite, "Plan vélo", par=lise.utilisateur, le=LE, debut=date(2026, 1, 1))
    axe = creer_axe(plan, "Rouler", par=lise.utilisateur, le=LE)
    fiche = FicheFactory(dans=axe, titre="Piste")
    modifier_fiche(fiche, {"statut": StatutFiche.EN_COURS}, par=lise.utilisateur, le=LE)
    autre = MembreFactory(editeur=True, collectivite=lise.collectivite).utilisateur
    creer_plan(lise.collectivite, "Plan bois", par=autre, le=LE)
    return plan


def lire(client: Client, lecteur: Membre, /, **parametres: Any) -> Any:
    client.force_login(lecteur.utilisateur)
    return client.get(reverse("plans_historique", args=[lecteur.collectivite.siren]), parametres)


def resumes(reponse: Any) -> list[str]:
    return [ligne.ecriture.resume for ligne in reponse.context["lignes"]]


def test_plans_axes_et_fiches_s_y_lisent_du_plus_recent_au_plus_ancien(
    client: Client, lise: Membre, plan: Plan
) -> None:
    page = lire(client, lise)
    assert len(resumes(page)) == 4
    assert "Plan bois" in resumes(page)[0]
    assert "À venir" in page.content.decode(), "un changement dit ce qu'il y avait avant"


def test_un_plan_a_le_sien_avec_ses_axes_et_ses_fiches(client: Client, lise: Membre, plan: Plan) -> None:
    assert len(resumes(lire(client, lise, plan=plan.pk))) == 3
    assert lire(client, lise, plan=999).status_code == 404
    assert lire(client, lise, plan="x").status_code == 200


def test_on_choisit_une_sorte_de_geste_et_une_personne(client: Client, lise: Membre, plan: Plan) -> None:
    assert len(resumes(lire(client, lise, genre="plans"))) == 3
    assert len(resumes(lire(client, lise, genre="fiches"))) == 1
    assert len(resumes(lire(client, lise, qui=lise.utilisateur.pk))) == 3
    vide = lire(client, lise, genre="exports")
    assert "Rien avec ces filtres" in vide.content.decode()
    assert lise.utilisateur in vide.context["acteurs"]
    assert len(vide.context["acteurs"]) == 2


def test_un_plan_supprime_s_y_lit_encore(client: Client, lise: Membre, plan: Plan) -> None:
    supprimer_plan(plan, avec_fiches=True, par=lise.utilisateur, le=LE)
    assert "A supprimé le plan « Plan vélo »" in resumes(lire(client, lise))


def test_les_pages_gardent_les_filtres(client: Client, lise: Membre, plan: Plan) -> None:
    fiche = Fiche.objects.get()
    for rang in range(51):
        modifier_fiche(fiche, {"titre": f"Piste {rang}"}, par=lise.utilisateur, le=LE)
    assert "?genre=fiches&amp;page=2" in lire(client, lise, genre="fiches").content.decode()
    with CaptureQueriesContext(connection) as requetes:
        client.get(reverse("plans_historique", args=[lise.collectivite.siren]), {"page": 1})
    assert len(requetes) <= 15


def test_vide_elle_dit_ce_qui_s_y_inscrira(client: Client, lise: Membre) -> None:
    assert "s’inscrira ici" in lire(client, lise).content.decode().replace("'", "’")


def test_le_role_lecture_ne_l_ouvre_pas_car_elle_nomme_ce_qui_est_confidentiel(
    client: Client, lise: Membre, plan: Plan
) -> None:
    lectrice = MembreFactory(lecteur=True, collectivite=lise.collectivite)
    assert lire(client, lectrice).status_code == 403
    assert "plans/historique" not in client.get(reverse("plans", args=[lise.collectivite.siren])).content.decode()
    assert lire(client, MembreFactory(contributeur=True, collectivite=lise.collectivite)).status_code == 200
    client.force_login(MembreFactory(editeur=True).utilisateur)
    assert client.get(reverse("plans_historique", args=[lise.collectivite.siren])).status_code == 404
