"""Lists by title and by name read numbers as numbers, on both databases."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from tests.plans.factories import AUJOURDHUI, LE, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.fiches import creer_fiche, modifier_fiche
from cordee.plans.actions.plans import creer_plan, modifier_plan
from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.filtres import filter_fiches
from cordee.plans.queries.plans import rassembler_plans
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.visibilite import list_racines_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def membre():
    return MembreFactory(editeur=True)


def titres(membre, tri: str) -> list[str]:
    fiches = list_racines_for(membre.utilisateur, membre.collectivite)
    regard = Regard(membre.collectivite, AUJOURDHUI)
    return [fiche.titre for fiche in filter_fiches(fiches, lire_filtres({"tri": [tri]}), regard)]


def test_les_fiches_par_titre(membre) -> None:
    for titre in ("Zz 10", "Zz 1", "Écoles", "Autre"):
        creer_fiche(membre.collectivite, titre, par=membre.utilisateur, le=LE)
    modifier_fiche(Fiche.objects.get(titre="Autre"), {"titre": "Zz 2"}, par=membre.utilisateur, le=LE)
    assert titres(membre, "titre") == ["Écoles", "Zz 1", "Zz 2", "Zz 10"]
    assert titres(membre, "-titre") == ["Zz 10", "Zz 2", "Zz 1", "Écoles"]
    assert titres(membre, "statut") == titres(membre, "titre"), "what is equal follows the title"


def test_les_plans_par_nom(membre) -> None:
    for nom in ("Plan 10", "Plan 1", "Autre"):
        creer_plan(membre.collectivite, nom, par=membre.utilisateur, le=LE)
    modifier_plan(Plan.objects.get(nom="Autre"), {"nom": "Plan 2"}, par=membre.utilisateur, le=LE)
    propres, _ = rassembler_plans(membre.utilisateur, membre.collectivite, AUJOURDHUI)
    assert [compte.plan.nom for compte in propres] == ["Plan 1", "Plan 2", "Plan 10"]


@pytest.mark.django_db(transaction=True)
def test_ce_qui_etait_la_avant_recoit_sa_cle() -> None:
    donnees = import_module("cordee.plans.migrations.0004_cle_tri_donnees")
    plan, fiche = PlanFactory(nom="Œuvre n° 10"), FicheFactory(titre="Zone 007, à l'été")
    attendues = plan.cle_tri, fiche.cle_tri
    Plan.objects.update(cle_tri="")
    Fiche.objects.update(cle_tri="")
    with connection.schema_editor() as editeur:
        donnees.remplir(apps, editeur)
    plan.refresh_from_db()
    fiche.refresh_from_db()
    assert (plan.cle_tri, fiche.cle_tri) == attendues == ("oeuvre n 0210", "zone 017 a l ete")
