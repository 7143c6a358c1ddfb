"""Starting, setting and stopping the circuit of a plan (docs/calculs/validation.md, « Démarrer un circuit »)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.plans.fabrique_validation import circuit, place, proposee, validee
from tests.plans.factories import LE, FicheFactory, PlanFactory, personne_nommee
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.circuits import arreter_circuit, regler_circuit
from cordee.plans.actions.validation import renvoyer_fiche
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.domain.validation import Valideurs
from cordee.plans.models import Circuit, Plan, PlanPersonne
from cordee.plans.queries.validation import circuit_of, designes_of, en_circuit_for, valideurs_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, peut

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan climat")


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur


def frais(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


def test_un_circuit_demarre_sur_des_brouillons(plan: Plan, lise: Utilisateur) -> None:
    fiche = FicheFactory(dans=plan)
    assert regler_circuit(plan, Valideurs.RESPONSABLES, par=lise, le=LE) == 0
    assert str(place(fiche, plan).etat) == "brouillon"
    assert circuit_of(frais(plan)) is not None
    assert "A mis en place la validation" in Ecriture.objects.get(verbe="plans.regler_validation").resume


def test_les_fiches_actuelles_se_tiennent_pour_validees_a_la_date_de_la_deliberation(
    plan: Plan, lise: Utilisateur
) -> None:
    fiche, proposee_avant, renvoyee, supprimee = (FicheFactory(dans=plan) for _ in range(4))
    type(supprimee).objects.filter(pk=supprimee.pk).update(supprimee_le=LE)
    FicheFactory(parent=fiche)
    circuit(plan)
    proposee(proposee_avant, plan, par=lise)
    proposee(renvoyee, plan, par=lise)
    renvoyer_fiche(place(renvoyee, plan), "non", par=lise, le=LE)
    jour = date(2024, 2, 14)
    assert regler_circuit(frais(plan), Valideurs.RESPONSABLES, validees_le=jour, par=lise, le=LE) == 1
    lue = place(fiche, plan)
    assert (str(lue.etat), lue.dit.valide_le) == ("validee", jour)
    assert [str(place(f, plan).etat) for f in (proposee_avant, renvoyee)] == ["proposee", "brouillon"]
    assert "1 fiche tenue pour validée" in Ecriture.objects.filter(verbe="plans.regler_validation").latest("pk").resume
    assert regler_circuit(frais(plan), Valideurs.RESPONSABLES, validees_le=jour, par=lise, le=LE) == 0


def test_une_date_a_venir_et_un_choix_vide_sont_refuses(plan: Plan, lise: Utilisateur) -> None:
    with pytest.raises(DonneeRefusee, match="à venir"):
        regler_circuit(plan, Valideurs.RESPONSABLES, validees_le=LE.date() + timedelta(days=1), par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="au moins une personne"):
        regler_circuit(plan, Valideurs.CHOISIS, par=lise, le=LE)
    etranger = MembreFactory().utilisateur
    with pytest.raises(DonneeRefusee, match="n'est plus membre"):
        regler_circuit(plan, Valideurs.CHOISIS, [etranger.pk], par=lise, le=LE)
    assert not Circuit.objects.exists()


def test_arrete_un_circuit_ne_perd_rien(plan: Plan, lise: Utilisateur) -> None:
    fiche = FicheFactory(dans=plan)
    regler_circuit(plan, Valideurs.RESPONSABLES, par=lise, le=LE)
    validee(fiche, plan, par=lise)
    arreter_circuit(frais(plan), par=lise, le=LE)
    assert en_circuit_for(lise, fiche, plan.pk) is None
    with pytest.raises(DonneeRefusee, match="rien à arrêter"):
        arreter_circuit(frais(plan), par=lise, le=LE)
    regler_circuit(frais(plan), Valideurs.RESPONSABLES, par=lise, le=LE)
    assert str(place(fiche, plan).etat) == "validee"


def test_qui_valide_est_dit_par_le_plan(plan: Plan, lise: Utilisateur) -> None:
    """« Circuit »."""
    tenu = circuit(plan)
    assert valideurs_of(plan, tenu) == [lise]
    odile = MembreFactory(collectivite=plan.collectivite).utilisateur
    parti = MembreFactory().utilisateur
    for qui, role in ((odile, RolePersonne.ELU_REFERENT), (odile, RolePersonne.PILOTE), (parti, RolePersonne.PILOTE)):
        PlanPersonne.objects.create(plan=plan, personne=personne_nommee(plan.collectivite, qui), role=role)
    PlanPersonne.objects.create(
        plan=plan, personne=personne_nommee(plan.collectivite, "Sans compte"), role=RolePersonne.PILOTE
    )
    assert valideurs_of(plan, tenu) == designes_of(plan, tenu) == [odile]
    tenu.valideurs = Valideurs.CHOISIS
    tenu.choisis.set([lise, parti])
    assert valideurs_of(plan, tenu) == [lise]


def test_le_circuit_se_regle_par_qui_valide_ou_administre(plan: Plan, lise: Utilisateur) -> None:
    lectrice = MembreFactory(collectivite=plan.collectivite).utilisateur
    admin = MembreFactory(administrateur=True, collectivite=plan.collectivite).utilisateur
    autre = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    assert not peut(lectrice, "plans.regler_validation", plan)
    assert peut(autre, "plans.regler_validation", frais(plan))
    regler_circuit(plan, Valideurs.CHOISIS, [lise.pk], par=lise, le=LE)
    droits = [peut(qui, "plans.regler_validation", frais(plan)) for qui in (lise, admin, autre, lectrice)]
    assert droits == [True, True, False, False]
    with pytest.raises(Refus):
        arreter_circuit(frais(plan), par=autre, le=LE)
    assert not peut(lise, "plans.regler_validation", None)
