"""The tab « Répartition » and its file: docs/guide/tableaux-de-bord.md."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.plans.models import Fiche, LigneBudget, Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def adresse(plan: Plan, nom: str = "plan") -> str:
    return reverse(nom, args=[plan.collectivite.siren, plan.pk])


def page(client: Client, plan: Plan, **parametres: Any) -> Any:
    reponse = client.get(adresse(plan), {"vue": "repartition", **parametres})
    assert reponse.status_code == 200
    return reponse


def test_une_barre_mene_a_la_liste_de_ses_fiches(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan, en_cours=True, titre="Rouler")
    FicheFactory(dans=plan, en_cours=True, priorite="elevee", titre="Planter")
    FicheFactory(dans=plan, titre="Relier")
    reponse = page(lise, plan, par="priorite", statut="en_cours")
    assert [(b.libelle, b.chiffre, b.part) for b in reponse.context["barres"]] == [
        ("Élevée", "1", "50\u00a0%"), ("Sans priorité", "1", "50\u00a0%"),
    ]  # fmt: skip
    barre = reponse.context["barres"][0]
    assert barre.adresse == "?statut=en_cours&vue=tableau&priorite=elevee"
    liste = lise.get(adresse(plan) + barre.adresse).content.decode()
    assert "Planter" in liste
    assert "Rouler" not in liste


def test_deux_proprietes_font_un_tableau(lise: Client, plan: Plan) -> None:
    axe = AxeFactory(plan=plan, nom="Mobilités")
    for statut in ("en_cours", "en_cours", "realise"):
        FicheFactory(dans=axe, statut=statut)
    reponse = page(lise, plan, par="axe", et="statut")
    ((libelle, cases),) = reponse.context["rangs"]
    assert (libelle, [case.chiffre for case in cases]) == ("1 Mobilités", ["2", "1"])
    assert cases[0].adresse == f"?vue=tableau&axe={axe.pk}&statut=en_cours"
    double = page(lise, plan, par="confidentialite", et="partage").context["rangs"]
    assert [case.adresse for case in double[0][1]] == [""], "un même filtre ne peut dire les deux"
    filtree = page(lise, plan, par="axe", et="statut", priorite="sans").content.decode()
    assert "priorite=sans" in filtree


def test_le_budget_et_l_avancement_se_disent_avec_leur_unite(lise: Client, plan: Plan) -> None:
    fiche = FicheFactory(dans=plan, en_cours=True)
    LigneBudget.objects.create(fiche=fiche, type="investissement", prevu=20_000, prevu_max=30_000)
    FicheFactory(dans=plan)
    Fiche.objects.filter(pk=fiche.pk).update(maturite="idee")
    barres = {m: [b.chiffre for b in page(lise, plan, mesurer=m).context["barres"]] for m in ("budget", "avancement")}
    assert barres == {"budget": ["—", "20\u00a0k€ à 30\u00a0k€"], "avancement": ["0\u00a0%", "50\u00a0%"]}
    vide = page(lise, plan, par="statut", et="maturite").context["rangs"]
    assert [[case.chiffre for case in cases] for _, cases in vide] == [["", "1"], ["1", ""]]
    croise = page(lise, plan, par="statut", et="priorite", mesurer="budget").context["rangs"]
    assert [[case.chiffre for case in cases] for _, cases in croise] == [["—"], ["20\u00a0k€ à 30\u00a0k€"]]


@pytest.mark.parametrize("parametres", [{"par": "n_importe_quoi", "et": "axes", "mesurer": "poids"}, {"et": "statut"}])
def test_une_adresse_inconnue_revient_au_statut(lise: Client, plan: Plan, parametres: dict[str, str]) -> None:
    FicheFactory(dans=plan)
    demande = page(lise, plan, **parametres).context["demande"]
    assert (demande.propriete.cle, demande.autre, demande.mesure) == ("statut", None, "nombre")


def test_les_axes_ne_se_comptent_que_dans_un_plan(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan)
    siren = plan.collectivite.siren
    reponse = lise.get(reverse("fiches", args=[siren]), {"vue": "repartition", "par": "axe"})
    assert reponse.context["demande"].propriete.cle == "statut"
    par_plan = lise.get(reverse("fiches", args=[siren]), {"vue": "repartition", "par": "plan"})
    assert [barre.libelle for barre in par_plan.context["barres"]] == [plan.nom]


def test_le_choix_reste_quand_les_filtres_changent(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan)
    reponse = page(lise, plan, par="pilote", statut="a_venir")
    assert "par=pilote" in reponse.context["puces"][0].adresse
    assert ("par", "pilote") in reponse.context["caches"]
    assert "par=" not in {vue.cle: a for vue, a in reponse.context["onglets"]}["kanban"]
    panneau = lise.get(adresse(plan, "plan_filtres"), {"vue": "repartition", "par": "pilote"}).content.decode()
    assert '<input type="hidden" name="par" value="pilote">' in panneau


def test_le_fichier_dit_les_memes_nombres_et_jamais_de_formule(lise: Client, plan: Plan) -> None:
    for nom in ("=1+1", "Ana"):
        pilotee_par(FicheFactory(dans=plan, en_cours=True), nom)
    fiche = FicheFactory(dans=plan)
    LigneBudget.objects.create(fiche=fiche, type="investissement", prevu=5)

    def lire(nom: str = "plan_repartition", **parametres: str) -> list[str]:
        reponse = lise.get(adresse(plan, nom), parametres)
        assert reponse["Content-Type"].startswith("text/csv")
        return reponse.content.decode("utf-8-sig").splitlines()

    assert lire(vue="repartition", par="pilote") == [
        "Pilote;Fiches;Part des fiches, en %", "'=1+1;1;33,3", "Ana;1;33,3", "Sans pilote;1;33,3",
    ]  # fmt: skip
    assert lire(par="statut", mesurer="budget")[1:] == ["À venir;1;5,0;5,0;33,3", "En cours;2;;;66,7"]
    assert lire(par="statut", et="pilote", mesurer="avancement")[1:] == [
        "À venir;Sans pilote;1;0,0", "En cours;'=1+1;1;50,0", "En cours;Ana;1;50,0",
    ]  # fmt: skip
    toutes = lise.get(reverse("fiches_repartition", args=[plan.collectivite.siren]), {"par": "plan"})
    assert f"{plan.nom};3;100,0" in toutes.content.decode("utf-8-sig")


@pytest.mark.parametrize("parametres", [{}, {"par": "pilote", "et": "suivi", "statut": "en_cours"}])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(
    lise: Client, plan: Plan, parametres: dict[str, str]
) -> None:
    nombres = []
    for combien in (1, 3):
        for fiche in FicheFactory.create_batch(combien, dans=plan, en_cours=True):
            pilotee_par(fiche, f"Pilote {fiche.pk}")
        with CaptureQueriesContext(connection) as requetes:
            page(lise, plan, **parametres)
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 20
