"""Filters, counts and what is publishable (docs/calculs/validation.md)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.plans.fabrique_validation import circuit, place, proposee, validee
from tests.plans.factories import (
    AUJOURDHUI,
    LE,
    FicheFactory,
    PlanFactory,
    partagee_avec,
    personne_nommee,
    placer,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.validation import retirer_validation
from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.domain.filtres_proposes import ValidationVue
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.domain.validation import Etat
from cordee.plans.models import Circuit, Fiche, Placement, Plan, PlanPersonne
from cordee.plans.queries.filtres import filter_fiches
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.validation import (
    circuit_of,
    citer_validations,
    count_a_valider,
    en_circuit_for,
    etats_of,
    list_plans_en_circuit_for,
    list_proposees_for,
    plans_valides_par,
    q_publiable,
    version_of,
    versions_validees,
)
from cordee.plans.queries.visibilite import list_racines_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory(nom="Plan climat")
    circuit(plan)
    return plan


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur


@pytest.fixture
def fiches(plan: Plan, lise: Utilisateur) -> dict[str, Fiche]:
    """One in each state, and one outside any circuit."""
    une = {
        nom: FicheFactory(dans=plan, titre=nom) for nom in ("brouillon", "proposee", "validee", "modifiee", "retiree")
    }
    une["sans_circuit"] = FicheFactory(collectivite=plan.collectivite, titre="sans_circuit")
    proposee(une["proposee"], plan, par=lise)
    for nom in ("validee", "modifiee", "retiree"):
        validee(une[nom], plan, par=lise)
    modifier_fiche(une["modifiee"], {"objectifs": "Autre"}, par=lise, le=LE)
    retirer_validation(place(une["retiree"], plan), "Erreur", par=lise, le=LE)
    return une


def trouver(lise: Utilisateur, plan: Plan, adresse: str, *, dans_le_plan: bool) -> set[str]:
    filtres = lire_filtres({"validation": adresse.split()})
    regard = Regard(plan.collectivite, AUJOURDHUI, plan if dans_le_plan else None)
    gardees = filter_fiches(list_racines_for(lise, plan.collectivite), filtres, regard)
    return set(gardees.values_list("titre", flat=True))


@pytest.mark.parametrize("dans_le_plan", [True, False])
@pytest.mark.parametrize("valeur", ValidationVue)
def test_le_filtre_trouve_chaque_etat(
    plan: Plan, lise: Utilisateur, fiches: dict[str, Fiche], valeur: str, dans_le_plan: bool
) -> None:
    voulus = {str(valeur)} | ({"retiree"} if valeur == "brouillon" else set())
    assert trouver(lise, plan, str(valeur), dans_le_plan=dans_le_plan) == voulus


def test_les_valeurs_s_ajoutent_et_un_circuit_arrete_ne_filtre_rien(
    plan: Plan, lise: Utilisateur, fiches: dict[str, Fiche]
) -> None:
    assert trouver(lise, plan, "validee modifiee", dans_le_plan=True) == {"validee", "modifiee"}
    plan.circuit.actif = False
    plan.circuit.save()
    assert trouver(lise, plan, "validee modifiee", dans_le_plan=True) == set()
    assert len(trouver(lise, plan, "sans_circuit", dans_le_plan=False)) == 6
    assert circuit_of(Plan.objects.get(pk=plan.pk)) is None


def test_une_fiche_sortie_du_plan_ne_dit_plus_son_etat_et_le_retrouve(
    plan: Plan, lise: Utilisateur, fiches: dict[str, Fiche]
) -> None:
    fiches["validee"].placements.all().delete()
    assert trouver(lise, plan, "validee", dans_le_plan=False) == set()
    assert en_circuit_for(lise, fiches["validee"], plan.pk) is None
    placer(fiches["validee"], plan)
    assert trouver(lise, plan, "validee", dans_le_plan=False) == {"validee"}


def test_les_etats_d_une_liste_se_disent_plan_par_plan(plan: Plan, lise: Utilisateur, fiches: dict[str, Fiche]) -> None:
    autre = PlanFactory(collectivite=plan.collectivite, nom="Autre plan", code="PAT")
    circuit(autre)
    placer(fiches["validee"], autre)
    plans = list_plans_en_circuit_for(lise, plan.collectivite)
    dits = etats_of([f.pk for f in fiches.values()], plans)
    assert dits[fiches["validee"].pk] == (("PAT", Etat.BROUILLON), ("Plan climat", Etat.VALIDEE))
    assert dits[fiches["brouillon"].pk] == (("Plan climat", Etat.BROUILLON),)
    assert fiches["sans_circuit"].pk not in dits
    assert etats_of([fiches["validee"].pk], []) == {}
    citees = citer_validations(lise, [fiches["validee"].pk])[fiches["validee"].pk]
    assert [(c.plan, c.etat) for c in citees] == [("Autre plan", "brouillon"), ("Plan climat", "validee")]
    assert citer_validations(None, [fiches["sans_circuit"].pk]) == {}


def test_un_plan_confidentiel_ne_se_cite_pas_a_qui_ne_le_voit_pas(plan: Plan, fiches: dict[str, Fiche]) -> None:
    lectrice = MembreFactory(collectivite=plan.collectivite).utilisateur
    Plan.objects.filter(pk=plan.pk).update(confidentiel=True)
    assert list_plans_en_circuit_for(lectrice, plan.collectivite) == []
    assert citer_validations(lectrice, [fiches["validee"].pk]) == {}
    assert en_circuit_for(lectrice, fiches["validee"], plan.pk) is None


def test_ce_qui_attend_se_compte_pour_qui_valide(plan: Plan, lise: Utilisateur, fiches: dict[str, Fiche]) -> None:
    lectrice, elue = (MembreFactory(collectivite=plan.collectivite).utilisateur for _ in range(2))
    assert (count_a_valider(lise, plan.collectivite), count_a_valider(lectrice, plan.collectivite)) == (1, 0)
    PlanPersonne.objects.create(
        plan=plan, personne=personne_nommee(plan.collectivite, elue), role=RolePersonne.ELU_REFERENT
    )
    assert (count_a_valider(lise, plan.collectivite), count_a_valider(elue, plan.collectivite)) == (0, 1)
    plan.circuit.valideurs = "choisis"
    plan.circuit.save()
    plan.circuit.choisis.set([lectrice])
    assert [qui for qui in (lise, elue, lectrice) if plans_valides_par(qui, plan.collectivite)] == [lectrice]
    Fiche.objects.filter(titre="proposee").update(confidentiel=True)
    assert not list_proposees_for(lectrice, plan.collectivite, [plan]).exists()
    assert plans_valides_par(MembreFactory().utilisateur, plan.collectivite) == []


def test_une_requete_suffit_la_ou_rien_ne_se_valide() -> None:
    membre = MembreFactory(editeur=True)
    PlanFactory(collectivite=membre.collectivite)
    list_plans_en_circuit_for(membre.utilisateur, membre.collectivite)
    with CaptureQueriesContext(connection) as requetes:
        assert count_a_valider(membre.utilisateur, membre.collectivite) == 0
    assert len(requetes) == 1


def test_est_publiable_une_fiche_validee_telle_quelle_ou_dont_le_plan_n_a_pas_de_circuit(
    plan: Plan, fiches: dict[str, Fiche]
) -> None:
    libre = PlanFactory(collectivite=plan.collectivite)
    placer(fiches["brouillon"], libre)

    def publiables(dans: Plan) -> set[str]:
        return set(Placement.objects.filter(q_publiable(), plan=dans).values_list("fiche__titre", flat=True))

    assert publiables(plan) == {"validee"}
    assert publiables(libre) == {"brouillon"}
    Circuit.objects.filter(plan=plan).update(actif=False)
    assert publiables(plan) == set(fiches) - {"sans_circuit"}


def test_les_versions_validees_se_lisent_ensemble(plan: Plan, lise: Utilisateur, fiches: dict[str, Fiche]) -> None:
    proposee(fiches["modifiee"], plan, par=lise)
    versions = versions_validees(plan, [f.pk for f in fiches.values()])
    assert {v.objectifs for v in versions.values()} == {""}
    assert set(versions) == {fiches["validee"].pk, fiches["modifiee"].pk}
    assert version_of(fiches["retiree"], plan) is None
    libre = PlanFactory(collectivite=plan.collectivite)
    assert versions_validees(libre, [fiches["validee"].pk]) == {}


def test_une_sous_fiche_n_a_pas_d_etat_a_elle(plan: Plan, lise: Utilisateur, fiches: dict[str, Fiche]) -> None:
    sous = FicheFactory(parent=fiches["validee"])
    assert en_circuit_for(lise, sous, plan.pk) is None


def test_une_fiche_portee_avec_une_voisine_se_lit_dans_le_plan_de_chacun(
    plan: Plan, lise: Utilisateur, fiches: dict[str, Fiche]
) -> None:
    voisine = CollectiviteFactory()
    partagee_avec(fiches["validee"], voisine)
    chez_eux = PlanFactory(collectivite=voisine)
    circuit(chez_eux)
    placer(fiches["validee"], chez_eux)
    editrice = MembreFactory(editeur=True, collectivite=voisine).utilisateur
    assert trouver(editrice, chez_eux, "brouillon", dans_le_plan=False) == {"validee"}
    assert [c.plan for c in citer_validations(editrice, [fiches["validee"].pk])[fiches["validee"].pk]] == [chez_eux.nom]
