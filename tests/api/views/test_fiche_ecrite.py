"""Writing a fiche: only what is given changes, nobody's change is lost, the rules are those of the screens."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.api.programme import Programme, fautes_de
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, partagee_avec
from tests.territoires.factories import MembreFactory

from cordee.api.views.schemas.fiches import Modification
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.domain.champs import CHAMPS
from cordee.plans.models import Blocage, Fiche, Placement, Plan
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
PLEINE: dict[str, Any] = {
    "titre": "Voie verte", "code": "2.1", "description": "Douze kilomètres", "contexte": "Vallée",
    "objectifs": "Relier", "moyens": "Un agent", "financements_texte": "ADEME", "vigilance": "Foncier",
    "public_cible": "Habitants",
    "calendrier": "2026-2027", "nom_officiel": "Voie verte de la vallée", "statut": "en_cours",
    "etat_precision": "Travaux", "etat_le": date(2026, 3, 1), "priorite": "elevee", "faisabilite": "haute",
    "cout_efficacite": "bon", "maturite": "prete", "avancement": 30, "poids": 4, "debut": date(2026, 1, 1),
    "precision_debut": "annee", "fin": date(2027, 6, 30), "precision_fin": "mois", "amelioration_continue": True,
    "temps": "plus_de_deux_ans", "participation": "information", "participation_texte": "Ateliers",
    "cout_evite": Decimal("1200.50"), "cout_evite_base": "ttc", "cout_evite_rythme": "en_tout", "confidentiel": True,
}  # fmt: skip
ENVOIS: dict[str, Any] = {
    "titre": "Voie bleue", "avancement": 31, "statut": "en_pause", "confidentiel": False, "priorite": None, "poids": 2,
    "amelioration_continue": False, "fin": "2027-07-31", "debut": {"jour": "2026-02-01", "precision": "mois"},
    "cout_evite": 99.5, "description": None, "etat_le": "2026-02-02", "participation": "concertation",
}  # fmt: skip


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def membre(plan: Plan) -> Membre:
    return MembreFactory(editeur=True, collectivite=plan.collectivite)


@pytest.fixture
def programme(membre: Membre) -> Programme:
    return Programme.de(membre)


@pytest.fixture
def fiche(plan: Plan) -> Fiche:
    return FicheFactory(dans=plan, **PLEINE)


def valeurs_de(fiche: Fiche) -> dict[str, Any]:
    fiche.refresh_from_db()
    return {nom: getattr(fiche, nom) for nom in CHAMPS}


# -- PATCH -----------------------------------------------------------------------------------------------------------
def test_la_fiche_pleine_dit_tous_les_champs() -> None:
    assert set(PLEINE) == set(CHAMPS)
    assert set(ENVOIS) <= set(CHAMPS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cles=st.sets(st.sampled_from(sorted(ENVOIS)), max_size=4))
def test_seules_les_cles_donnees_changent(programme: Programme, fiche: Fiche, cles: set[str]) -> None:
    """Whatever the keys: every other field keeps its value (a statut or a progress dates the state, as on screen)."""
    Fiche.objects.filter(pk=fiche.pk).update(**PLEINE)
    reponse = programme.ecrire("patch", f"fiches/{fiche.pk}", {cle: ENVOIS[cle] for cle in cles})
    assert reponse.status_code == 200
    apres = valeurs_de(fiche)
    touchees = {c for cle in cles for c in (cle, f"precision_{cle}") if c in CHAMPS}
    if {"statut", "avancement"} & cles:
        touchees.add("etat_le")
    intactes = {nom: valeur for nom, valeur in apres.items() if nom not in touchees}
    assert intactes == {nom: PLEINE[nom] for nom in intactes}
    for cle in cles - {"debut", "fin", "etat_le", "cout_evite", "priorite", "description"}:
        assert apres[cle] == ENVOIS[cle]


def test_null_vide_un_champ_et_un_texte_est_un_jour_exact(programme: Programme, fiche: Fiche) -> None:
    envoi = {"priorite": None, "description": None, "cout_evite": None, "debut": None, "fin": "30/09/2027"}
    detail = programme.ecrire("patch", f"fiches/{fiche.pk}", envoi).json()["fiche"]
    assert (detail["priorite"], detail["description"], detail["cout_evite"], detail["debut"]) == (None, "", None, None)
    assert detail["fin"] == {"jour": "2027-09-30", "precision": "jour"}


def test_ce_qui_est_lu_se_renvoie_tel_quel(programme: Programme, fiche: Fiche) -> None:
    """Every field of the detail that may be sent is accepted back, and changes nothing."""
    lue = programme.lire(f"fiches/{fiche.pk}").json()
    envoi = {nom: lue["fiche"][nom] for nom in Modification.model_fields if nom in lue["fiche"]}
    assert len(envoi) == len(CHAMPS) - 2
    ecrite = programme.ecrire("patch", f"fiches/{fiche.pk}", envoi)
    assert ecrite.status_code == 200
    assert ecrite.json()["version"] == lue["version"]
    assert valeurs_de(fiche) == PLEINE


REFUSEES: tuple[tuple[Any, ...], ...] = (
    ({"avancement": 140, "titre": " "}, ["avancement", "titre"]), ({"avancement": True}, ["avancement"]),
    ({"avancement": "beaucoup"}, ["avancement"]), ({"statut": "fini"}, ["statut"]), ({"titre": None}, ["titre"]),
    ({"titre": "x" * 301}, ["titre"]), ({"titre": ["a"]}, ["titre"]), ({"confidentiel": None}, ["confidentiel"]),
    ({"confidentiel": "non"}, ["confidentiel"]), ({"fin": "2027"}, ["fin"]), ({"fin": 2027}, ["fin"]),
    ({"fin": {"jour": "2027-01-01", "precision": "siecle"}}, ["fin.precision"]), ({"fin": {}}, ["fin.jour"]),
    ({"fin": []}, ["fin"]),
    ({"cout_evite": -1}, ["cout_evite"]), ({"cout_evite": "NaN"}, ["cout_evite"]),
    ({"couleur": "bleu"}, ["couleur"]),
    ({"precision_fin": "mois"}, ["precision_fin"]), ({"collectivite": 3}, ["collectivite"]),
    ({"etat_le": "2999-01-01"}, ["etat_le"]), ({"debut": "2028-01-01"}, [""]), ({"etat_le": "2098-01-01"}, [""]),
)  # fmt: skip


def test_une_valeur_refusee_dit_son_champ_et_rien_n_est_ecrit(programme: Programme, fiche: Fiche) -> None:
    for envoi, champs in REFUSEES:
        reponse = programme.ecrire("patch", f"fiches/{fiche.pk}", envoi)
        assert reponse.status_code == 422, envoi
        assert sorted(fautes_de(reponse)) == sorted(champs), envoi
    assert valeurs_de(fiche) == PLEINE


def test_un_champ_change_entre_temps_arrete_tout_et_se_dit(programme: Programme, fiche: Fiche, membre: Membre) -> None:
    lue = programme.lire(f"fiches/{fiche.pk}")
    modifier_fiche(fiche, {"statut": "realise", "fin": date(2027, 9, 1)}, par=membre.utilisateur, le=timezone.now())
    envoi = {"statut": "bloque", "fin": "2028-01-01", "cout_evite": 3, "priorite": "basse", "etat_le": "2026-03-02"}
    for version in (lue.headers["ETag"], f"W/{lue.headers['ETag']}", '"1"', "1"):
        refusee = programme.ecrire("patch", f"fiches/{fiche.pk}", envoi, version=version)
        assert refusee.status_code == 409
    corps = refusee.json()
    assert corps["version"] == 2
    assert corps["actuel"] == {
        "statut": "realise", "fin": {"jour": "2027-09-01", "precision": "mois"}, "precision_fin": "mois",
        "cout_evite": 1200.5, "priorite": "elevee", "etat_le": timezone.localdate().isoformat(),
    }  # fmt: skip
    assert programme.ecrire("patch", f"fiches/{fiche.pk}", {**envoi, "version": 1}).status_code == 409
    assert programme.ecrire("put", f"fiches/{fiche.pk}/statut", {"statut": "bloque", "version": 1}).status_code == 409
    assert programme.ecrire("delete", f"fiches/{fiche.pk}", version='"1"').status_code == 409
    fiche.refresh_from_db()
    assert (fiche.statut, fiche.supprimee_le) == ("realise", None)
    relue = programme.lire(f"fiches/{fiche.pk}").headers["ETag"]
    assert programme.ecrire("patch", f"fiches/{fiche.pk}", envoi, version=relue).status_code == 200


def test_une_version_illisible_est_refusee_et_une_etoile_ne_demande_rien(programme: Programme, fiche: Fiche) -> None:
    refusee = programme.ecrire("patch", f"fiches/{fiche.pk}", {"avancement": 4}, version='"hier"')
    assert list(fautes_de(refusee)) == ["If-Match"]
    assert programme.ecrire("patch", f"fiches/{fiche.pk}", {"avancement": 4}, version="*").status_code == 200


def test_la_reponse_porte_la_version_pour_l_ecriture_suivante(programme: Programme, fiche: Fiche) -> None:
    premiere = programme.ecrire("patch", f"fiches/{fiche.pk}", {"avancement": 41})
    assert premiere.headers["ETag"].startswith('"v2-')
    seconde = programme.ecrire("patch", f"fiches/{fiche.pk}", {"avancement": 42}, version=premiere.headers["ETag"])
    assert seconde.status_code == 200


# -- creation --------------------------------------------------------------------------------------------------------
def test_une_fiche_se_cree_dans_un_axe_avec_ses_champs(programme: Programme, plan: Plan, membre: Membre) -> None:
    axe = AxeFactory(plan=plan)
    envoi = {"titre": "Voie verte", "plan": plan.pk, "axe": axe.pk, "fin": "2027-06-30", "statut": "en_cours"}
    reponse = programme.ecrire("post", "fiches", envoi)
    assert reponse.status_code == 201
    creee = Fiche.objects.get(pk=reponse.json()["id"])
    assert (creee.titre, creee.fin, creee.statut, creee.cree_par) == (
        "Voie verte", date(2027, 6, 30), "en_cours", membre.utilisateur
    )  # fmt: skip
    assert reponse.headers["Location"].endswith(f"/api/v1/fiches/{creee.pk}")
    assert Placement.objects.get(fiche=creee).axe == axe


def test_une_sous_fiche_se_cree_sous_la_sienne(programme: Programme, fiche: Fiche) -> None:
    reponse = programme.ecrire("post", "fiches", {"titre": "Enquête", "parent": fiche.pk})
    assert reponse.json()["parent"] == fiche.pk
    assert Fiche.objects.get(pk=reponse.json()["id"]).parent == fiche


CREATIONS_REFUSEES: tuple[tuple[Any, ...], ...] = (
    ({}, "titre"), ({"titre": ""}, "titre"), ({"titre": "A", "plan": 999}, "plan"),
    ({"titre": "A", "parent": 999}, "parent"), ({"titre": "A", "axe": 3}, "plan"),
    ({"titre": "A", "plan": "1"}, "plan"), ({"titre": "A", "id": 3}, "id"),
)  # fmt: skip


def test_une_creation_refusee_dit_son_champ(programme: Programme) -> None:
    for envoi, champ in CREATIONS_REFUSEES:
        reponse = programme.ecrire("post", "fiches", envoi)
        assert reponse.status_code == 422, envoi
        assert list(fautes_de(reponse)) == [champ], envoi
    assert not Fiche.objects.exists()


def test_on_ne_cree_pas_dans_le_plan_ni_sous_la_fiche_d_autrui(programme: Programme, plan: Plan) -> None:
    ailleurs = PlanFactory()
    assert list(fautes_de(programme.ecrire("post", "fiches", {"titre": "A", "plan": ailleurs.pk}))) == ["plan"]
    autre = FicheFactory()
    assert list(fautes_de(programme.ecrire("post", "fiches", {"titre": "A", "parent": autre.pk}))) == ["parent"]
    axe = AxeFactory(plan=ailleurs)
    envoi = {"titre": "A", "plan": plan.pk, "axe": axe.pk}
    assert list(fautes_de(programme.ecrire("post", "fiches", envoi))) == ["axe"]


# -- places, statut, notes -------------------------------------------------------------------------------------------
def test_placer_puis_retirer(programme: Programme, plan: Plan) -> None:
    fiche, axe = FicheFactory(collectivite=plan.collectivite), AxeFactory(plan=plan)
    reponse = programme.ecrire("post", f"fiches/{fiche.pk}/emplacements", {"plan": plan.pk, "axe": axe.pk, "rang": 0})
    assert reponse.status_code == 201
    place = reponse.json()
    assert (place["plan"]["id"], place["axe"]["id"], place["rang"]) == (plan.pk, axe.pk, 0)
    chemin = f"fiches/{fiche.pk}/emplacements"
    assert programme.ecrire("delete", f"{chemin}/{place['id'] + 1}").status_code == 404
    assert programme.ecrire("delete", f"{chemin}/{place['id']}").status_code == 204
    assert not Placement.objects.filter(fiche=fiche).exists()
    sous = FicheFactory(parent=fiche)
    assert programme.ecrire("post", f"fiches/{sous.pk}/emplacements", {"plan": plan.pk}).status_code == 422
    assert list(fautes_de(programme.ecrire("post", chemin, {"plan": 99}))) == ["plan"]


def test_on_ne_retire_pas_une_fiche_du_plan_d_un_partenaire(programme: Programme, plan: Plan) -> None:
    la_bas = PlanFactory()
    fiche = FicheFactory(dans=la_bas)
    partagee_avec(fiche, plan.collectivite)
    place = Placement.objects.get(fiche=fiche)
    assert programme.ecrire("delete", f"fiches/{fiche.pk}/emplacements/{place.pk}").status_code == 404
    assert programme.lire(f"fiches/{fiche.pk}").json()["emplacements"] == []


def test_le_statut_leve_ce_qui_bloquait(programme: Programme, fiche: Fiche, membre: Membre) -> None:
    Blocage.objects.create(fiche=fiche, raison="Devis", pose_le=timezone.now(), pose_par=membre.utilisateur)
    detail = programme.ecrire("put", f"fiches/{fiche.pk}/statut", {"statut": "realise", "precision": "Livrée"}).json()
    assert (detail["fiche"]["statut"], detail["fiche"]["etat_precision"]) == ("realise", "Livrée")
    assert Blocage.objects.get().leve_le is not None
    assert programme.ecrire("put", f"fiches/{fiche.pk}/statut", {"statut": None}).json()["fiche"]["statut"] is None
    fiche.refresh_from_db()
    assert fiche.etat_precision == "Livrée"
    assert list(fautes_de(programme.ecrire("put", f"fiches/{fiche.pk}/statut", {"statut": "x"}))) == ["statut"]
    assert list(fautes_de(programme.ecrire("put", f"fiches/{fiche.pk}/statut", {}))) == ["statut"]


def test_une_note_est_signee_et_datee(programme: Programme, fiche: Fiche, membre: Membre) -> None:
    note = programme.ecrire("post", f"fiches/{fiche.pk}/notes", {"texte": "Ouverte", "date": "3 mars 2026"})
    assert note.status_code == 201
    assert (note.json()["date"], note.json()["auteur"]) == ("2026-03-03", membre.utilisateur.nom_complet)
    du_jour = programme.ecrire("post", f"fiches/{fiche.pk}/notes", {"texte": "Fermée"}).json()
    assert du_jour["date"] == timezone.localdate().isoformat()
    for envoi, champ in (({"texte": ""}, ""), ({"texte": "A", "date": "hier"}, "date"), ({}, "texte")):
        refusee = programme.ecrire("post", f"fiches/{fiche.pk}/notes", envoi)
        assert list(fautes_de(refusee)) == [champ]


def test_supprimer_met_a_la_corbeille(programme: Programme, fiche: Fiche) -> None:
    reponse = programme.ecrire("delete", f"fiches/{fiche.pk}", version='"1"')
    assert (reponse.status_code, reponse.content) == (204, b"")
    fiche.refresh_from_db()
    assert fiche.supprimee_le is not None
    assert programme.lire(f"fiches/{fiche.pk}").status_code == 404
    assert programme.ecrire("delete", f"fiches/{fiche.pk}").status_code == 404


def test_un_commentaire_se_signe_et_se_repond(programme: Programme, plan: Plan) -> None:
    fiche = FicheFactory(dans=plan)
    premier = programme.ecrire("post", f"fiches/{fiche.pk}/commentaires", {"texte": "Le devis est là."}).json()
    corps = {"texte": "Merci.", "reponse_a": premier["id"]}
    second = programme.ecrire("post", f"fiches/{fiche.pk}/commentaires", corps).json()
    assert (second["texte"], second["reponse_a"], premier["reponse_a"]) == ("Merci.", premier["id"], None)
    ailleurs = FicheFactory(dans=plan)
    refusee = programme.ecrire("post", f"fiches/{ailleurs.pk}/commentaires", corps)
    assert "n'est pas sur cette fiche" in fautes_de(refusee)["reponse_a"]
