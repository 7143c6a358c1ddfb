"""Proposing, validating, sending back (docs/calculs/validation.md)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.plans.fabrique_validation import circuit, place, proposee, validee
from tests.plans.factories import (
    LE,
    FicheFactory,
    PlanFactory,
    partagee_avec,
    personne_nommee,
    pilotee_par,
    placer,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Notification, Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions import prevenir_validation as prevenir
from cordee.plans.actions.duplication import dupliquer_fiche, dupliquer_plan
from cordee.plans.actions.fiches import modifier_fiche, supprimer_fiche
from cordee.plans.actions.plans import supprimer_plan
from cordee.plans.actions.retour_plan import restaurer_plan
from cordee.plans.actions.validation import (
    ContenuChange,
    examiner,
    proposer_fiche,
    renvoyer_fiche,
    reprendre_proposition,
    retirer_validation,
    valider_fiche,
)
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.domain.validation import Etat, GesteValidation
from cordee.plans.models import Circuit, EtapeValidation, Fiche, GesteGroupe, Plan, PlanPersonne, Validation
from cordee.plans.queries.validation import en_circuit_for, version_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(days=1)


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan climat")


@pytest.fixture
def fiche(plan: Plan) -> Fiche:
    return FicheFactory(dans=plan, titre="Suivre l'énergie", objectifs="Moins 20 %")


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=plan.collectivite, utilisateur__prenom="Lise").utilisateur


@pytest.fixture
def odile(plan: Plan) -> Utilisateur:
    """The élue référente of the plan, who only reads."""
    odile = MembreFactory(collectivite=plan.collectivite, utilisateur__prenom="Odile").utilisateur
    PlanPersonne.objects.create(
        plan=plan, personne=personne_nommee(plan.collectivite, odile), role=RolePersonne.ELU_REFERENT
    )
    circuit(plan)
    return odile


def etat(fiche: Fiche, plan: Plan) -> str:
    return str(place(fiche, plan).etat)


def test_une_fiche_est_proposee_puis_validee_et_sa_version_est_gardee(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    assert etat(fiche, plan) == "brouillon"
    proposee(fiche, plan, par=lise, mot="Relue.")
    assert etat(fiche, plan) == "proposee"
    validation = validee(fiche, plan, par=odile)
    assert etat(fiche, plan) == "validee"
    assert validation.validee is not None
    assert (validation.validee.par_nom, validation.validee.jour) == (odile.nom_complet, date(2026, 3, 10))
    version = version_of(fiche, plan)
    assert version is not None
    assert version.objectifs == "Moins 20 %"
    etapes = list(EtapeValidation.objects.order_by("pk").values_list("geste", "etat", "mot"))
    assert etapes == [("proposer", "proposee", "Relue."), ("valider", "validee", "")]
    resumes = list(
        Ecriture.objects.filter(verbe__endswith="_validation").order_by("pk").values_list("resume", flat=True)
    )
    assert resumes == [
        "A proposé la fiche « Suivre l'énergie » dans « Plan climat »",
        "A validé la fiche « Suivre l'énergie » dans « Plan climat »",
    ]


def test_qui_lit_ne_propose_pas_et_qui_edite_ne_valide_pas_a_la_place_d_une_elue(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    with pytest.raises(Refus):
        proposer_fiche(place(fiche, plan), par=odile, le=LE)
    with pytest.raises(Refus, match="réglages"):
        valider_fiche(place(fiche, plan), par=lise, le=LE)
    with pytest.raises(Refus):
        renvoyer_fiche(place(fiche, plan), "non", par=lise, le=LE)
    with pytest.raises(Refus):
        retirer_validation(place(fiche, plan), "non", par=lise, le=LE)
    with pytest.raises(Refus):
        reprendre_proposition(place(fiche, plan), par=odile, le=LE)
    assert not EtapeValidation.objects.exists()


def test_le_pilote_d_une_fiche_la_propose(plan: Plan, fiche: Fiche, odile: Utilisateur) -> None:
    pilote = MembreFactory(contributeur=True, collectivite=plan.collectivite).utilisateur
    pilotee_par(fiche, pilote)
    proposee(fiche, plan, par=pilote)
    assert etat(fiche, plan) == "proposee"


def test_un_renvoi_demande_un_mot_et_remet_en_brouillon(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    proposee(fiche, plan, par=lise)
    with pytest.raises(DonneeRefusee, match="Écrivez un mot"):
        renvoyer_fiche(place(fiche, plan), " ", par=odile, le=LE)
    renvoyer_fiche(place(fiche, plan), "Le budget manque.\r\nVois l'ADEME.", par=odile, le=PLUS_TARD)
    lue = place(fiche, plan)
    assert (lue.etat, lue.dit.renvoyee) == (Etat.BROUILLON, True)
    assert lue.validation is not None
    assert lue.validation.derniere is not None
    assert lue.validation.derniere.mot == "Le budget manque.\nVois l'ADEME."


def test_une_proposition_se_reprend(plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur) -> None:
    proposee(fiche, plan, par=lise)
    reprendre_proposition(place(fiche, plan), par=lise, le=LE)
    assert etat(fiche, plan) == "brouillon"
    with pytest.raises(DonneeRefusee, match="n'est plus proposée"):
        reprendre_proposition(place(fiche, plan), par=lise, le=LE)


def test_une_validation_se_retire_et_la_version_reste_dans_les_etapes(
    plan: Plan, fiche: Fiche, odile: Utilisateur
) -> None:
    validee(fiche, plan, par=odile)
    retirer_validation(place(fiche, plan), "Erreur de séance", par=odile, le=PLUS_TARD)
    assert etat(fiche, plan) == "brouillon"
    assert version_of(fiche, plan) is None
    assert EtapeValidation.objects.get(geste=GesteValidation.VALIDER).version["titre"] == "Suivre l'énergie"


def test_ce_qui_a_change_depuis_la_lecture_ne_se_valide_pas(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    (lu,) = examiner([place(fiche, plan)])
    modifier_fiche(fiche, {"objectifs": "Moins 5 %"}, par=lise, le=LE)
    with pytest.raises(ContenuChange, match="rien n'est enregistré"):
        valider_fiche(place(fiche, plan), lue=lu.empreinte, par=odile, le=LE)
    assert not EtapeValidation.objects.exists()
    modifier_fiche(fiche, {"objectifs": "Moins 20 %", "statut": "en_cours"}, par=lise, le=LE)
    valider_fiche(place(fiche, plan), lue=lu.empreinte, par=odile, le=LE)
    assert etat(fiche, plan) == "validee"


def test_une_fiche_supprimee_entre_temps_ne_se_valide_pas(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    lue = place(fiche, plan)
    supprimer_fiche(fiche, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="supprimée"):
        valider_fiche(lue, par=odile, le=LE)


def test_une_date_a_venir_est_refusee(plan: Plan, fiche: Fiche, odile: Utilisateur) -> None:
    with pytest.raises(DonneeRefusee, match="à venir"):
        valider_fiche(place(fiche, plan), jour=date(2026, 3, 11), par=odile, le=LE)
    valider_fiche(place(fiche, plan), jour=date(2025, 1, 1), par=odile, le=LE)
    assert place(fiche, plan).dit.valide_le == date(2025, 1, 1)


def test_un_geste_fait_entre_temps_par_une_autre_est_dit(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    avant = place(fiche, plan)
    proposee(fiche, plan, par=lise)
    with pytest.raises(DonneeRefusee, match="déjà proposée"):
        proposer_fiche(avant, par=lise, le=LE)


# -- several plans, sharing --------------------------------------------------------------------------------------------
def test_une_fiche_dans_deux_plans_a_un_etat_dans_chacun(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    autre = PlanFactory(collectivite=plan.collectivite)
    circuit(autre)
    placer(fiche, autre)
    validee(fiche, plan, par=odile)
    assert (etat(fiche, plan), etat(fiche, autre)) == ("validee", "brouillon")
    validee(fiche, autre, par=lise)
    modifier_fiche(fiche, {"objectifs": "Moins 25 %"}, par=lise, le=LE)
    assert (etat(fiche, plan), etat(fiche, autre)) == ("modifiee", "modifiee")


def test_une_fiche_portee_a_deux_se_valide_chez_chacun_par_les_siens(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    voisine = CollectiviteFactory()
    partagee_avec(fiche, voisine)
    chez_eux = PlanFactory(collectivite=voisine)
    circuit(chez_eux)
    placer(fiche, chez_eux)
    editeur = MembreFactory(editeur=True, collectivite=voisine).utilisateur
    with pytest.raises(Refus):
        validee(fiche, plan, par=editeur)
    with pytest.raises(Refus):
        validee(fiche, chez_eux, par=odile)
    validee(fiche, chez_eux, par=editeur)
    assert (etat(fiche, plan), etat(fiche, chez_eux)) == ("brouillon", "validee")
    assert en_circuit_for(editeur, fiche, plan.pk) is None
    assert en_circuit_for(editeur, fiche, chez_eux.pk) is not None


# -- duplication, deletion ---------------------------------------------------------------------------------------------
def test_une_copie_commence_en_brouillon(plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur) -> None:
    validee(fiche, plan, par=odile)
    copie = dupliquer_fiche(fiche, plan.collectivite, par=lise, le=LE)
    assert etat(copie, plan) == "brouillon"


def test_la_copie_d_un_plan_se_valide_de_la_meme_facon_et_repart_de_brouillons(
    plan: Plan, fiche: Fiche, lise: Utilisateur
) -> None:
    circuit(plan, choisis=[lise])
    validee(fiche, plan, par=lise)
    copie = dupliquer_plan(plan, plan.collectivite, "Plan 2", par=lise, le=LE)
    assert list(Circuit.objects.get(plan=copie).choisis.all()) == [lise]
    assert etat(Fiche.objects.get(placements__plan=copie), copie) == "brouillon"
    ailleurs = MembreFactory(editeur=True, utilisateur=lise).collectivite
    lise.__dict__.pop("_roles_par_collectivite", None)
    assert not Circuit.objects.filter(plan=dupliquer_plan(plan, ailleurs, "Ailleurs", par=lise, le=LE)).exists()


def test_un_plan_restaure_retrouve_son_circuit_et_les_etats(plan: Plan, fiche: Fiche, lise: Utilisateur) -> None:
    circuit(plan, choisis=[lise])
    validee(fiche, plan, par=lise)
    supprimer_plan(plan, avec_fiches=False, par=lise, le=LE)
    assert not Validation.objects.exists()
    revenu = restaurer_plan(GesteGroupe.objects.get(), par=lise, le=LE)
    assert etat(fiche, revenu) == "validee"
    assert version_of(fiche, Plan.objects.get(pk=revenu.pk)) is not None
    assert list(Circuit.objects.get(plan=revenu).choisis.all()) == [lise]


# -- who is told -------------------------------------------------------------------------------------------------------
def genres(qui: Utilisateur) -> list[str]:
    return list(
        Notification.objects.filter(destinataire=qui, etat="en_attente").order_by("pk").values_list("genre", flat=True)
    )


def test_la_validatrice_puis_le_pilote_et_l_autrice_sont_prevenus(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    pilote = MembreFactory(collectivite=plan.collectivite).utilisateur
    pilotee_par(fiche, pilote)
    proposee(fiche, plan, par=lise)
    assert (genres(odile), genres(pilote), genres(lise)) == ([prevenir.PROPOSEE], [], [])
    renvoyer_fiche(place(fiche, plan), "À reprendre", par=odile, le=LE)
    assert (genres(odile), genres(pilote), genres(lise)) == ([], [prevenir.RENVOYEE], [prevenir.RENVOYEE])


def test_l_autrice_est_celle_de_la_proposition_dans_ce_plan(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    autre = PlanFactory(collectivite=plan.collectivite)
    circuit(autre, choisis=[odile])
    placer(fiche, autre)
    jean = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    proposee(fiche, plan, par=lise)
    proposee(fiche, autre, par=jean, le=PLUS_TARD)
    validee(fiche, plan, par=odile)
    assert (genres(lise), genres(jean)) == ([prevenir.VALIDEE], [])
    lue = place(fiche, plan).validation
    assert lue is not None
    assert [str(objet).split()[0] for objet in (lue, lue.derniere, plan.circuit)] == [
        str(fiche.pk),
        "valider",
        "circuit",
    ]


def test_une_proposition_reprise_ne_previent_personne(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    proposee(fiche, plan, par=lise)
    reprendre_proposition(place(fiche, plan), par=lise, le=LE)
    assert genres(odile) == []


def test_sans_personne_designee_les_editeurs_sont_prevenus(plan: Plan, fiche: Fiche, lise: Utilisateur) -> None:
    circuit(plan)
    autre = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    lectrice = MembreFactory(collectivite=plan.collectivite).utilisateur
    proposee(fiche, plan, par=lise)
    assert (genres(autre), genres(lectrice)) == ([prevenir.PROPOSEE], [])


def test_une_proposition_qui_attend_sept_jours_est_rappelee_une_fois(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    autre, suivante = FicheFactory(dans=plan), FicheFactory(dans=plan)
    proposee(fiche, plan, par=lise)
    proposee(suivante, plan, par=lise, le=LE + timedelta(days=1))
    proposee(autre, plan, par=lise, le=LE + timedelta(days=1))
    assert prevenir.rappeler_propositions(le=LE + timedelta(days=6)) == 0
    assert prevenir.rappeler_propositions(le=LE + timedelta(days=7)) == 1
    assert prevenir.rappeler_propositions(le=LE + timedelta(days=7)) == 0
    assert prevenir.rappeler_propositions(le=LE + timedelta(days=8)) == 2
    Circuit.objects.update(actif=False)
    assert prevenir.rappeler_propositions(le=LE + timedelta(days=9)) == 0
    assert genres(odile).count(prevenir.ATTENDUE) == 3
