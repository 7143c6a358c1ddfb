"""Every route of the open API and who gets what there, as test_droits does for the screens."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordee.api.domain.cles import Portee
from cordee.plans.actions.composition import ajouter_financement
from cordee.plans.domain.fiche import FinancementCite
from cordee.plans.models import Placement
from cordee.territoires.enums import Role
from tests.api.programme import Programme
from tests.architecture.adresses_api import ROUTES, RouteApi
from tests.architecture.test_droits import ROLES, essai
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory
from tests.plans.factories_demarche import DemarcheFactory
from tests.referentiels.factories import CODE, EngagementFactory
from tests.territoires.factories import MembreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def terrain() -> dict[str, Any]:
    """What the addresses name, in one collectivité."""
    plan = PlanFactory()
    ici = plan.collectivite
    fiche = FicheFactory(dans=plan)
    par = MembreFactory(editeur=True, collectivite=ici).utilisateur
    EngagementFactory(collectivite=ici)
    return {
        "ici": ici,
        "plan": plan.pk,
        "axe": AxeFactory(plan=plan).pk,
        "plan_pcaet": DemarcheFactory(collectivite=ici, plan=PlanFactory(collectivite=ici)).plan_id,
        "referentiel": CODE,
        "fiche": fiche.pk,
        "emplacement": Placement.objects.get(fiche=fiche).pk,
        "financement": ajouter_financement(fiche, FinancementCite("ADEME"), par=par, le=LE).pk,
        "indicateur": IndicateurFactory(collectivite=ici).pk,
        "annee": 2025,
    }


def demander(programme: Programme, route: RouteApi, terrain: dict[str, Any]) -> Any:
    """The request of a row; a value of the body that names something is its number."""
    chemin = reverse(f"api:{route.nom}", args=[terrain[cle] for cle in route.arguments.split()])
    chemin = chemin.removeprefix("/api/v1/")
    if route.methode == "get":
        return programme.lire(chemin)
    corps = route.corps and {cle: terrain.get(v, v) if isinstance(v, str) else v for cle, v in route.corps.items()}
    return programme.ecrire(route.methode, chemin, corps)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.nom)
def test_chaque_cle_obtient_ce_que_le_role_de_sa_personne_permet(terrain: dict[str, Any], route: RouteApi) -> None:
    """No key, no entry, a session or not; a stranger does not learn that it exists; each role gets what it allows; a
    key that only reads writes nothing, whoever holds it."""
    ici, administratrice = terrain["ici"], MembreFactory(administrateur=True, collectivite=terrain["ici"])
    sans_cle = Programme.de(administratrice)
    sans_cle.secret, sans_cle.client = "", Client()
    sans_cle.client.force_login(administratrice.utilisateur)
    assert demander(sans_cle, route, terrain).status_code == 401
    with essai():
        etrangere = Programme.de(MembreFactory(administrateur=True))
        assert demander(etrangere, route, terrain).status_code == route.etranger
    for role, attendu in zip(ROLES, route.statuts, strict=True):
        with essai():
            membre = MembreFactory(role=role, collectivite=ici)
            portee = Portee.LECTURE if role == Role.LECTURE else Portee.ECRITURE
            assert demander(Programme.de(membre, portee), route, terrain).status_code == attendu, role
    lectrice = demander(Programme.de(administratrice, Portee.LECTURE), route, terrain).status_code
    assert lectrice == (200 if route.methode == "get" else 403)
