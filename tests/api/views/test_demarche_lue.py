"""The démarche of a plan by the API."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.programme import Programme
from tests.plans.factories import PlanFactory
from tests.plans.factories_demarche import DemarcheFactory
from tests.territoires.factories import MembreFactory

from cordee.api.domain.cles import Portee
from cordee.plans.models import DemarchePcaet
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def demarche() -> DemarchePcaet:
    plan = PlanFactory()
    return DemarcheFactory(plan=plan, collectivite=plan.collectivite)


def lire(demarche: DemarchePcaet, membre: Membre) -> dict[str, Any]:
    lu: dict[str, Any] = Programme.de(membre, Portee.LECTURE).lire(f"plans/{demarche.plan_id}/demarche").json()
    return lu


def test_chaque_etape_dit_ses_conditions(demarche: DemarchePcaet) -> None:
    lu = lire(demarche, MembreFactory(editeur=True, collectivite=demarche.collectivite))
    etapes = {etape["transition"]: etape for etape in lu["etapes"]}
    assert set(etapes) == {"transmettre_pour_avis", "declarer_envoi"}
    assert not etapes["transmettre_pour_avis"]["possible"]
    assert etapes["declarer_envoi"]["possible"]
    assert [garde["tenu"] for garde in etapes["transmettre_pour_avis"]["gardes"]] == [True, False]
    assert lu["manques"]


def test_qui_ne_fait_que_lire_ne_franchit_rien(demarche: DemarchePcaet) -> None:
    lu = lire(demarche, MembreFactory(lecteur=True, collectivite=demarche.collectivite))
    assert not any(etape["possible"] for etape in lu["etapes"])


def test_un_plan_sans_demarche_n_en_a_pas() -> None:
    plan = PlanFactory()
    programme = Programme.de(MembreFactory(editeur=True, collectivite=plan.collectivite))
    assert programme.lire(f"plans/{plan.pk}/demarche").status_code == 404
