"""docs/calculs/plans.md, « Par les indicateurs d'avancement »: what the database says of it, and to whom."""

from __future__ import annotations

from datetime import date

import pytest
from tests.indicateurs.factories import IndicateurFactory, SourceFactory, SuiviFactory, ValeurFactory
from tests.plans.factories import FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.domain.avancement import Ponderation
from cordee.plans.models import Fiche, FicheIndicateur, Plan
from cordee.plans.queries.instantanes_du_jour import lignes_du_jour
from cordee.plans.queries.pesees import SANS_PESEE, mesures_of, peser, suivis_ouverts, suivis_vus, tous_les_suivis
from cordee.plans.queries.releves import mesurer_plans

pytestmark = pytest.mark.django_db
TOUTES = Fiche.objects.all


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan climat", ponderation=Ponderation.INDICATEURS)


def mesurer(fiche: Fiche, *resultats: float, cible: float | None = None, flag: bool = True) -> FicheIndicateur:
    """An indicator with a result a year from 2022."""
    indicateur = IndicateurFactory()
    for rang, resultat in enumerate(resultats):
        ValeurFactory(
            indicateur=indicateur, collectivite=fiche.collectivite, annee=2022 + rang, resultat=resultat, objectif=None
        )
    return FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur, cible=cible, mesure_avancement=flag)


def test_les_fiches_de_la_page_sont_mesurees_comme_elle_le_dit(plan: Plan) -> None:
    une, deux, trois, quatre = (FicheFactory(dans=plan) for _ in range(4))
    mesurer(une, 0, 30, cible=120)
    mesurer(une, 400, 340, cible=280)
    mesurer(deux, 10, cible=40)
    mesurer(trois, 0, 60, cible=100)
    mesurer(quatre, 100, 80, cible=200)
    assert mesures_of(TOUTES(), tous_les_suivis()) == {une.pk: 37.5, trois.pk: 60, quatre.pk: 0}


def test_un_indicateur_qui_ne_mesure_pas_l_avancement_ne_dit_rien(plan: Plan) -> None:
    mesurer(FicheFactory(dans=plan), 0, 50, cible=100, flag=False)
    assert mesures_of(TOUTES(), tous_les_suivis()) == {}


def test_sans_cible_le_dernier_objectif_que_la_collectivite_s_est_donne_en_tient_lieu(plan: Plan) -> None:
    fiche = FicheFactory(dans=plan)
    lien = mesurer(fiche, 0, 50)
    for annee, objectif in ((2026, 60), (2030, 200)):
        ValeurFactory(
            indicateur=lien.indicateur, collectivite=fiche.collectivite, annee=annee, resultat=None, objectif=objectif
        )
    assert mesures_of(TOUTES(), tous_les_suivis()) == {fiche.pk: 25}


def test_une_estimation_venue_d_ailleurs_ou_d_un_autre_territoire_ne_mesure_rien(plan: Plan) -> None:
    fiche = FicheFactory(dans=plan)
    lien = mesurer(fiche, 0, 50, cible=100)
    source = SourceFactory()
    ValeurFactory(
        indicateur=lien.indicateur, collectivite=fiche.collectivite, annee=2025, resultat=100, source=source
    )  # fmt: skip
    ValeurFactory(indicateur=lien.indicateur, annee=2025, resultat=100)
    assert mesures_of(TOUTES(), tous_les_suivis()) == {fiche.pk: 50}


def test_un_indicateur_confidentiel_ne_compte_que_pour_qui_le_voit(plan: Plan) -> None:
    fiche = FicheFactory(dans=plan)
    lien = mesurer(fiche, 0, 50, cible=100)
    SuiviFactory(indicateur=lien.indicateur, collectivite=plan.collectivite, confidentiel=True)
    lecteur = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    editrice = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    assert mesures_of(TOUTES(), suivis_vus(lecteur)) == mesures_of(TOUTES(), suivis_ouverts()) == {}
    assert mesures_of(TOUTES(), suivis_vus(editrice)) == {fiche.pk: 50}
    releves = {(du_plan, entier): etat for du_plan, entier, etat in mesurer_plans(plan.collectivite, date(2026, 3, 10))}
    assert [releves[plan, entier].avancement for entier in (True, False)] == [50, 0]
    (ligne,) = lignes_du_jour(editrice, plan.collectivite, plan, date(2026, 3, 10))
    assert ligne.chiffres.mesure is None, "an instantané is read by everybody"


def test_on_ne_lit_que_ce_que_la_ponderation_demande(plan: Plan, django_assert_num_queries) -> None:
    for _ in range(3):
        mesurer(FicheFactory(dans=plan), 0, 50, cible=100)
    with django_assert_num_queries(0):
        assert peser(TOUTES(), [Ponderation.EGAL, Ponderation.POIDS], tous_les_suivis()) == {}
    with django_assert_num_queries(1):
        peser(TOUTES(), [Ponderation.BUDGET], tous_les_suivis())
    with django_assert_num_queries(2):
        lues = peser(TOUTES(), [Ponderation.INDICATEURS], tous_les_suivis())
    assert set(lues.values()) == {(0.0, 0.0, 50.0)}
    assert SANS_PESEE == (0.0, 0.0, None)
