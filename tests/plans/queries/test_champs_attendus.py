"""An added field that is expected and empty makes a fiche incomplete: its page, its row and the filter agree."""

from __future__ import annotations

import pytest
from tests.plans.fabrique_champs import champ_de, remplir
from tests.plans.factories import AUJOURDHUI, FicheFactory, PlanFactory, partagee_avec, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.champs_attendus import attendus_for
from cordee.plans.queries.dossier import fiches_completes
from cordee.plans.queries.filtres import filter_fiches
from cordee.plans.queries.liste import lignes_of
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.resume import resumer
from cordee.plans.queries.visibilite import list_fiches_for
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(plan: Plan) -> Membre:
    return MembreFactory(editeur=True, collectivite=plan.collectivite)


def fiche_entiere(plan: Plan, titre: str, **autres) -> Fiche:
    """One that says all its essentials."""
    fiche = FicheFactory(dans=plan, titre=titre, description="D", **autres)
    pilotee_par(fiche, "Zoé Barral")
    return fiche


def trouver(membre: Membre, completer: str) -> set[str]:
    vues = list_fiches_for(membre.utilisateur, membre.collectivite)
    regard = Regard(membre.collectivite, AUJOURDHUI, visibles=vues, utilisateur=membre.utilisateur)
    filtres = lire_filtres({"completer": completer.split("|")})
    return {fiche.titre for fiche in filter_fiches(vues, filtres, regard)}


def vides(membre: Membre) -> dict[str, tuple[str, ...]]:
    vues = list_fiches_for(membre.utilisateur, membre.collectivite)
    lignes = lignes_of(
        list(vues),
        membre.utilisateur,
        resumer(vues, AUJOURDHUI),
        set(),
        {},
        attendus=attendus_for(membre.utilisateur, membre.collectivite),
    )
    return {ligne.fiche.titre: ligne.champs_vides for ligne in lignes if ligne.champs_vides}


def test_un_champ_attendu_de_la_collectivite(plan: Plan, lise: Membre) -> None:
    carbone = champ_de(plan.collectivite, "Coût carbone", "nombre", obligatoire=True)
    champ_de(plan.collectivite, "Remarque")
    dite, muette = fiche_entiere(plan, "Dite"), fiche_entiere(plan, "Muette")
    fiche_entiere(plan, "Abandonnée", abandonnee=True)
    FicheFactory(parent=muette, titre="Sous", description="D")
    remplir(dite, carbone, "12", par=lise.utilisateur)
    assert vides(lise) == {"Muette": ("Coût carbone",), "Sous": ("Coût carbone",)}
    assert trouver(lise, "champs") == {"Muette", "Sous"}
    assert trouver(lise, "incomplete") == {"Muette", "Sous"}
    assert trouver(lise, "champs|statut") == {"Muette", "Sous"}


def test_ce_que_la_liste_dit_incomplet_est_ce_que_le_filtre_trouve(plan: Plan, lise: Membre) -> None:
    champ_de(plan.collectivite, "Coût carbone", "nombre", obligatoire=True, plan=plan)
    fiche_entiere(plan, "Dans le plan")
    ailleurs = fiche_entiere(PlanFactory(collectivite=plan.collectivite), "Ailleurs")
    FicheFactory(parent=ailleurs, titre="Sous-fiche sans pilote", description="D")
    vues = list_fiches_for(lise.utilisateur, lise.collectivite)
    lignes = lignes_of(
        list(vues),
        lise.utilisateur,
        resumer(vues, AUJOURDHUI),
        set(),
        {},
        attendus=attendus_for(lise.utilisateur, lise.collectivite),
    )
    incompletes = {ligne.fiche.titre for ligne in lignes if ligne.a_completer or ligne.champs_vides}
    assert incompletes == trouver(lise, "incomplete") == {"Dans le plan", "Sous-fiche sans pilote"}
    assert trouver(lise, "champs") == {"Dans le plan"}


def test_une_phase_n_est_pas_attendue_d_une_sous_fiche(plan: Plan, lise: Membre) -> None:
    champ_de(plan.collectivite, "Phase", "phase", options=("Idée", "Travaux"), plan=plan, obligatoire=True)
    FicheFactory(parent=fiche_entiere(plan, "Fiche"), titre="Sous")
    assert vides(lise) == {"Fiche": ("Phase",)}
    assert trouver(lise, "champs") == {"Fiche"}


def test_un_champ_reserve_ne_rend_rien_incomplet_pour_qui_ne_le_lit_pas(plan: Plan, lise: Membre) -> None:
    champ_de(plan.collectivite, "Réservé", obligatoire=True, reserve=True)
    fiche_entiere(plan, "Fiche")
    lecteur = MembreFactory(lecteur=True, collectivite=plan.collectivite)
    assert (vides(lise), trouver(lise, "champs")) == ({"Fiche": ("Réservé",)}, {"Fiche"})
    assert (vides(lecteur), trouver(lecteur, "champs")) == ({}, set())


def test_une_fiche_recue_attend_les_champs_de_qui_la_possede(plan: Plan, lise: Membre) -> None:
    champ_de(plan.collectivite, "D'ici", obligatoire=True)
    recue = fiche_entiere(PlanFactory(collectivite=CollectiviteFactory()), "Reçue")
    champ_de(recue.collectivite, "De là-bas", obligatoire=True)
    partagee_avec(recue, plan.collectivite)
    assert vides(lise) == {"Reçue": ("De là-bas",)}
    assert trouver(lise, "champs") == {"Reçue"}


def test_un_export_dit_les_memes_champs(plan: Plan, lise: Membre) -> None:
    carbone = champ_de(plan.collectivite, "Coût carbone", "nombre", obligatoire=True)
    dite, muette = fiche_entiere(plan, "Dite"), fiche_entiere(plan, "Muette")
    remplir(dite, carbone, "12", par=lise.utilisateur)
    lues = fiches_completes(lise.utilisateur, plan.collectivite, [dite.pk, muette.pk])
    assert [lue.attendus for lue in lues] == [(("Coût carbone", True),), (("Coût carbone", False),)]
