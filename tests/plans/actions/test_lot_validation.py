"""Proposing and validating many fiches at once, and undoing it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.plans.fabrique_validation import circuit, place, proposee, validee
from tests.plans.factories import LE, FicheFactory, PlanFactory, placer
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Notification, Utilisateur
from cordee.plans.actions import prevenir_validation as prevenir
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.lot import Lot, annuler_lot, appliquer_lot, preparer_lot
from cordee.plans.actions.validation import retirer_validation
from cordee.plans.domain.lot import Geste, Sens
from cordee.plans.models import EtapeValidation, Fiche, Plan
from cordee.plans.queries.validation import gestes_de_validation
from cordee.plans.queries.visibilite import annotate_racine
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory(nom="Plan climat")
    for titre in ("A", "B"):
        FicheFactory(dans=plan, titre=titre)
    FicheFactory(collectivite=plan.collectivite, titre="Ailleurs")
    circuit(plan)
    return plan


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur


def preparer(plan: Plan, geste: str, lise: Utilisateur) -> Lot:
    fiches = list(annotate_racine(Fiche.objects.order_by("titre")))
    valeur = f"{geste}:{plan.pk}" if geste else ""
    return preparer_lot(plan.collectivite, fiches, Geste.VALIDATION, Sens.AJOUTER, valeur, par=lise, le=LE)


def etats(plan: Plan) -> list[str]:
    return [str(place(Fiche.objects.get(titre=titre), plan).etat) for titre in ("A", "B")]


def dits(lot: Lot) -> list[tuple[str, str, str, str]]:
    return [(c.fiche.titre, c.avant, c.apres, c.raison) for c in lot.changements]


def test_on_propose_ce_qui_se_propose_et_cela_s_annule(plan: Plan, lise: Utilisateur) -> None:
    validee(Fiche.objects.get(titre="B"), plan, par=lise)
    autre = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    lot = preparer(plan, "proposer", lise)
    assert dits(lot) == [
        ("A", "brouillon", "proposee", ""),
        ("Ailleurs", "", "", "elle n'est pas dans ce plan"),
        ("B", "validee", "validee", "elle est déjà validée"),
    ]
    groupe = appliquer_lot(plan.collectivite, lot, par=lise, le=LE)
    assert etats(plan) == ["proposee", "validee"]
    assert Notification.objects.filter(destinataire=autre, genre=prevenir.PROPOSEE, etat="en_attente").count() == 1
    assert annuler_lot(groupe, par=lise, le=LE) == (1, [])
    assert etats(plan) == ["brouillon", "validee"]
    assert not Notification.objects.filter(genre=prevenir.PROPOSEE, etat="en_attente").exists()
    assert not EtapeValidation.objects.filter(geste="proposer").exists()


def test_on_valide_d_un_coup_et_l_annulation_rend_les_propositions(plan: Plan, lise: Utilisateur) -> None:
    proposee(Fiche.objects.get(titre="A"), plan, par=lise, mot="Relue")
    groupe = appliquer_lot(plan.collectivite, preparer(plan, "valider", lise), par=lise, le=LE + timedelta(hours=1))
    assert etats(plan) == ["validee", "validee"]
    annuler_lot(groupe, par=lise, le=LE + timedelta(hours=2))
    assert etats(plan) == ["proposee", "brouillon"]
    rendue = place(Fiche.objects.get(titre="A"), plan).validation
    assert rendue is not None
    assert (rendue.validee, rendue.derniere and rendue.derniere.mot) == (None, "Relue")


def test_ce_qui_a_bouge_depuis_reste(plan: Plan, lise: Utilisateur) -> None:
    groupe = appliquer_lot(plan.collectivite, preparer(plan, "valider", lise), par=lise, le=LE)
    retirer_validation(place(Fiche.objects.get(titre="A"), plan), "Erreur", par=lise, le=LE)
    validee(Fiche.objects.get(titre="A"), plan, par=lise)
    assert annuler_lot(groupe, par=lise, le=LE) == (1, ["A"])
    assert etats(plan) == ["validee", "brouillon"]


def test_un_contenu_change_depuis_l_apercu_ne_se_valide_pas(plan: Plan, lise: Utilisateur) -> None:
    vue = preparer(plan, "valider", lise).porteur.empreinte  # type: ignore[attr-defined]
    modifier_fiche(Fiche.objects.get(titre="A"), {"objectifs": "Autre"}, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="a changé depuis l'aperçu"):
        appliquer_lot(plan.collectivite, preparer(plan, "valider", lise), par=lise, le=LE, lue=vue)
    assert etats(plan) == ["brouillon", "brouillon"]


def test_un_etat_change_entre_la_preparation_et_l_ecriture_arrete_tout(plan: Plan, lise: Utilisateur) -> None:
    lot = preparer(plan, "proposer", lise)
    proposee(Fiche.objects.get(titre="A"), plan, par=lise)
    with pytest.raises(DonneeRefusee, match="a changé depuis l'aperçu"):
        appliquer_lot(plan.collectivite, lot, par=lise, le=LE)


@pytest.mark.parametrize("valeur", ["", "renvoyer", "valider:x", "valider:999999"])
def test_une_demande_qui_ne_veut_rien_dire_est_refusee(plan: Plan, lise: Utilisateur, valeur: str) -> None:
    fiches = list(annotate_racine(Fiche.objects.all()))
    with pytest.raises(DonneeRefusee):
        preparer_lot(plan.collectivite, fiches, Geste.VALIDATION, Sens.AJOUTER, valeur, par=lise, le=LE)


def test_valider_reste_a_qui_valide_et_un_pilote_ne_propose_que_les_siennes(plan: Plan, lise: Utilisateur) -> None:
    circuit_tenu = Plan.objects.get(pk=plan.pk).circuit
    circuit_tenu.valideurs = "choisis"
    circuit_tenu.save()
    circuit_tenu.choisis.set([MembreFactory(collectivite=plan.collectivite).utilisateur])
    with pytest.raises(Refus):
        preparer(plan, "valider", lise)
    toutes = list(Fiche.objects.all())
    assert gestes_de_validation(lise, plan.collectivite, toutes) == [
        (f"proposer:{plan.pk}", "Proposer à la validation, dans « Plan climat »")
    ]
    circuit_tenu.choisis.set([lise])
    assert len(gestes_de_validation(lise, plan.collectivite, toutes)) == 2
    assert gestes_de_validation(lise, plan.collectivite, list(Fiche.objects.filter(titre="Ailleurs"))) == []


def test_une_fiche_qu_on_ne_modifie_pas_ne_se_propose_pas_avec_les_autres(plan: Plan, lise: Utilisateur) -> None:
    """Carried with a neighbour by somebody else, then no longer: it is still in the list that was ticked."""
    etrangere = FicheFactory(titre="Zone partagée")
    placer(etrangere, plan)
    raisons = {titre: raison for titre, _, _, raison in dits(preparer(plan, "proposer", lise))}
    assert (raisons["Zone partagée"], raisons["A"]) == ("vous ne pouvez pas la modifier", "")


def test_ce_qui_est_vide_ne_previent_personne_et_ne_s_ecrit_pas(plan: Plan, lise: Utilisateur) -> None:
    lot = preparer(plan, "proposer", lise)
    lot.porteur.ecrire({})
    prevenir.prevenir_issues([], prevenir.VALIDEE, plan, par=lise, le=LE)
    prevenir.annuler_propositions([], le=LE)
    prevenir.annuler_issues([], le=LE)
    assert not Notification.objects.exists()
    assert etats(plan) == ["brouillon", "brouillon"]


def test_le_nombre_de_requetes_ne_depend_pas_de_celui_des_fiches(
    plan: Plan, lise: Utilisateur, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(6):
        FicheFactory(dans=plan)
    with django_assert_max_num_queries(80):  # type: ignore[operator]
        appliquer_lot(plan.collectivite, preparer(plan, "valider", lise), par=lise, le=LE)
