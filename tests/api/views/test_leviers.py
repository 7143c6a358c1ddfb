"""Leviers by the API."""

from __future__ import annotations

import pytest
from tests.api.programme import Programme
from tests.plans.fabrique_leviers import annoncer, definir_les_indicateurs, donner, tirer
from tests.plans.factories import FicheFactory, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.api.domain.cles import Portee
from cordee.plans.models import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    definir_les_indicateurs()
    plan = PlanFactory(collectivite=CollectiviteFactory(region="84"))
    donner(plan.collectivite, "cae_1.k", 200, 75)
    return plan


def test_un_levier_a_son_objectif_et_ce_que_les_fiches_lui_apportent(plan: Plan) -> None:
    dedans, ailleurs = FicheFactory(dans=plan), FicheFactory(collectivite=plan.collectivite)
    for fiche in (dedans, ailleurs):
        annoncer(fiche, 60, incertitude="moyenne")
        tirer(fiche, "covoiturage")
    programme = Programme.de(MembreFactory(lecteur=True, collectivite=plan.collectivite), Portee.LECTURE)
    tout = programme.lire("leviers").json()
    assert (tout["region"], tout["mode"], tout["effort"], len(tout["leviers"])) == ("84", "territoire", 125_000, 29)
    lu = next(
        levier for levier in programme.lire("leviers", plan=plan.pk).json()["leviers"] if levier["apport"]["haut"]
    )
    assert lu == {
        "code": "covoiturage", "nom": "Covoiturage", "secteur": "Transports", "indicateurs": ["cae_1.k"], "part": 5.0,
        "objectif": -6.25, "manquants": [], "effort": 6250.0,
        "apport": {"central": 60.0, "bas": 42.0, "haut": 78.0}, "couverture": 0.96,
        "fiches_chiffrees": [dedans.pk], "fiches_sans_chiffre": [],
    }  # fmt: skip
    inconnu = next(levier for levier in tout["leviers"] if levier["code"] == "haies")
    assert (inconnu["objectif"], inconnu["couverture"], inconnu["manquants"]) == (None, None, ["cae_63.ca"])


def test_une_autre_region_change_les_parts_et_un_plan_inconnu_n_existe_pas(plan: Plan) -> None:
    programme = Programme.de(MembreFactory(lecteur=True, collectivite=plan.collectivite), Portee.LECTURE)
    corse = programme.lire("leviers", region="94", mode="rythme").json()
    assert (corse["region"], corse["mode"]) == ("94", "rythme")
    assert programme.lire("leviers", plan=plan.pk + 100).status_code == 404
    assert programme.lire("leviers", mode="autre").status_code == 422
