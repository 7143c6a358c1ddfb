"""Plans and indicateurs by the API."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.api.programme import Programme, fautes_de
from tests.indicateurs.factories import IndicateurFactory, ValeurFactory
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, personne_nommee, placer
from tests.territoires.factories import MembreFactory

from cordee.api.domain.cles import Portee
from cordee.indicateurs.actions.valeurs import suivre_indicateur
from cordee.indicateurs.models import Indicateur, Source, Valeur
from cordee.journal.models import Ecriture
from cordee.plans.actions.composition import ajouter_financement, definir_budget
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.domain.fiche import FinancementCite, LigneBudget
from cordee.plans.domain.listes import RolePersonne, StatutFinancement, TypeBudget, UniteBudget
from cordee.plans.models import Plan, PlanPersonne
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="PCAET")


@pytest.fixture
def membre(plan: Plan) -> Membre:
    return MembreFactory(editeur=True, collectivite=plan.collectivite)


@pytest.fixture
def programme(membre: Membre) -> Programme:
    return Programme.de(membre)


# -- plans -----------------------------------------------------------------------------------------------------------
def test_les_plans_ont_leur_synthese(programme: Programme, plan: Plan) -> None:
    FicheFactory(dans=plan, realisee=True)
    FicheFactory(dans=plan, en_retard=True)
    FicheFactory(dans=plan, statut="")
    autre = PlanFactory(collectivite=plan.collectivite)
    PlanFactory()
    PlanPersonne.objects.create(
        plan=plan, personne=personne_nommee(plan.collectivite, "Zoé Barral"), role=RolePersonne.PILOTE
    )
    page = programme.lire("plans").json()
    assert [p["pilotes"] for p in page["elements"]] == [["Zoé Barral"], []]
    assert [p["id"] for p in page["elements"]] == [plan.pk, autre.pk]
    assert page["elements"][0]["synthese"] == {
        "total": 3, "par_statut": {"sans": 1, "en_cours": 1, "realise": 1}, "en_retard": 1, "avancement": 50.0
    }  # fmt: skip
    premiere = programme.lire("plans", par_page=1).json()
    suite = programme.client.get(premiere["suivante"], headers=programme.entetes).json()
    assert [p["id"] for p in suite["elements"]] == [autre.pk]
    assert (premiere["total"], suite["suivante"]) == (2, None)


def test_un_plan_a_ses_axes_ses_fiches_et_ses_sommes(programme: Programme, plan: Plan, membre: Membre) -> None:
    axe = AxeFactory(plan=plan, nom="1 Rouler")
    sous_axe = AxeFactory(plan=plan, parent=axe, nom="À vélo", description="Pistes")
    seconde, premiere = FicheFactory(dans=sous_axe, realisee=True), FicheFactory(dans=axe, en_cours=True)
    a_la_racine = FicheFactory(dans=plan)
    placer(seconde, axe)
    ligne = LigneBudget(TypeBudget.INVESTISSEMENT, UniteBudget.TTC, 2027, Decimal(1000), Decimal(200))
    definir_budget(premiere, ligne, par=membre.utilisateur, le=LE)
    accorde = FinancementCite("ADEME", montant=Decimal(300), statut=StatutFinancement.ACCORDE)
    ajouter_financement(premiere, accorde, par=membre.utilisateur, le=LE)
    modifier_fiche(premiere, {"cout_evite": "50"}, par=membre.utilisateur, le=LE)
    lu = programme.lire(f"plans/{plan.pk}").json()
    (haut,) = lu["axes"]
    assert (haut["numero"], haut["nom"], haut["fiches"]) == ("1", "1 Rouler", [premiere.pk, seconde.pk])
    assert (haut["total"], haut["realisees"]) == (2, 1)
    (bas,) = haut["axes"]
    assert (bas["fiches"], bas["description"], bas["avancement"]) == ([seconde.pk], "Pistes", 100.0)
    assert lu["fiches_hors_axes"] == [a_la_racine.pk]
    assert lu["synthese"]["total"] == 3
    somme = {"unite": "ttc", "prevu": 1000, "prevu_max": 1000, "reel": 200, "fiches": 1}
    assert lu["budgets"] == [somme | {"type": "investissement"}, somme | {"type": "ensemble"}]
    assert lu["financements_acquis"] == [{"base": "ht", "montant": 300}]
    assert lu["couts_evites"] == [{"montant": 50, "base": "ht", "rythme": "par_an"}]


def test_un_plan_confidentiel_n_est_pas_pour_un_lecteur(plan: Plan) -> None:
    secret = PlanFactory(collectivite=plan.collectivite, confidentiel=True)
    FicheFactory(dans=secret)
    cachee = FicheFactory(dans=plan, confidentiel=True)
    lecteur = Programme.de(MembreFactory(lecteur=True, collectivite=plan.collectivite), Portee.LECTURE)
    assert [p["id"] for p in lecteur.lire("plans").json()["elements"]] == [plan.pk]
    for chemin in (f"plans/{secret.pk}", f"plans/{secret.pk}/complet", f"plans/{secret.pk}/fiches"):
        assert lecteur.lire(chemin).status_code == 404
    lu = lecteur.lire(f"plans/{plan.pk}").json()
    assert (lu["fiches_hors_axes"], lu["synthese"]["total"]) == ([], 0)
    assert lecteur.lire(f"plans/{plan.pk}/complet").json()["fiches"] == []
    assert cachee.pk not in lecteur.lire("fiches/identifiants").json()["identifiants"]


def test_ce_qui_sort_de_confidentiel_dans_un_plan_entier_est_dit_au_journal(programme: Programme, plan: Plan) -> None:
    FicheFactory(dans=plan)
    programme.lire(f"plans/{plan.pk}/complet")
    assert not Ecriture.objects.filter(verbe="plans.exporter").exists()
    FicheFactory(dans=plan, confidentiel=True)
    programme.lire(f"plans/{plan.pk}/complet")
    dite = Ecriture.objects.get(verbe="plans.exporter")
    assert "API" in dite.acteur_nom


@pytest.mark.parametrize("chemin", ["plans", "plans/{plan}", "plans/{plan}/complet"])
def test_autant_de_requetes_pour_une_rangee_que_pour_trois(programme: Programme, plan: Plan, chemin: str) -> None:
    def garnir() -> None:
        axe = AxeFactory(plan=plan)
        FicheFactory(parent=FicheFactory(dans=axe))
        FicheFactory(dans=PlanFactory(collectivite=plan.collectivite))

    garnir()
    programme.lire("moi")
    chemin = chemin.format(plan=plan.pk)
    with CaptureQueriesContext(connection) as une:
        programme.lire(chemin)
    garnir()
    garnir()
    with CaptureQueriesContext(connection) as trois:
        assert programme.lire(chemin).status_code == 200
    assert len(une) == len(trois) <= (40 if "complet" in chemin else 12)


# -- indicateurs -----------------------------------------------------------------------------------------------------
@pytest.fixture
def indicateur(plan: Plan) -> Indicateur:
    return IndicateurFactory(collectivite=plan.collectivite, titre="Linéaire de haies")


def test_les_indicateurs_se_cherchent(programme: Programme, plan: Plan, indicateur: Indicateur) -> None:
    ValeurFactory(collectivite=plan.collectivite, indicateur=indicateur)
    IndicateurFactory(collectivite=plan.collectivite, titre="Part du vélo")
    IndicateurFactory(collectivite=PlanFactory().collectivite, titre="Haies d'ailleurs")
    (trouve,) = programme.lire("indicateurs", q="haies").json()["elements"]
    assert (trouve["id"], trouve["renseigne"], trouve["personnalise"]) == (indicateur.pk, True, True)
    assert programme.lire("indicateurs").json()["total"] == 2
    assert programme.lire("indicateurs", renseigne="false").json()["total"] == 1
    assert programme.lire("indicateurs", personnalise="false").json()["total"] == 0
    assert programme.lire("indicateurs", par_page=1).json()["suivante"] is not None


def test_les_valeurs_se_filtrent(programme: Programme, plan: Plan, indicateur: Indicateur) -> None:
    ici = plan.collectivite
    insee = Source.objects.create(code="insee", libelle="INSEE")
    saisie = ValeurFactory(collectivite=ici, indicateur=indicateur, date_valeur="2023-01-01")
    source = ValeurFactory(collectivite=ici, indicateur=indicateur, date_valeur="2025-01-01", source=insee)
    autre = ValeurFactory(collectivite=ici, indicateur=IndicateurFactory(collectivite=ici))
    ValeurFactory(indicateur=indicateur)
    for parametres, voulues in (
        ({"indicateur": indicateur.pk}, {saisie, source}), ({"annee_min": 2025, "indicateur": indicateur.pk}, {source}),
        ({"annee_max": 2023, "indicateur": indicateur.pk}, {saisie}), ({"source": "insee"}, {source}),
        ({"source": "collectivite"}, {saisie, autre}), ({"source": ["insee", "collectivite"]}, {saisie, source, autre}),
        ({"identifiant": "cae_9"}, set()), ({"modifiees_depuis": "2999-01-01T00:00:00Z"}, set()),
    ):  # fmt: skip
        page = programme.lire("indicateurs/valeurs", **parametres).json()
        assert {v["id"] for v in page["elements"]} == {v.pk for v in voulues}, parametres
    assert programme.lire("indicateurs/valeurs", annee_min="x").status_code == 422
    assert programme.lire("indicateurs/valeurs", modifiees_depuis="2026-01-01T00:00:00").status_code == 422


def test_un_indicateur_confidentiel_n_est_pas_pour_un_lecteur(
    programme: Programme, plan: Plan, indicateur: Indicateur, membre: Membre
) -> None:
    ValeurFactory(collectivite=plan.collectivite, indicateur=indicateur)
    suivre_indicateur(plan.collectivite, indicateur, confidentiel=True, par=membre.utilisateur, le=LE)
    lecteur = Programme.de(MembreFactory(lecteur=True, collectivite=plan.collectivite), Portee.LECTURE)
    assert lecteur.lire("indicateurs").json()["total"] == 0
    assert lecteur.lire("indicateurs/valeurs").json()["total"] == 0
    assert lecteur.lire(f"indicateurs/{indicateur.pk}").status_code == 404
    lu = programme.lire(f"indicateurs/{indicateur.pk}").json()
    assert (lu["confidentiel"], len(lu["valeurs"])) == (True, 1)


def saisir(programme: Programme, indicateur: Indicateur, annee: Any, **envoi: Any) -> Any:
    return programme.ecrire("put", f"indicateurs/{indicateur.pk}/valeurs/{annee}", envoi)


def test_saisir_une_valeur_n_efface_pas_l_objectif(
    programme: Programme, indicateur: Indicateur, membre: Membre
) -> None:
    saisir(programme, indicateur, 2024, objectif=9)
    valeur = saisir(programme, indicateur, 2024, resultat=7.5, resultat_commentaire="Provisoire").json()["valeur"]
    assert (valeur["resultat"], valeur["objectif"], valeur["resultat_commentaire"]) == (7.5, 9.0, "Provisoire")
    ecrite = Valeur.objects.get()
    assert (ecrite.modifie_par, timezone.now() - ecrite.modified_at < timedelta(minutes=1)) == (
        membre.utilisateur,
        True,
    )
    saisir(programme, indicateur, 2024, resultat=None, objectif=None)
    assert saisir(programme, indicateur, 2024, resultat_commentaire="").json() == {"valeur": None}
    assert not Valeur.objects.exists()


VALEURS_REFUSEES: tuple[tuple[Any, ...], ...] = (
    (2024, {"resultat": "douze"}, "resultat"), (2024, {"resultat": True}, "resultat"), (2024, {"note": 3}, "note"),
    (1800, {"resultat": 3}, ""), (2024, {"resultat": 1e300}, ""),
    (2024, {"resultat_commentaire": None}, "resultat_commentaire"),
)  # fmt: skip


def test_une_valeur_refusee_dit_son_champ(programme: Programme, indicateur: Indicateur) -> None:
    for annee, envoi, champ in VALEURS_REFUSEES:
        reponse = saisir(programme, indicateur, annee, **envoi)
        assert reponse.status_code == 422, envoi
        assert list(fautes_de(reponse)) == [champ], envoi
    assert not Valeur.objects.exists()


def test_saisir_demande_d_editer_et_l_indicateur_d_autrui_n_existe_pas(plan: Plan, indicateur: Indicateur) -> None:
    contributeur = Programme.de(MembreFactory(contributeur=True, collectivite=plan.collectivite))
    assert saisir(contributeur, indicateur, 2024, resultat=3).status_code == 403
    etrangere = Programme.de(MembreFactory(editeur=True))
    assert saisir(etrangere, indicateur, 2024, resultat=3).status_code == 404
    assert etrangere.lire(f"indicateurs/{indicateur.pk}").status_code == 404


@pytest.mark.parametrize("chemin", ["indicateurs", "indicateurs/valeurs", "indicateurs/{indicateur}"])
def test_autant_de_requetes_pour_une_valeur_que_pour_trois(
    programme: Programme, plan: Plan, indicateur: Indicateur, chemin: str
) -> None:
    def garnir(annee: int) -> None:
        ici = plan.collectivite
        ValeurFactory(collectivite=ici, indicateur=indicateur, date_valeur=f"{annee}-01-01")
        ValeurFactory(collectivite=ici, indicateur=IndicateurFactory(collectivite=ici))

    garnir(2021)
    programme.lire("moi")
    chemin = chemin.format(indicateur=indicateur.pk)
    with CaptureQueriesContext(connection) as une:
        programme.lire(chemin)
    garnir(2022)
    garnir(2023)
    with CaptureQueriesContext(connection) as trois:
        assert programme.lire(chemin).status_code == 200
    assert len(une) == len(trois) <= 8


# -- several values at once ------------------------------------------------------------------------------------------
def test_des_valeurs_s_ecrivent_ensemble(programme: Programme, membre: Membre) -> None:
    sien = IndicateurFactory(collectivite=membre.collectivite)
    national = IndicateurFactory(identifiant="cae_1.a")
    ValeurFactory(indicateur=sien, collectivite=membre.collectivite, annee=2025, resultat=3.0)
    corps = {
        "valeurs": [
            {"indicateur": sien.pk, "annee": 2025, "resultat": 3.0, "objectif": 2.0},
            {"identifiant": "cae_1.a", "annee": 2026, "resultat": 61.4},
        ]
    }
    assert programme.ecrire("put", "indicateurs/valeurs", corps).json() == {"recus": 3, "changes": 2}
    assert Valeur.objects.get(indicateur=national).resultat == 61.4


def test_un_seul_nombre_refuse_et_rien_ne_s_ecrit(programme: Programme, membre: Membre) -> None:
    sien = IndicateurFactory(collectivite=membre.collectivite)
    bonne = {"indicateur": sien.pk, "annee": 2025, "resultat": 3.0}
    corps = {"valeurs": [bonne, {"identifiant": "cae_9.z", "annee": 2025, "resultat": 1}]}
    assert set(fautes_de(programme.ecrire("put", "indicateurs/valeurs", corps))) == {"valeurs.1"}
    etranger = {
        "indicateur": IndicateurFactory(collectivite=PlanFactory().collectivite).pk,
        "annee": 2025,
        "objectif": 1,
    }
    assert programme.ecrire("put", "indicateurs/valeurs", {"valeurs": [bonne, etranger]}).status_code == 422
    assert "Au moins 1" in fautes_de(programme.ecrire("put", "indicateurs/valeurs", {"valeurs": []}))["valeurs"]
    assert not Valeur.objects.exists()
