"""Arranging a dashboard: who may, what is refused, how a removal is taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.plans.factories import LE, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.tableaux import (
    ajouter_module,
    deplacer_module,
    regler_module,
    remettre_modules,
    retablir_tableau,
    retirer_module,
)
from cordee.plans.domain.tableaux import MODULES_MAX, PAR_DEFAUT, Genre, GenreModule, Largeur, Module
from cordee.plans.models import Plan, TableauDeBord
from cordee.plans.queries.tableaux import Portee, geste_du_tableau_for, modules_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, peut
from cordee.territoires.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


def membre(plan: Plan, role: Role) -> Utilisateur:
    return MembreFactory(collectivite=plan.collectivite, role=role).utilisateur


@pytest.fixture
def admin(plan: Plan) -> Utilisateur:
    return membre(plan, Role.ADMINISTRATION)


@pytest.fixture
def commun(plan: Plan) -> Portee:
    return Portee(plan.collectivite)


def cles(portee: Portee) -> list[str]:
    return [module.cle for module in modules_of(portee)]


ORIGINE = [module.cle for module in PAR_DEFAUT[Genre.COMMUN]]


def test_le_premier_reglage_part_des_modules_d_origine(commun: Portee, admin: Utilisateur) -> None:
    assert modules_of(commun) == list(PAR_DEFAUT[Genre.COMMUN])
    assert not TableauDeBord.objects.exists()
    neuf = ajouter_module(commun, Module("", GenreModule.ACTIVITE, titre="  Quoi de\u200b neuf "), par=admin, le=LE)
    assert neuf.titre == "Quoi de\u200b neuf"
    assert cles(commun) == [*ORIGINE, neuf.cle]
    ecriture = Ecriture.objects.get(verbe="plans.regler_tableau")
    assert ecriture.resume == "A ajouté « Quoi de\u200b neuf », du tableau de bord commun"
    assert ecriture.collectivite_id == commun.collectivite.pk


def test_un_module_se_regle_se_deplace_et_se_retire(commun: Portee, admin: Utilisateur) -> None:
    regle = replace(PAR_DEFAUT[Genre.COMMUN][4], titre="Ce qui presse", largeur=Largeur.ENTIERE)
    assert regler_module(commun, regle, par=admin, le=LE) == regle
    deplacer_module(commun, "retards", 0, par=admin, le=LE)
    assert modules_of(commun)[0] == regle
    geste = retirer_module(commun, "retards", par=admin, le=LE)
    assert geste.resume == "« Ce qui presse » retiré"
    assert "retards" not in cles(commun)
    assert geste_du_tableau_for(admin, commun, geste.pk) == geste
    assert geste_du_tableau_for(admin, Portee(commun.collectivite, utilisateur=admin), geste.pk) is None
    assert remettre_modules(commun, geste, par=admin, le=LE)[0] == regle
    with pytest.raises(DonneeRefusee, match="déjà revenu"):
        remettre_modules(commun, geste, par=admin, le=LE)


def test_remettre_garde_ce_qui_a_change_depuis(commun: Portee, admin: Utilisateur) -> None:
    geste = retirer_module(commun, "plans", par=admin, le=LE)
    neuf = ajouter_module(commun, Module("", GenreModule.ACTIVITE), par=admin, le=LE)
    remettre_modules(commun, geste, par=admin, le=LE)
    assert cles(commun) == [*ORIGINE, neuf.cle]


def test_revenir_aux_modules_d_origine_s_annule_entierement(commun: Portee, admin: Utilisateur) -> None:
    regler_module(commun, replace(PAR_DEFAUT[Genre.COMMUN][0], titre="Nos chiffres"), par=admin, le=LE)
    retirer_module(commun, "budget", par=admin, le=LE)
    avant = modules_of(commun)
    geste = retablir_tableau(commun, par=admin, le=LE)
    assert modules_of(commun) == list(PAR_DEFAUT[Genre.COMMUN])
    remettre_modules(commun, geste, par=admin, le=LE)
    assert modules_of(commun) == avant


def test_chaque_tableau_demande_son_droit(plan: Plan, commun: Portee, admin: Utilisateur) -> None:
    editrice, lecteur = membre(plan, Role.EDITION), membre(plan, Role.LECTURE)
    module = Module("", GenreModule.BUDGET)
    with pytest.raises(Refus):
        ajouter_module(commun, module, par=editrice, le=LE)
    ajouter_module(Portee(plan.collectivite, plan), module, par=editrice, le=LE)
    with pytest.raises(Refus):
        ajouter_module(Portee(plan.collectivite, plan), module, par=lecteur, le=LE)
    ajouter_module(Portee(plan.collectivite, utilisateur=lecteur), module, par=lecteur, le=LE)
    with pytest.raises(Refus):
        ajouter_module(Portee(plan.collectivite, utilisateur=lecteur), module, par=admin, le=LE)
    with pytest.raises(Refus):
        ajouter_module(Portee(CollectiviteFactory(), utilisateur=lecteur), module, par=lecteur, le=LE)
    geste = retirer_module(commun, "budget", par=admin, le=LE)
    with pytest.raises(Refus, match="Seule la personne"):
        remettre_modules(commun, geste, par=membre(plan, Role.ADMINISTRATION), le=LE)
    assert TableauDeBord.objects.count() == 3
    resumes = Ecriture.objects.filter(verbe="plans.regler_tableau").values_list("resume", flat=True)
    assert f"A ajouté « Budget par année », du tableau de bord de « {plan.nom} »" in resumes
    assert "A ajouté « Budget par année », de son tableau de bord" in resumes


def test_ni_un_visiteur_ni_rien_ne_se_regle(commun: Portee, admin: Utilisateur) -> None:
    assert peut(admin, "plans.regler_tableau", commun)
    assert not peut(admin, "plans.regler_tableau", None)
    assert not peut(AnonymousUser(), "plans.regler_tableau", commun)


def test_ce_qui_ne_tient_pas_est_refuse(commun: Portee, admin: Utilisateur) -> None:
    with pytest.raises(DonneeRefusee, match="raccourcissez-le"):
        ajouter_module(commun, Module("", GenreModule.BUDGET, titre="x" * 121), par=admin, le=LE)
    with pytest.raises(DonneeRefusee, match="trop de filtres"):
        ajouter_module(commun, Module("", GenreModule.BUDGET, parametres="x" * 2001), par=admin, le=LE)
    for geste in (
        lambda: regler_module(commun, Module("absent", GenreModule.BUDGET), par=admin, le=LE),
        lambda: deplacer_module(commun, "absent", 0, par=admin, le=LE),
        lambda: retirer_module(commun, "absent", par=admin, le=LE),
    ):
        with pytest.raises(DonneeRefusee, match="rechargez la page"):
            geste()
    for _ in range(MODULES_MAX - len(ORIGINE)):
        ajouter_module(commun, Module("", GenreModule.BUDGET), par=admin, le=LE)
    with pytest.raises(DonneeRefusee, match="16 modules au plus"):
        ajouter_module(commun, Module("", GenreModule.BUDGET), par=admin, le=LE)
