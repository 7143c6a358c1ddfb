"""Who sees which plans and fiches."""

from __future__ import annotations

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.plans.factories import FicheFactory, PlanFactory, partagee_avec, personne_nommee, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Fiche, PlanPersonne
from cordee.plans.queries.visibilite import (
    annotate_racine,
    est_confidentielle,
    est_pilote,
    fiche_for,
    list_fiches_for,
    list_plans_for,
    list_racines_for,
    modifiables_par,
    plan_for,
    racine_of,
    role_sur,
)
from cordee.socle.permissions import peut
from cordee.territoires.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci():
    return CollectiviteFactory()


def lecteur(epci):
    return MembreFactory(lecteur=True, collectivite=epci).utilisateur


def contributeur(epci):
    return MembreFactory(contributeur=True, collectivite=epci).utilisateur


def editeur(epci):
    return MembreFactory(editeur=True, collectivite=epci).utilisateur


def titres(fiches) -> set[str]:
    return {fiche.titre for fiche in fiches}


def test_une_etrangere_ne_voit_ni_fiche_ni_plan(epci) -> None:
    fiche = FicheFactory(dans=PlanFactory(collectivite=epci))
    etrangere = UtilisateurFactory()
    assert not list_fiches_for(etrangere, epci).exists()
    assert not list_plans_for(etrangere, epci).exists()
    assert not peut(etrangere, "plans.voir_fiche", fiche)
    assert not peut(etrangere, "plans.modifier_fiche", fiche)


def test_une_lectrice_voit_tout_sauf_le_confidentiel_et_ce_qui_en_depend(epci) -> None:
    ouverte = FicheFactory(collectivite=epci, titre="Ouverte")
    fermee = FicheFactory(collectivite=epci, titre="Fermée", confidentielle=True)
    milieu = FicheFactory(parent=fermee, titre="Dessous")
    FicheFactory(parent=milieu, titre="Tout en bas")
    FicheFactory(dans=PlanFactory(collectivite=epci, confidentiel=True), titre="Dans un plan confidentiel")
    sous_privee = FicheFactory(parent=ouverte, titre="Sous-fiche confidentielle", confidentielle=True)
    FicheFactory(parent=sous_privee, titre="Sous une confidentielle")
    assert titres(list_fiches_for(lecteur(epci), epci)) == {"Ouverte"}
    assert len(titres(list_fiches_for(contributeur(epci), epci))) == 7
    assert titres(list_racines_for(contributeur(epci), epci)) == {"Ouverte", "Fermée", "Dans un plan confidentiel"}


@pytest.mark.parametrize("role", list(RolePersonne))
def test_une_fiche_confidentielle_se_montre_a_qui_elle_nomme(epci, role) -> None:
    fiche = FicheFactory(collectivite=epci, titre="Fermée", confidentielle=True)
    FicheFactory(parent=fiche, titre="Dessous")
    elue = lecteur(epci)
    pilotee_par(fiche, elue, role)
    assert titres(list_fiches_for(elue, epci)) == {"Fermée", "Dessous"}
    assert peut(elue, "plans.voir_fiche", fiche)


def test_un_plan_confidentiel_se_montre_a_qui_le_conduit(epci) -> None:
    plan = PlanFactory(collectivite=epci, confidentiel=True)
    elue = lecteur(epci)
    assert plan_for(elue, epci, plan.pk) is None
    PlanPersonne.objects.create(plan=plan, personne=personne_nommee(epci, elue), role=RolePersonne.ELU_REFERENT)
    assert plan_for(elue, epci, plan.pk) == plan
    assert plan_for(contributeur(epci), epci, plan.pk) == plan


def test_une_fiche_partagee_se_voit_des_deux_cotes_sous_fiches_comprises(epci) -> None:
    fiche = FicheFactory(titre="Navette")
    FicheFactory(parent=FicheFactory(parent=fiche, titre="Étude"), titre="Cahier des charges")
    autre = lecteur(epci)
    assert fiche_for(autre, epci, fiche.pk) is None
    partagee_avec(fiche, epci)
    assert titres(list_fiches_for(autre, epci)) == {"Navette", "Étude", "Cahier des charges"}
    assert fiche_for(autre, epci, fiche.pk) == fiche
    assert role_sur(autre, fiche) is Role.LECTURE


def test_une_fiche_supprimee_ne_se_voit_plus(epci) -> None:
    fiche = FicheFactory(collectivite=epci)
    Fiche.objects.filter(pk=fiche.pk).update(supprimee_le=fiche.cree_le)
    assert not list_fiches_for(editeur(epci), epci).exists()


def test_une_editrice_change_tout_une_contributrice_ce_qu_elle_pilote(epci) -> None:
    fiche = FicheFactory(collectivite=epci)
    sous = FicheFactory(parent=fiche)
    sous_sous = FicheFactory(parent=sous)
    autre = FicheFactory(collectivite=epci)
    pilote = contributeur(epci)
    pilotee_par(fiche, pilote)
    assert [peut(pilote, "plans.modifier_fiche", f) for f in (fiche, sous, sous_sous, autre)] == [True] * 3 + [False]
    assert [peut(editeur(epci), "plans.modifier_fiche", f) for f in (fiche, sous, autre)] == [True] * 3
    assert not peut(pilote, "plans.supprimer_fiche", fiche)
    toutes = list(annotate_racine(Fiche.objects.all()))
    assert modifiables_par(pilote, toutes) == {fiche.pk, sous.pk, sous_sous.pk}
    assert modifiables_par(editeur(epci), toutes) == {f.pk for f in toutes}
    assert est_pilote(pilote, sous_sous)


def test_un_lecteur_pilote_ne_change_rien(epci) -> None:
    fiche = FicheFactory(collectivite=epci)
    elu = lecteur(epci)
    pilotee_par(fiche, elu)
    assert not peut(elu, "plans.modifier_fiche", fiche)
    assert modifiables_par(elu, annotate_racine(Fiche.objects.all())) == set()


def test_qui_edite_dans_une_collectivite_qui_porte_la_fiche_la_change_sans_pouvoir_la_supprimer(epci) -> None:
    fiche = FicheFactory()
    partagee_avec(fiche, epci)
    editrice = editeur(epci)
    assert peut(editrice, "plans.modifier_fiche", fiche)
    assert not peut(editrice, "plans.supprimer_fiche", fiche)
    assert not peut(editrice, "plans.partager_fiche", fiche)
    assert modifiables_par(editrice, annotate_racine(Fiche.objects.all())) == {fiche.pk}


def test_les_droits_d_une_liste_tiennent_en_trois_requetes(epci, django_assert_num_queries) -> None:
    pilote = contributeur(epci)
    for _ in range(3):
        pilotee_par(FicheFactory(collectivite=epci), pilote)
    fiches = list(annotate_racine(Fiche.objects.all()))
    with django_assert_num_queries(3):  # roles of the person: two
        assert len(modifiables_par(pilote, fiches)) == 3


def test_la_racine_d_une_fiche_est_celle_du_haut(epci) -> None:
    fiche = FicheFactory(collectivite=epci)
    bas = FicheFactory(parent=FicheFactory(parent=fiche))
    assert racine_of(fiche) == racine_of(bas) == racine_of(bas.parent) == fiche.pk
    assert {f.racine_id for f in annotate_racine(Fiche.objects.all())} == {fiche.pk}
    assert not est_confidentielle(bas)


@pytest.mark.parametrize(
    ("code", "roles"),
    [
        ("plans.creer_plan", "editeur administrateur"),
        ("plans.importer", "editeur administrateur"),
        ("plans.exporter", "lecteur contributeur editeur administrateur"),
    ],
)
def test_les_droits_sur_une_collectivite(epci, code, roles) -> None:
    for role in ("lecteur", "contributeur", "editeur", "administrateur"):
        personne = MembreFactory(collectivite=epci, **{role: True}).utilisateur
        assert peut(personne, code, epci) is (role in roles.split())


def test_les_droits_sur_un_plan(epci) -> None:
    plan = PlanFactory(collectivite=epci)
    assert peut(editeur(epci), "plans.modifier_plan", plan)
    assert not peut(contributeur(epci), "plans.modifier_plan", plan)
    assert not peut(UtilisateurFactory(), "plans.modifier_plan", plan)
    assert not peut(editeur(epci), "plans.modifier_plan", None)
    assert not peut(editeur(epci), "plans.voir_fiche", None)
    assert not peut(editeur(epci), "plans.modifier_fiche", None)
