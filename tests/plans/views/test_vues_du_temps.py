"""Gantt and calendar of a plan and of all fiches: what is drawn, in what order, in how many queries."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, pilotee_par, placer
from tests.territoires.factories import MembreFactory

from cordee.plans.domain.listes import Precision, StatutFiche, TypeLien
from cordee.plans.models import Fiche, LienFiche, Plan

pytestmark = pytest.mark.django_db
REQUETES_MAX = 14
"""Of a whole page: the session, the person, their roles, the menu, and what the view reads."""


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def voir(client: Client, plan: Plan, **parametres: str) -> str:
    reponse = client.get(reverse("plan", args=[plan.collectivite.siren, plan.pk]), parametres)
    assert reponse.status_code == 200
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def contexte(client: Client, plan: Plan, **parametres: str) -> Any:
    return client.get(reverse("plan", args=[plan.collectivite.siren, plan.pk]), parametres).context


def titres(contexte: Any) -> list[str]:
    return [f"{rang.numero} {rang.titre}".strip() for rang in contexte["rangs"]]


# -- Gantt -----------------------------------------------------------------------------------------------------------
def test_les_fiches_suivent_leurs_axes_et_les_sous_fiches_leur_fiche(lise: Client, plan: Plan) -> None:
    patrimoine = AxeFactory(plan=plan, nom="Patrimoine")
    ecoles = AxeFactory(plan=plan, nom="Écoles", parent=patrimoine)
    AxeFactory(plan=plan, nom="Vide")
    renover = FicheFactory(dans=ecoles, titre="Rénover", debut=date(2026, 1, 1), fin=date(2026, 12, 31))
    audits = FicheFactory(parent=renover, titre="Audits")
    FicheFactory(parent=audits, titre="Chaufferies", code="A4")
    FicheFactory(dans=plan, titre="Animer", realisee=True)
    vue = contexte(lise, plan, vue="gantt")
    assert titres(vue) == [
        "1 Patrimoine", "1.1 Écoles", "Rénover", "Audits", "A4 Chaufferies", "Hors de tout axe", "Animer",
    ]  # fmt: skip
    assert [rang.compte for rang in vue["rangs"] if not rang.pk] == ["0 sur 1", "0 sur 1", "1 sur 1"]


def test_les_sous_fiches_se_replient_par_l_adresse(lise: Client, plan: Plan) -> None:
    mere = FicheFactory(dans=plan, titre="Mère")
    FicheFactory(parent=mere, titre="Fille")
    assert "Fille" in titres(contexte(lise, plan, vue="gantt"))
    repliee = contexte(lise, plan, vue="gantt", replie=str(mere.pk))
    assert titres(repliee) == ["Mère"]
    assert "replie" not in repliee["rangs"][0].bascule
    tout = contexte(lise, plan, vue="gantt", replie="tout")
    assert titres(tout) == ["Mère"]
    assert tout["bascule_tout"][1] is True
    assert f"replie={mere.pk}&replie=tout" in tout["rangs"][0].bascule


def test_un_retard_se_dit_et_se_hachure(lise: Client, plan: Plan) -> None:
    jour = timezone.localdate()
    FicheFactory(dans=plan, en_cours=True, debut=jour - timedelta(days=400), fin=jour - timedelta(days=38))
    page = voir(lise, plan, vue="gantt")
    assert "38 jours de retard" in page
    assert 'class="gb-r"' in page


@pytest.mark.parametrize(
    ("champs", "mots"),
    [
        ({"statut": StatutFiche.EN_PAUSE}, "en pause"),
        ({"statut": StatutFiche.BLOQUE}, "bloquée"),
        ({"amelioration_continue": True, "statut": StatutFiche.EN_COURS}, "chaque année"),
        ({"statut": StatutFiche.EN_COURS}, None),
    ],
)
def test_ce_qu_une_barre_ne_dit_pas_est_ecrit_a_cote(
    lise: Client, plan: Plan, champs: dict[str, Any], mots: str | None
) -> None:
    jour = timezone.localdate()
    FicheFactory(dans=plan, debut=jour - timedelta(days=60), fin=jour + timedelta(days=90), **champs)
    rang = contexte(lise, plan, vue="gantt")["rangs"][0]
    assert (rang.etiquette.texte if rang.etiquette else None) == mots


def test_a_droite_les_mots_passent_de_l_autre_cote(lise: Client, plan: Plan) -> None:
    annee = timezone.localdate().year
    FicheFactory(dans=plan, debut=date(annee - 6, 1, 1), fin=date(annee, 12, 31))
    FicheFactory(dans=plan, debut=date(annee, 6, 1), fin=date(annee, 12, 31), statut=StatutFiche.EN_PAUSE)
    assert contexte(lise, plan, vue="gantt")["rangs"][1].etiquette.a_gauche


def test_une_fiche_se_lit_en_une_phrase(lise: Client, plan: Plan) -> None:
    annee = timezone.localdate().year
    fiche = FicheFactory(
        dans=plan, titre="Vélo", code="4", statut=StatutFiche.EN_COURS, avancement=40, debut=date(annee, 1, 1),
        precision_debut=Precision.MOIS, fin=date(annee + 1, 12, 31), precision_fin=Precision.ANNEE,
    )  # fmt: skip
    pilotee_par(fiche, "Zoé Barral")
    page = voir(lise, plan, vue="gantt")
    assert f'aria-label="4 Vélo, En cours, de janvier {annee} à {annee + 1}, 40 %"' in page
    assert 'aria-label="Zoé Barral"' in page


def test_une_fiche_sans_dates_garde_son_rang(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan)
    page = voir(lise, plan, vue="gantt")
    assert "1 fiche sans dates" in page
    assert "data-barre" not in page


def test_le_gantt_n_invente_aucun_numero(lise: Client, plan: Plan) -> None:
    ecoles = AxeFactory(plan=plan, nom="Écoles", code="1")
    FicheFactory(parent=FicheFactory(dans=ecoles, titre="Rénover", code="1.4"), titre="Audits")
    FicheFactory(dans=ecoles, titre="Chauffer")
    assert titres(contexte(lise, plan, vue="gantt")) == ["1 Écoles", "1.4 Rénover", "Audits", "Chauffer"]


@pytest.mark.parametrize("filtre", [{}, {"statut": "a_venir"}])
def test_gantt_et_calendrier_comptent_pareil_les_fiches_sans_dates(
    lise: Client, plan: Plan, filtre: dict[str, str]
) -> None:
    """All the pages, the filters, and neither sous-actions nor a fiche in two axes twice."""
    deux_fois = FicheFactory(dans=AxeFactory(plan=plan), statut=StatutFiche.A_VENIR)
    placer(deux_fois, AxeFactory(plan=plan))
    FicheFactory(parent=deux_fois)
    FicheFactory(dans=plan, debut=date(2026, 1, 1), statut=StatutFiche.A_VENIR)
    for _ in range(45):
        FicheFactory(dans=plan, statut=StatutFiche.A_VENIR)
    FicheFactory(dans=plan, statut=StatutFiche.EN_COURS)
    comptes = {contexte(lise, plan, vue=vue, **filtre)["sans_dates"] for vue in ("gantt", "calendrier")}
    assert comptes == {46 if filtre else 47}


def test_les_dependances_sont_dessinees_et_dites(lise: Client, plan: Plan) -> None:
    etudes = FicheFactory(dans=plan, code="1", debut=date(2026, 1, 1), fin=date(2026, 6, 30))
    travaux = FicheFactory(dans=plan, code="2", debut=date(2026, 3, 1), fin=date(2026, 12, 31))
    sans_dates = FicheFactory(dans=plan, code="3")
    for vers, type_lien in ((travaux, TypeLien.FIN_DEBUT), (sans_dates, TypeLien.FIN_FIN)):
        LienFiche.objects.create(de=etudes, vers=vers, type=type_lien)
    vue = contexte(lise, plan, vue="gantt")
    assert [(lien.brise, lien.mots) for lien in vue["liens"]] == [
        (True, "«\u00a02\u00a0» commence après la fin de «\u00a01\u00a0»")
    ]
    assert vue["rangs"][1].attend == ("commence après la fin de « 1 » : les dates ne le permettent pas",)
    assert vue["rangs"][2].attend == ("finit après la fin de « 1 »",)
    assert 'class="gdep brise"' in voir(lise, plan, vue="gantt")


def test_l_echelle_se_choisit_dans_l_adresse(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan, debut=date(2024, 1, 1), fin=date(2028, 6, 30))
    assert contexte(lise, plan, vue="gantt")["echelle"].zoom == "trimestre"
    assert contexte(lise, plan, vue="gantt", zoom="mois")["echelle"].zoom == "mois"
    assert contexte(lise, plan, vue="gantt", zoom="siecle")["echelle"].zoom == "trimestre"


def test_une_lectrice_voit_le_gantt_sans_pouvoir_le_changer(client: Client, plan: Plan) -> None:
    client.force_login(MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur)
    FicheFactory(dans=plan, debut=date(2026, 1, 1), fin=date(2026, 6, 30))
    page = voir(client, plan, vue="gantt")
    assert "data-barre" in page
    assert "data-adresse" not in page
    assert "Reprogrammer" not in page


def test_toutes_les_fiches_se_rangent_par_plan(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan, titre="A")
    FicheFactory(dans=PlanFactory(collectivite=plan.collectivite, nom="Plan vélo"), titre="B")
    FicheFactory(collectivite=plan.collectivite, titre="C")
    vue = lise.get(reverse("fiches", args=[plan.collectivite.siren]), {"vue": "gantt", "tri": "titre"}).context
    assert titres(vue) == [plan.nom, "A", "Plan vélo", "B", "Sans plan", "C"]


def test_une_recherche_garde_son_ordre_dans_les_axes(lise: Client, plan: Plan) -> None:
    axe = AxeFactory(plan=plan)
    FicheFactory(dans=axe, titre="Zinc", fin=date(2026, 1, 1))
    FicheFactory(dans=axe, titre="Argent", fin=date(2027, 1, 1))
    assert titres(contexte(lise, plan, vue="gantt", tri="titre"))[1:] == ["Argent", "Zinc"]
    assert titres(contexte(lise, plan, vue="gantt"))[1:] == ["Zinc", "Argent"]


# -- calendar --------------------------------------------------------------------------------------------------------
def test_un_mois_montre_debuts_et_echeances(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan, titre="Commencer", debut=date(2025, 3, 12))
    FicheFactory(dans=plan, titre="Finir", statut=StatutFiche.EN_COURS, fin=date(2025, 3, 2))
    FicheFactory(dans=plan, titre="Oubliée", abandonnee=True, fin=date(2025, 3, 2))
    FicheFactory(dans=plan, titre="Un jour de mars", fin=date(2025, 3, 31), precision_fin=Precision.MOIS)
    page = voir(lise, plan, vue="calendrier", mois="2025-03")
    assert "Mars 2025" in page
    assert "3 dates ce mois-ci" in page
    assert "Échéance dépassée, en cours" in page
    assert "Oubliée" not in page
    assert "Dans le mois, sans jour précis" in page
    assert "mois=2025-02" in page
    assert "mois=2025-04" in page


def test_un_mois_vide_conduit_au_prochain_qui_ne_l_est_pas(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan, debut=date(2025, 1, 5), fin=date(2025, 8, 5))
    assert "Aller à août 2025" in voir(lise, plan, vue="calendrier", mois="2025-05")
    plus_tard = voir(lise, plan, vue="calendrier", mois="2090-05")
    assert "Aller à août 2025" in plus_tard
    assert "Aujourd’hui</a>" in plus_tard


def test_sans_aucune_date_le_calendrier_le_dit(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan)
    vide = voir(lise, plan, vue="calendrier")
    assert "Rien ne commence" not in vide
    assert "1 fiche sans dates" in vide
    assert "Aujourd’hui</a>" not in vide


def test_un_jour_charge_se_deplie(lise: Client, plan: Plan) -> None:
    for _ in range(6):
        FicheFactory(dans=plan, fin=date(2025, 3, 20))
    assert "2 de plus" in voir(lise, plan, vue="calendrier", mois="2025-03")


# -- critical chain --------------------------------------------------------------------------------------------------
@pytest.fixture
def enchainees(plan: Plan) -> list[Any]:
    jour = timezone.localdate().replace(month=1, day=1)
    bornes = ((0, 58), (59, 120), (135, 364))
    titres = ("Études", "Marché", "Travaux")
    fiches = [
        FicheFactory(dans=plan, titre=titre, debut=jour + timedelta(days=a), fin=jour + timedelta(days=b))
        for titre, (a, b) in zip(titres, bornes, strict=True)
    ]
    for de, vers in pairwise(fiches):
        LienFiche.objects.create(de=de, vers=vers, type=TypeLien.FIN_DEBUT)
    FicheFactory(dans=plan, titre="Animer", debut=jour, fin=jour + timedelta(days=300))
    return fiches


def test_la_chaine_critique_se_montre_par_l_adresse(lise: Client, plan: Plan, enchainees: list[Any]) -> None:
    vue = contexte(lise, plan, vue="gantt", zoom="mois")
    assert vue["chaine"] is None
    assert "zoom=mois" in vue["bascule_chaine"]
    assert "chaine=oui" in vue["bascule_chaine"]
    vue = contexte(lise, plan, vue="gantt", zoom="mois", chaine="oui")
    assert [rang.maillon for rang in vue["rangs"]] == [(1, 3), (2, 3), (3, 3), None]
    assert "chaîne critique, 1 sur 3" in vue["rangs"][0].mots
    assert [(m.titre, m.suite) for m in vue["chaine"].maillons] == [
        ("Études", "la suite n'attend pas"), ("Marché", "puis 14 jours libres"), ("Travaux", ""),
    ]  # fmt: skip
    assert "3 fiches fixent la fin du plan" in vue["chaine"].phrase
    assert "peut glisser de 14 jours" in vue["chaine"].phrase
    assert [lien.critique for lien in vue["liens"]] == [True, True]
    assert "chaine" not in vue["bascule_chaine"]
    assert all("chaine=oui" in adresse for _, adresse, _ in vue["zooms"])
    page = voir(lise, plan, vue="gantt", chaine="oui")
    assert page.count('class="g-barre libre critique"') == 3
    assert 'id="gantt-chaine"' in page


def test_la_chaine_ne_depend_ni_des_filtres_ni_de_la_page(
    lise: Client, plan: Plan, enchainees: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cordee.plans.views.vues.gantt.PAR_PAGE", 1)
    vue = contexte(lise, plan, vue="gantt", chaine="oui", page="2")
    assert [rang.titre for rang in vue["rangs"]] == ["Marché"]
    assert vue["rangs"][0].maillon == (2, 3)
    assert "chaine=oui" in vue["pages"].suivante
    vue = contexte(lise, plan, vue="gantt", chaine="oui", texte="Animer")
    assert len(vue["chaine"].maillons) == 3


def test_la_chaine_se_replie_et_se_deplie_avec_le_reste(lise: Client, plan: Plan, enchainees: list[Any]) -> None:
    FicheFactory(parent=enchainees[0])
    vue = contexte(lise, plan, vue="gantt", chaine="oui", replie="tout")
    assert "chaine=oui" in vue["bascule_tout"][0]
    assert "chaine=oui" in vue["rangs"][0].bascule
    assert "replie=tout" in vue["bascule_chaine"]


def test_une_chaine_d_une_fiche_et_une_chaine_sans_marge(lise: Client, plan: Plan) -> None:
    jour = timezone.localdate()
    FicheFactory(dans=plan, realisee=True, fin=jour)
    assert "rien ne fixe encore" in contexte(lise, plan, vue="gantt", chaine="oui")["chaine"].phrase
    seule = FicheFactory(dans=plan, titre="Seule", debut=jour, fin=jour + timedelta(days=9))
    assert "« Seule » fixe seule" in contexte(lise, plan, vue="gantt", chaine="oui")["chaine"].phrase
    avant = FicheFactory(dans=plan, titre="Avant", debut=jour - timedelta(days=9), fin=jour - timedelta(days=1))
    LienFiche.objects.create(de=avant, vers=seule, type=TypeLien.FIN_DEBUT)
    tard = FicheFactory(dans=plan, titre="Tard", debut=jour - timedelta(days=20), fin=jour - timedelta(days=7))
    LienFiche.objects.create(de=tard, vers=avant, type=TypeLien.FIN_DEBUT)
    maillons = contexte(lise, plan, vue="gantt", chaine="oui")["chaine"].maillons
    assert maillons[0].suite == "la suite vient 3 jours trop tôt"
    FicheFactory(dans=plan, titre="Chaque année", debut=jour, fin=jour + timedelta(days=90), amelioration_continue=True)
    assert "la repousse d'autant" in contexte(lise, plan, vue="gantt", chaine="oui")["chaine"].phrase


def test_la_chaine_d_une_lectrice_ne_nomme_pas_ce_qu_elle_ne_voit_pas(
    client: Client, plan: Plan, enchainees: list[Any]
) -> None:
    Fiche.objects.filter(pk=enchainees[0].pk).update(confidentiel=True)
    client.force_login(MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur)
    vue = contexte(client, plan, vue="gantt", chaine="oui")
    assert [m.titre for m in vue["chaine"].maillons] == ["Marché", "Travaux"]


def test_toutes_les_fiches_n_ont_pas_de_chaine(lise: Client, plan: Plan, enchainees: list[Any]) -> None:
    vue = lise.get(reverse("fiches", args=[plan.collectivite.siren]), {"vue": "gantt", "chaine": "oui"}).context
    assert vue["chaine"] is None
    assert vue["bascule_chaine"] == ""


# -- queries ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("vue", ["gantt", "gantt&chaine=oui", "calendrier"])
@pytest.mark.parametrize("nombre", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(
    lise: Client, plan: Plan, vue: str, nombre: int
) -> None:
    axe, precedente = AxeFactory(plan=plan), None
    for _ in range(nombre):
        fiche = FicheFactory(dans=axe, debut=date(2026, 1, 1), fin=date(2026, 6, 30))
        pilotee_par(fiche, f"Zoé {fiche.pk}")
        pilotee_par(FicheFactory(parent=FicheFactory(parent=fiche)), f"Ines {fiche.pk}")
        if precedente is not None:
            LienFiche.objects.create(de=precedente, vers=fiche, type=TypeLien.FIN_DEBUT)
        precedente = fiche
    with CaptureQueriesContext(connection) as requetes:
        lise.get(reverse("plan", args=[plan.collectivite.siren, plan.pk]) + f"?vue={vue}", headers=LISTE)
    permises = REQUETES_MAX + 2 * ("chaine" in vue)
    assert len(requetes) <= permises, [re.sub(r"\s+", " ", r["sql"])[:120] for r in requetes]


LISTE = {"HX-Request": "true", "HX-Target": "liste"}
