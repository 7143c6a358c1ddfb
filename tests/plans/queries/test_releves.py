"""What is kept each month, twice: docs/calculs/repartitions.md, « Relevés mensuels »."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.plans.factories import LE, FicheFactory, PlanFactory, partagee_avec
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.releves import relever_plans, relever_tout
from cordee.plans.actions.suivi import poser_blocage
from cordee.plans.domain.avancement import Ponderation
from cordee.plans.models import Fiche, LigneBudget, Plan, RelevePlan
from cordee.plans.queries.releves import list_etats, lit_l_entier
from cordee.plans.tasks.releves import relever

pytestmark = pytest.mark.django_db
MOIS = date(2026, 3, 1)


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


def test_un_releve_dit_les_statuts_les_retards_l_avancement_et_l_argent(plan: Plan) -> None:
    fiche = FicheFactory(dans=plan, en_retard=True)
    LigneBudget.objects.create(fiche=fiche, type="investissement", prevu=100, prevu_max=150, reel=40)
    LigneBudget.objects.create(
        fiche=FicheFactory(parent=fiche, statut="realise"), type="fonctionnement", prevu=10, reel=5
    )  # fmt: skip
    FicheFactory(dans=plan)
    FicheFactory(collectivite=plan.collectivite, realisee=True)
    relever_plans(plan.collectivite, par=None, le=LE)
    (du_plan,) = list_etats(plan.collectivite, plan, entier=True, depuis=MOIS)
    assert (du_plan.par_statut, du_plan.en_retard, du_plan.avancement) == ({"en_cours": 1, "a_venir": 1}, 1, 50.0)
    assert du_plan.prevu is not None
    assert (du_plan.prevu.bas, du_plan.prevu.haut, du_plan.reel) == (110, 160, 45)
    (toutes,) = list_etats(plan.collectivite, None, entier=True, depuis=MOIS)
    assert toutes.par_statut == {"en_cours": 1, "a_venir": 1, "realise": 1}
    assert not du_plan.reconstitue


def test_ce_qui_est_confidentiel_n_est_que_dans_un_des_deux_jeux(plan: Plan) -> None:
    FicheFactory(dans=plan)
    secrete = FicheFactory(dans=plan, confidentielle=True, statut="bloque")
    LigneBudget.objects.create(fiche=secrete, type="investissement", prevu=9)
    cache = PlanFactory(collectivite=plan.collectivite, confidentiel=True)
    FicheFactory(dans=cache)
    relever_plans(plan.collectivite, par=None, le=LE)

    def lire(de: Plan | None, entier: bool) -> list[dict[str, int]]:
        return [e.par_statut for e in list_etats(plan.collectivite, de, entier=entier, depuis=MOIS)]

    assert lire(plan, True) == [{"a_venir": 1, "bloque": 1}]
    assert lire(plan, False) == [{"a_venir": 1}]
    assert (len(lire(cache, True)), lire(cache, False)) == (1, [])
    assert lire(None, False) == [{"a_venir": 1}]
    assert (
        list_etats(plan.collectivite, None, entier=False, depuis=MOIS)[0].prevu
        == list_etats(plan.collectivite, plan, entier=False, depuis=MOIS)[0].prevu
    )
    roles = {role: MembreFactory(**{role: True}, collectivite=plan.collectivite) for role in ("lecteur", "editeur")}
    vus = {role: lit_l_entier(membre.utilisateur, plan.collectivite) for role, membre in roles.items()}
    assert vus == {"lecteur": False, "editeur": True}
    assert not lit_l_entier(roles["editeur"].utilisateur, CollectiviteFactory())


def test_le_mois_courant_se_reecrit_et_les_autres_restent(plan: Plan) -> None:
    fiche = FicheFactory(dans=plan)
    relever_plans(plan.collectivite, par=None, le=LE)
    Fiche.objects.filter(pk=fiche.pk).update(statut="realise")
    relever_plans(plan.collectivite, par=None, le=LE + timedelta(days=3))
    assert [e.par_statut for e in list_etats(plan.collectivite, plan, entier=True, depuis=MOIS)] == [{"realise": 1}]
    relever_plans(plan.collectivite, par=None, le=LE + timedelta(days=30))
    assert [e.mois for e in list_etats(plan.collectivite, plan, entier=True, depuis=MOIS)] == [MOIS, date(2026, 4, 1)]


def test_la_premiere_fois_l_historique_raconte_les_mois_d_avant(plan: Plan) -> None:
    lise = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    fiche = FicheFactory(dans=plan, cree_le=datetime(2025, 12, 5, tzinfo=UTC))
    bloquee = FicheFactory(dans=plan, en_cours=True, confidentielle=True, cree_le=datetime(2026, 1, 5, tzinfo=UTC))
    modifier_fiche(fiche, {"statut": "en_cours"}, par=lise, le=datetime(2026, 1, 20, tzinfo=UTC))
    modifier_fiche(fiche, {"statut": "realise"}, par=lise, le=datetime(2026, 3, 2, tzinfo=UTC))
    poser_blocage(bloquee, "Foncier", par=lise, le=datetime(2026, 3, 4, tzinfo=UTC))
    relever_plans(plan.collectivite, par=None, le=LE)
    etats = list_etats(plan.collectivite, plan, entier=True, depuis=date(2025, 1, 1))
    assert [(etat.mois, etat.par_statut) for etat in etats] == [
        (date(2025, 12, 1), {"a_venir": 1}), (date(2026, 1, 1), {"en_cours": 2}), (date(2026, 2, 1), {"en_cours": 2}),
        (MOIS, {"realise": 1, "bloque": 1}),
    ]  # fmt: skip
    assert [etat.reconstitue for etat in etats] == [True, True, True, False]
    assert etats[0].prevu is etats[0].avancement is etats[0].en_retard is None
    ouverts = list_etats(plan.collectivite, plan, entier=False, depuis=date(2025, 1, 1))
    assert [etat.par_statut for etat in ouverts][1:] == [{"en_cours": 1}, {"en_cours": 1}, {"realise": 1}]


def test_la_ronde_releve_chaque_collectivite_qui_porte_une_fiche(plan: Plan) -> None:
    fiche, voisine = FicheFactory(dans=plan), CollectiviteFactory()
    partagee_avec(fiche, voisine)
    FicheFactory(supprimee_le=LE)
    relever(LE)
    assert set(RelevePlan.objects.values_list("collectivite", flat=True)) == {plan.collectivite_id, voisine.pk}
    Fiche.objects.filter(pk=fiche.pk).update(supprimee_le=LE)
    assert relever_tout(par=None, le=LE) == 2, "le dernier relevé du mois ne compte plus ce qui est supprimé"
    assert not RelevePlan.objects.filter(mois=MOIS).exists()


def test_un_plan_pese_par_son_budget_et_huit_requetes_suffisent(plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(ponderation=Ponderation.BUDGET)
    for statut, prevu in (("realise", 300), ("a_venir", 100)):
        fiche = FicheFactory(dans=plan, statut=statut)
        LigneBudget.objects.create(fiche=fiche, type="investissement", prevu=Decimal(prevu))
    relever_plans(plan.collectivite, par=None, le=LE)
    assert list_etats(plan.collectivite, plan, entier=True, depuis=MOIS)[0].avancement == 75
    nombres = []
    for _ in range(2):
        FicheFactory(dans=PlanFactory(collectivite=plan.collectivite))
        with CaptureQueriesContext(connection) as requetes:
            relever_plans(plan.collectivite, par=None, le=LE)
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]
