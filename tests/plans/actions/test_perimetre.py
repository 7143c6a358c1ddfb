"""Saying which part of its territory a plan concerns."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.duplication import dupliquer_plan
from cordee.plans.actions.perimetre import definir_perimetre
from cordee.plans.actions.plans import creer_plan, modifier_plan
from cordee.plans.models import Plan
from cordee.plans.queries.perimetre import perimetre_de_la_fiche, perimetre_of, territoire_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


def commune(nom: str) -> Collectivite:
    return CollectiviteFactory(nom=nom, nature=Nature.COMMUNE)


@pytest.fixture
def communes() -> list[Collectivite]:
    return [commune("Avançon"), commune("Barcillon")]


@pytest.fixture
def epci(communes: list[Collectivite]) -> Collectivite:
    return CollectiviteFactory(nom="CC du Haut-Sérac", membres=communes)


@pytest.fixture
def petr(epci: Collectivite) -> Collectivite:
    return CollectiviteFactory(petr=True, membres=[epci, CollectiviteFactory(nom="CC du Val")])


@pytest.fixture
def plan(petr: Collectivite) -> Plan:
    return PlanFactory(collectivite=petr)


@pytest.fixture
def options(petr: Collectivite) -> dict[str, Any]:
    return {"par": MembreFactory(editeur=True, collectivite=petr).utilisateur, "le": LE}


def test_un_territoire_se_lit_en_une_requete(petr, epci, communes, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        groupes = territoire_of(petr).groupes
    assert [(membre.nom, [c.nom for c in siennes]) for membre, siennes in groupes] == [
        ("CC du Haut-Sérac", ["Avançon", "Barcillon"]), ("CC du Val", []),
    ]  # fmt: skip
    assert territoire_of(communes[0]).connues == {}


def test_un_plan_concerne_une_partie_de_son_territoire_et_l_historique_le_dit(plan, epci, communes, options) -> None:
    assert perimetre_of(plan) == []
    assert definir_perimetre(plan, [communes[1], epci.pk, communes[0]], **options) == [epci]
    assert perimetre_of(plan) == [epci]
    ecriture = Ecriture.objects.get(verbe="plans.definir_perimetre")
    assert ecriture.details["champs"]["perimetre"] == [[], ["CC du Haut-Sérac"]]
    definir_perimetre(plan, [epci], **options)
    assert Ecriture.objects.filter(verbe="plans.definir_perimetre").count() == 1


def test_tout_cocher_vaut_tout_le_territoire(plan, petr, options) -> None:
    definir_perimetre(plan, [c for c, _ in territoire_of(petr).groupes], **options)
    assert perimetre_of(plan) == []


def test_une_collectivite_d_ailleurs_se_refuse_mais_celle_qui_est_partie_peut_rester(plan, epci, options) -> None:
    with pytest.raises(DonneeRefusee, match="n'est pas du territoire"):
        definir_perimetre(plan, [CollectiviteFactory()], **options)
    ancienne = CollectiviteFactory()
    plan.perimetre.set([ancienne])
    assert definir_perimetre(plan, [ancienne, epci], **options) == sorted(
        [ancienne, epci], key=lambda c: c.cle_recherche
    )


def test_une_lectrice_ne_change_pas_le_perimetre(plan, epci) -> None:
    lectrice = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    with pytest.raises(Refus):
        definir_perimetre(plan, [epci], par=lectrice, le=LE)


def test_le_perimetre_se_dit_avec_le_plan_et_sa_copie_le_garde(petr, epci, communes, options) -> None:
    cree = creer_plan(petr, "Plan vélo", perimetre=[communes[0]], **options)
    assert perimetre_of(cree) == [communes[0]]
    modifier_plan(cree, {}, perimetre=[epci], **options)
    assert perimetre_of(dupliquer_plan(cree, petr, "", **options)) == [epci]
    modifier_plan(cree, {}, **options)
    assert perimetre_of(cree) == [epci]


def test_un_nom_du_territoire_se_retrouve_s_il_n_y_en_a_qu_un(petr, epci) -> None:
    homonyme = commune("Val")
    autre = CollectiviteFactory(nom="CC du Sud", membres=[homonyme, commune("Val")])
    territoire = territoire_of(CollectiviteFactory(petr=True, membres=[epci, autre]))
    assert territoire.trouver("cc du haut serac") == epci
    assert territoire.trouver("Val") is None
    assert territoire.trouver("Ailleurs") is None


def test_les_communes_du_perimetre_sont_celles_des_plans_que_l_on_voit(plan, epci, communes, options) -> None:
    fiche = FicheFactory(dans=plan)
    assert perimetre_de_la_fiche(options["par"], fiche) == set()
    definir_perimetre(plan, [epci], **options)
    assert perimetre_de_la_fiche(options["par"], fiche) == {epci.pk, *(c.pk for c in communes)}
    assert perimetre_de_la_fiche(MembreFactory().utilisateur, fiche) == set()
