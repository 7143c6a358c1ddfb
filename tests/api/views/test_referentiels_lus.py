"""Scores by the API."""

from __future__ import annotations

import pytest
from tests.api.programme import Programme
from tests.referentiels.factories import CODE, LE, EngagementFactory, editrice, noeud, saisie
from tests.territoires.factories import MembreFactory

from cordee.api.domain.cles import Portee
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.models import Engagement

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    engagement = EngagementFactory()
    renseigner_statuts(engagement, [saisie("1.1.1.1.1", "fait")], par=editrice(engagement), le=LE)
    return engagement


@pytest.fixture
def programme(engagement: Engagement) -> Programme:
    return Programme.de(MembreFactory(lecteur=True, collectivite=engagement.collectivite), Portee.LECTURE)


def test_les_referentiels_ouverts_ont_leur_score(programme: Programme, engagement: Engagement) -> None:
    engagement.refresh_from_db()
    (lu,) = programme.lire("referentiels").json()
    assert (lu["referentiel"], lu["points_faits"], lu["fait"]) == (CODE, engagement.points_faits, engagement.ratio_fait)
    assert lu["points_faits"] > 0


def test_chaque_noeud_a_son_score(programme: Programme) -> None:
    noeuds = {un["code"]: un for un in programme.lire(f"referentiels/{CODE}").json()["noeuds"]}
    assert noeuds[noeud("1.1.1.1.1")]["statut"] == "fait"
    assert noeuds[noeud("1.1.1.1.1")]["fait"] == 1.0
    mesures = programme.lire(f"referentiels/{CODE}", niveau=["mesure"]).json()["noeuds"]
    assert {un["niveau"] for un in mesures} == {"mesure"}


def test_un_referentiel_jamais_ouvert_n_existe_pas(programme: Programme) -> None:
    assert programme.lire("referentiels/inconnu").status_code == 404
