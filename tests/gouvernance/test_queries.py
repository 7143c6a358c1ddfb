"""What each person sees of réunions and décisions."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.gouvernance.factories import DecisionFactory, PointFactory, ReunionFactory, fiche_suivie
from tests.plans.factories import FicheFactory, personne_nommee
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.gouvernance.domain import Motif
from cordee.gouvernance.models import Reunion
from cordee.gouvernance.queries import (
    filter_decisions,
    list_decisions_for,
    list_decisions_hors_points,
    list_fiches_proposees,
    list_points_de_la_fiche,
    list_points_for,
    list_reunions_for,
    prochaine_of,
    suivis_of,
)

pytestmark = pytest.mark.django_db
AUJOURDHUI = date(2027, 3, 1)


@pytest.fixture
def reunion() -> Reunion:
    return ReunionFactory()


def lectrice(reunion: Reunion) -> Utilisateur:
    return MembreFactory(lecteur=True, collectivite=reunion.collectivite).utilisateur


def editrice(reunion: Reunion) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=reunion.collectivite).utilisateur


def test_ce_qui_est_confidentiel_ne_se_lit_ni_ne_se_compte(reunion: Reunion) -> None:
    cachee = FicheFactory(collectivite=reunion.collectivite, confidentielle=True)
    point = PointFactory(reunion=reunion, fiche=cachee)
    DecisionFactory(reunion=reunion, fiche=cachee)
    DecisionFactory(reunion=reunion, point=point)
    tue = ReunionFactory(collectivite=reunion.collectivite, confidentielle=True)
    DecisionFactory(reunion=tue)
    qui, tout = lectrice(reunion), editrice(reunion)
    assert list(list_reunions_for(qui, reunion.collectivite)) == [reunion]
    assert list_points_for(qui, reunion) == []
    assert not list_decisions_for(qui, reunion.collectivite).exists()
    assert suivis_of(qui, [reunion], AUJOURDHUI)[reunion.pk].total == 0
    assert list_decisions_for(tout, reunion.collectivite).count() == 3
    assert [p.pk for p in list_points_for(tout, reunion)] == [point.pk]
    assert not list_reunions_for(MembreFactory().utilisateur, reunion.collectivite).exists()


def test_les_decisions_se_filtrent(reunion: Reunion) -> None:
    zoe = personne_nommee(reunion.collectivite, "Zoé Barral")
    retard = DecisionFactory(reunion=reunion, en_retard=True, responsable=zoe)
    faite = DecisionFactory(reunion=reunion, faite=True)
    ailleurs = DecisionFactory(reunion=ReunionFactory(collectivite=reunion.collectivite, nom_instance="COTECH"))
    toutes = list_decisions_for(editrice(reunion), reunion.collectivite)

    def trouver(**filtres: int | str) -> set[int]:
        return {une.pk for une in filter_decisions(toutes, AUJOURDHUI, **filtres)}  # type: ignore[arg-type]

    assert trouver(etat="en_retard") == {retard.pk}
    assert trouver(etat="faite") == {faite.pk}
    assert trouver(instance=ailleurs.reunion.instance_id) == {ailleurs.pk}
    assert trouver(responsable=zoe.pk) == {retard.pk}
    assert len(trouver()) == 3


def test_les_fiches_qui_attendent_sont_proposees_les_plus_graves_d_abord(reunion: Reunion) -> None:
    discutee = fiche_suivie(reunion, statut="a_discuter", titre="A")
    bloquee = fiche_suivie(reunion, bloquee=True, titre="B")
    retard = fiche_suivie(reunion, en_retard=True, titre="C")
    attendue = fiche_suivie(reunion, titre="D")
    DecisionFactory(reunion=reunion, fiche=attendue, en_retard=True)
    fiche_suivie(reunion, titre="E")
    FicheFactory(collectivite=reunion.collectivite, bloquee=True)
    deja = fiche_suivie(reunion, bloquee=True)
    PointFactory(reunion=reunion, fiche=deja)
    proposees = list_fiches_proposees(editrice(reunion), reunion, AUJOURDHUI)
    assert [une.fiche for une in proposees] == [bloquee, retard, discutee, attendue]
    assert proposees[0].motifs == (Motif.BLOQUEE,)


def test_la_prochaine_est_la_plus_proche_encore_prevue(reunion: Reunion) -> None:
    ReunionFactory(collectivite=reunion.collectivite, jour=date(2027, 3, 5), etat="annulee")
    plus_tot = ReunionFactory(collectivite=reunion.collectivite, jour=date(2027, 3, 8))
    toutes = list_reunions_for(editrice(reunion), reunion.collectivite)
    assert prochaine_of(toutes, AUJOURDHUI) == plus_tot
    assert prochaine_of(toutes, date(2028, 1, 1)) is None
    assert suivis_of(editrice(reunion), [], AUJOURDHUI) == {}


def test_une_fiche_dit_ou_elle_a_ete_discutee(reunion: Reunion) -> None:
    fiche = fiche_suivie(reunion)
    point = PointFactory(reunion=reunion, fiche=fiche)
    decision = DecisionFactory(reunion=reunion, point=point, fiche=fiche)
    (lu,) = list_points_de_la_fiche(editrice(reunion), reunion.collectivite, fiche)
    assert list(lu.decisions.all()) == [decision]


def test_trois_points_se_lisent_comme_un(reunion: Reunion) -> None:
    qui = editrice(reunion)

    def compter() -> int:
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            for point in list_points_for(qui, reunion):
                assert [une.responsable for une in point.decisions.all()]
            list_decisions_hors_points(qui, reunion)
        return len(requetes)

    DecisionFactory(reunion=reunion, point=PointFactory(reunion=reunion, fiche=fiche_suivie(reunion)))
    compter()  # what the person may do is read once
    avant = compter()
    for _ in range(2):
        DecisionFactory(reunion=reunion, point=PointFactory(reunion=reunion, fiche=fiche_suivie(reunion)))
    assert compter() == avant
