"""Creating, setting, deleting and copying plans."""

from __future__ import annotations

from datetime import date

import pytest
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, partagee_avec, pilotee_par, placer
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.duplication import dupliquer_fiche, dupliquer_plan
from cordee.plans.actions.plans import creer_plan, definir_personnes_du_plan, modifier_plan, supprimer_plan
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Axe, Fiche, Plan
from cordee.plans.queries.plans import (
    compter_fiches_vues,
    fiches_seules_of,
    list_plans_parents_for,
    rassembler_plans,
)
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
AUJOURDHUI = date(2026, 3, 10)


@pytest.fixture
def membre():
    return MembreFactory(editeur=True)


@pytest.fixture
def options(membre):
    return {"par": membre.utilisateur, "le": LE}


def test_un_plan_se_cree_vide(membre, options) -> None:
    plan = creer_plan(membre.collectivite, " Plan   climat ", type="pcaet", debut=date(2024, 1, 1), **options)
    assert (plan.nom, plan.type, plan.statut, plan.cle_recherche) == (
        "Plan climat", "pcaet", "en_elaboration", "plan climat",
    )  # fmt: skip
    assert plan.type_lisible.startswith("Plan climat-air-énergie")
    assert Ecriture.objects.get().verbe == "plans.creer_plan"


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"nom": ""}, "Donnez un nom au plan"),
        ({"nom": "x" * 301}, "dépasse 300"),
        ({"type": "inconnu"}, "n'existe pas dans la liste"),
        ({"code": "x" * 21}, "dépasse 20"),
        ({"debut": date(2026, 1, 1), "fin": date(2025, 1, 1)}, "avant son début"),
    ],
)
def test_un_plan_refuse_dit_pourquoi(membre, options, champs, message) -> None:
    with pytest.raises(DonneeRefusee, match=message):
        creer_plan(membre.collectivite, champs.pop("nom", "Plan"), **champs, **options)
    assert not Plan.objects.exists()


def test_un_champ_inconnu_est_une_faute_de_programmation(membre, options) -> None:
    with pytest.raises(LookupError):
        creer_plan(membre.collectivite, "Plan", couleur="vert", **options)


def test_modifier_un_plan_le_consigne_champ_par_champ(membre, options) -> None:
    plan = PlanFactory(collectivite=membre.collectivite, nom="Plan", debut=None, fin=None)
    parent = PlanFactory(collectivite=membre.collectivite)
    modifier_plan(
        plan, {"nom": "Plan climat", "confidentiel": True, "debut": date(2025, 1, 1), "parent": parent}, **options
    )
    assert Ecriture.objects.get().details["champs"] == {
        "nom": ["Plan", "Plan climat"], "confidentiel": [False, True], "debut": [None, "2025-01-01"],
        "parent": [None, parent.pk],
    }  # fmt: skip
    modifier_plan(plan, {"nom": "Plan climat"}, **options)
    assert Ecriture.objects.count() == 1


def test_un_plan_se_rassemble_dans_celui_de_son_groupement_sans_boucle(membre, options) -> None:
    epci = membre.collectivite
    petr = CollectiviteFactory(petr=True, membres=[epci])
    du_petr, de_l_epci = PlanFactory(collectivite=petr), PlanFactory(collectivite=epci)
    modifier_plan(de_l_epci, {"parent": du_petr}, **options)
    autre = PlanFactory(collectivite=epci)
    with pytest.raises(DonneeRefusee, match="lui-même rassemblé"):
        modifier_plan(autre, {"parent": de_l_epci}, **options)
    with pytest.raises(DonneeRefusee, match="celui du groupement"):
        modifier_plan(autre, {"parent": PlanFactory()}, **options)
    MembreFactory(editeur=True, collectivite=petr, utilisateur=membre.utilisateur)
    with pytest.raises(DonneeRefusee, match="rassemble déjà"):
        modifier_plan(du_petr, {"parent": PlanFactory(collectivite=petr)}, **options)


def test_les_pilotes_d_un_plan_sont_des_membres_ou_des_noms(membre, options) -> None:
    plan = PlanFactory(collectivite=membre.collectivite)
    definir_personnes_du_plan(plan, RolePersonne.PILOTE, [membre.utilisateur.nom_complet, "Jeanne Roux", ""], **options)
    assert [p.personne.utilisateur for p in plan.personnes.all()] == [membre.utilisateur, None]
    definir_personnes_du_plan(plan, RolePersonne.PILOTE, [membre.utilisateur.nom_complet, "Jeanne Roux"], **options)
    assert Ecriture.objects.count() == 1
    definir_personnes_du_plan(plan, RolePersonne.PILOTE, [], **options)
    assert not plan.personnes.exists()


def test_deux_membres_du_meme_nom_se_choisissent_dans_la_fiche(membre, options) -> None:
    for _ in range(2):
        MembreFactory(collectivite=membre.collectivite, utilisateur__prenom="Inès", utilisateur__nom="Allemand")
    with pytest.raises(DonneeRefusee, match="désigne plusieurs membres"):
        definir_personnes_du_plan(
            PlanFactory(collectivite=membre.collectivite), RolePersonne.PILOTE, ["Inès Allemand"], **options
        )


def test_supprimer_un_plan_garde_ses_fiches_ou_emporte_celles_qui_n_ont_que_lui(membre, options) -> None:
    plan, autre = (PlanFactory(collectivite=membre.collectivite) for _ in range(2))
    seule = FicheFactory(dans=plan)
    FicheFactory(parent=FicheFactory(parent=seule))
    double = FicheFactory(dans=plan)
    placer(double, autre)
    recue = FicheFactory()
    partagee_avec(recue, membre.collectivite)
    placer(recue, plan)
    assert fiches_seules_of(plan) == 1
    assert supprimer_plan(plan, avec_fiches=True, **options) == 1
    assert set(Fiche.objects.filter(supprimee_le__isnull=True)) == {double, recue}
    assert supprimer_plan(autre, avec_fiches=False, **options) == 0
    assert Fiche.objects.filter(supprimee_le__isnull=True).count() == 2


def test_une_contributrice_ne_cree_pas_de_plan() -> None:
    contributrice = MembreFactory(contributeur=True)
    with pytest.raises(Refus):
        creer_plan(contributrice.collectivite, "Plan", par=contributrice.utilisateur, le=LE)


def test_un_plan_se_copie_avec_ses_axes_et_ses_fiches(membre, options) -> None:
    plan = PlanFactory(collectivite=membre.collectivite, nom="Plan climat", type_libre="PCAET rural")
    axe = AxeFactory(plan=plan, nom="Rouler", code="A", description="Vélos")
    sous = AxeFactory(plan=plan, parent=axe, nom="Marcher")
    fiche = FicheFactory(dans=sous, titre="Tracer des pistes", statut="", objectifs="10 km")
    placer(fiche, axe)
    FicheFactory(parent=fiche, titre="Étudier")
    racine = FicheFactory(dans=plan, titre="Gouverner")
    partagee_avec(racine, CollectiviteFactory())
    copie = dupliquer_plan(plan, membre.collectivite, "", **options)
    assert (copie.nom, copie.type_libre, copie.statut, copie.remplace) == (
        "Plan climat (copie)", "PCAET rural", "en_elaboration", plan,
    )  # fmt: skip
    axes = {a.nom: a for a in Axe.objects.filter(plan=copie)}
    assert (axes["Rouler"].code, axes["Rouler"].description, axes["Marcher"].parent) == ("A", "Vélos", axes["Rouler"])
    copiee = Fiche.objects.get(placements__axe=axes["Marcher"])
    assert (copiee.titre, copiee.statut, copiee.objectifs) == ("Tracer des pistes", "", "10 km")
    assert {p.axe for p in copiee.placements.all()} == {axes["Rouler"], axes["Marcher"]}
    assert [s.titre for s in copiee.sous_fiches.all()] == ["Étudier"]
    assert Fiche.objects.get(placements__plan=copie, placements__axe=None).partages.count() == 1


def test_un_plan_vide_se_copie_aussi(membre, options) -> None:
    copie = dupliquer_plan(PlanFactory(collectivite=membre.collectivite), membre.collectivite, "Autre", **options)
    assert copie.nom == "Autre"


def test_une_fiche_se_copie_a_cote_de_l_original(membre, options) -> None:
    axe = AxeFactory(plan__collectivite=membre.collectivite)
    fiche = FicheFactory(dans=axe, titre="Isoler", code="2.1", modele="batiment-01")
    pilotee_par(fiche, "Jeanne Roux")
    copie = dupliquer_fiche(fiche, membre.collectivite, **options)
    assert (copie.titre, copie.code, copie.modele) == ("Isoler (copie)", "", "batiment-01")
    assert copie.placements.get().axe == axe
    assert copie.personnes.get().personne.nom == "Jeanne Roux"


def test_la_liste_des_plans_compte_ce_que_la_personne_voit(membre, django_assert_num_queries) -> None:
    plan = PlanFactory(collectivite=membre.collectivite, nom="A")
    FicheFactory(dans=plan, realisee=True)
    FicheFactory(dans=plan, en_retard=True)
    FicheFactory(dans=plan, confidentielle=True)
    PlanFactory(collectivite=membre.collectivite, nom="B")
    FicheFactory(collectivite=membre.collectivite)
    lectrice = MembreFactory(lecteur=True, collectivite=membre.collectivite).utilisateur
    with django_assert_num_queries(8):  # two of them are the roles
        comptes = rassembler_plans(lectrice, membre.collectivite, AUJOURDHUI)[0]
    assert [(c.plan.nom, c.total, c.en_retard, c.compte.realisees) for c in comptes] == [("A", 2, 1, 1), ("B", 0, 0, 0)]
    assert compter_fiches_vues(lectrice, membre.collectivite) == (3, 1, 0)
    assert compter_fiches_vues(lectrice, CollectiviteFactory()) == (0, 0, 0)


def test_la_liste_des_plans_compte_a_part_les_fiches_des_autres(membre) -> None:
    FicheFactory(collectivite=membre.collectivite)
    partagee_avec(FicheFactory(titre="Voie verte"), membre.collectivite)
    partagee_avec(FicheFactory(confidentielle=True), membre.collectivite)
    lectrice = MembreFactory(lecteur=True, collectivite=membre.collectivite).utilisateur
    assert compter_fiches_vues(lectrice, membre.collectivite) == (2, 2, 1)


def test_un_groupement_voit_les_plans_de_ses_membres_ou_il_a_un_role(membre) -> None:
    epci, muet, autre = membre.collectivite, CollectiviteFactory(), CollectiviteFactory()
    petr = CollectiviteFactory(petr=True, membres=[epci, muet, autre])
    for collectivite in (epci, autre, petr):
        PlanFactory(collectivite=collectivite)
    coordinatrice = MembreFactory(coordinateur=True, collectivite=petr).utilisateur
    propres, rassembles = rassembler_plans(coordinatrice, petr, AUJOURDHUI)
    assert [compte.plan.collectivite_id for compte in propres] == [petr.pk]
    assert {c.pk for c, _ in rassembles} == {epci.pk, autre.pk}
    parents = list_plans_parents_for(coordinatrice, epci)
    assert {p.collectivite_id for p in parents} == {epci.pk, petr.pk}
