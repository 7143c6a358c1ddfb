"""The state of a validated fiche follows its content, whatever the door (docs/calculs/validation.md, « Contenu et
suivi »)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.plans.fabrique_validation import circuit, place, validee
from tests.plans.factories import LE, FicheFactory, PlanFactory, etiquetee, etiquette_nommee
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions import composition
from cordee.plans.actions.commentaires import commenter_fiche
from cordee.plans.actions.etiquettes import renommer_etiquette
from cordee.plans.actions.fiches import creer_fiche, modifier_fiche, restaurer_fiche, supprimer_fiche
from cordee.plans.actions.lot import annuler_lot, appliquer_lot, preparer_lot
from cordee.plans.actions.planning import annuler_reprogrammation, reprogrammer
from cordee.plans.actions.suivi import ajouter_note, changer_statut
from cordee.plans.actions.validation_suivi import suivre_contenu, suivre_depuis
from cordee.plans.domain.listes import GenreEtiquette, RoleActeur, RolePersonne
from cordee.plans.domain.lot import Geste, Sens
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.visibilite import annotate_racine

pytestmark = pytest.mark.django_db
JOUR = LE.date()


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory()
    circuit(plan)
    return plan


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur


@pytest.fixture
def fiche(plan: Plan, lise: Utilisateur) -> Fiche:
    fiche = FicheFactory(dans=plan, objectifs="Moins 20 %")
    FicheFactory(parent=fiche, titre="Relever")
    etiquetee(fiche, "Service énergie", RoleActeur.SERVICE_PILOTE)
    validee(fiche, plan, par=lise)
    return fiche


def etat(fiche: Fiche, plan: Plan) -> str:
    return str(place(fiche, plan).etat)


SUIVI: dict[str, Callable[[Fiche, Utilisateur], object]] = {
    "statut": lambda f, u: changer_statut(f, "en_cours", par=u, le=LE),
    "avancement": lambda f, u: modifier_fiche(f, {"avancement": 40, "poids": 3}, par=u, le=LE),
    "note": lambda f, u: ajouter_note(f, "Tout avance.", JOUR, par=u, le=LE),
    "commentaire": lambda f, u: commenter_fiche(f, "Où en est-on ?", par=u, le=LE),
    "étiquette": lambda f, u: composition.definir_acteurs(f, RoleActeur.ETIQUETTE, ["Urgent"], par=u, le=LE),
    "accès": lambda f, u: modifier_fiche(f, {"confidentiel": True}, par=u, le=LE),
    "statut d'une sous-fiche": lambda f, u: changer_statut(f.sous_fiches.get(), "realise", par=u, le=LE),
}
CONTENU: dict[str, Callable[[Fiche, Utilisateur], object]] = {
    "texte": lambda f, u: modifier_fiche(f, {"objectifs": "Moins 25 %"}, par=u, le=LE),
    "pilote": lambda f, u: composition.definir_personnes(f, RolePersonne.PILOTE, ["Jeanne Roux"], par=u, le=LE),
    "service": lambda f, u: composition.definir_acteurs(f, RoleActeur.SERVICE_PILOTE, ["Autre"], par=u, le=LE),
    "sous-fiche créée": lambda f, u: creer_fiche(f.collectivite, "Former", parent=f, par=u, le=LE),
    "sous-fiche changée": lambda f, u: modifier_fiche(f.sous_fiches.get(), {"description": "Tout."}, par=u, le=LE),
    "sous-fiche supprimée": lambda f, u: supprimer_fiche(f.sous_fiches.get(), par=u, le=LE),
    "dates": lambda f, u: reprogrammer(f, JOUR, JOUR, en_cascade=False, par=u, le=LE),
    "nom réécrit": lambda f, u: renommer_etiquette(
        etiquette_nommee(f.collectivite, GenreEtiquette.SERVICE, "Service énergie"), "Service Énergies", par=u, le=LE
    ),
}  # fmt: skip


@pytest.mark.parametrize("geste", SUIVI)
def test_le_suivi_laisse_la_fiche_validee(plan: Plan, fiche: Fiche, lise: Utilisateur, geste: str) -> None:
    SUIVI[geste](fiche, lise)
    assert etat(fiche, plan) == "validee"


@pytest.mark.parametrize("geste", CONTENU)
def test_le_contenu_la_dit_modifiee(plan: Plan, fiche: Fiche, lise: Utilisateur, geste: str) -> None:
    CONTENU[geste](fiche, lise)
    assert etat(fiche, plan) == "modifiee"


def test_un_contenu_qui_revient_rend_la_fiche_validee(plan: Plan, fiche: Fiche, lise: Utilisateur) -> None:
    modifier_fiche(fiche, {"objectifs": "Moins 25 %"}, par=lise, le=LE)
    modifier_fiche(fiche, {"objectifs": "Moins 20 %"}, par=lise, le=LE)
    assert etat(fiche, plan) == "validee"


def test_une_sous_fiche_restauree_rend_la_fiche_validee(plan: Plan, fiche: Fiche, lise: Utilisateur) -> None:
    sous = fiche.sous_fiches.get()
    supprimer_fiche(sous, par=lise, le=LE)
    restaurer_fiche(sous, par=lise, le=LE)
    assert etat(fiche, plan) == "validee"


def test_une_edition_groupee_et_son_annulation_se_suivent(plan: Plan, fiche: Fiche, lise: Utilisateur) -> None:
    toutes = list(annotate_racine(Fiche.objects.filter(pk=fiche.pk)))
    lot = preparer_lot(plan.collectivite, toutes, Geste.PRIORITE, Sens.AJOUTER, "elevee", par=lise, le=LE)
    groupe = appliquer_lot(plan.collectivite, lot, par=lise, le=LE)
    assert etat(fiche, plan) == "modifiee"
    annuler_lot(groupe, par=lise, le=LE)
    assert etat(fiche, plan) == "validee"


def test_des_dates_deplacees_puis_rendues_se_suivent(plan: Plan, fiche: Fiche, lise: Utilisateur) -> None:
    fait = reprogrammer(fiche, JOUR, JOUR, en_cascade=False, par=lise, le=LE)
    assert fait.geste is not None
    annuler_reprogrammation(fait.geste, par=lise, le=LE)
    assert etat(fiche, plan) == "validee"


def test_la_ronde_rattrape_ce_qu_aucune_action_n_a_compare(plan: Plan, fiche: Fiche) -> None:
    Fiche.objects.filter(pk=fiche.pk).update(objectifs="Écrit ailleurs", modifie_le=LE)
    assert suivre_depuis(LE + timedelta(seconds=1)) == 0
    assert etat(fiche, plan) == "validee"
    assert suivre_depuis(LE - timedelta(days=2)) == 1
    assert etat(fiche, plan) == "modifiee"


def test_une_fiche_sans_version_ne_coute_qu_une_requete_et_les_autres_un_nombre_fixe(
    plan: Plan, fiche: Fiche, lise: Utilisateur
) -> None:
    with CaptureQueriesContext(connection) as rien:
        suivre_contenu([FicheFactory(dans=plan).pk])
    assert [r["sql"] for r in rien if "plans_validation" in r["sql"]] == [rien.captured_queries[-1]["sql"]]
    nombres = []
    autres = [fiche]
    for _ in range(2):
        with CaptureQueriesContext(connection) as requetes:
            suivre_contenu([f.pk for f in autres])
        nombres.append(len(requetes))
        nouvelle = FicheFactory(dans=plan, objectifs="Moins 20 %")
        etiquetee(nouvelle, "Service énergie", RoleActeur.SERVICE_PILOTE)
        FicheFactory(parent=nouvelle)
        validee(nouvelle, plan, par=lise)
        autres.append(nouvelle)
    assert nombres[0] == nombres[1]
    assert suivre_contenu([]) == 0
