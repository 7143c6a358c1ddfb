"""The list of fiches: the filters of the screens, a steady order, what changed since."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.api.programme import Programme, fautes_de
from tests.plans.factories import (
    AxeFactory,
    FicheFactory,
    PlanFactory,
    etiquetee,
    partagee_avec,
    pilotee_par,
    placer,
)
from tests.territoires.factories import MembreFactory

from cordee.api.domain.cles import Portee
from cordee.comptes.models import Utilisateur
from cordee.plans.actions.commentaires import commenter_fiche
from cordee.plans.actions.composition import definir_budget
from cordee.plans.actions.fiches import modifier_fiche, placer_fiche, supprimer_fiche
from cordee.plans.domain.fiche import LigneBudget
from cordee.plans.domain.filtres_proposes import DEFINITIONS
from cordee.plans.domain.listes import RoleActeur, TypeBudget, UniteBudget
from cordee.plans.models import Axe, Plan
from cordee.territoires.models import Membre

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fiches_cherchables")]


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
def axes(plan: Plan) -> list[Axe]:
    """Two axes, the second placed before the first, and seven fiches of every kind."""
    second, premier = AxeFactory(plan=plan, position=1), AxeFactory(plan=plan, position=0)
    zoe = FicheFactory(dans=second, titre="Voie verte", en_cours=True, priorite="elevee", fin=date(2030, 1, 1))
    pilotee_par(zoe, "Zoé Barral")
    etiquetee(zoe, "Mobilités", RoleActeur.SERVICE_PILOTE)
    FicheFactory(dans=premier, titre="Isoler l'école", en_retard=True)
    FicheFactory(dans=premier, titre="Écoles à pied", realisee=True, description="Vélo et marche")
    FicheFactory(dans=plan, titre="Forêt", confidentielle=True)
    sans_plan = FicheFactory(collectivite=plan.collectivite, titre="Air", bloquee=True, fin=date(2028, 5, 1))
    FicheFactory(parent=sans_plan, titre="Mesurer l'air")
    recue = FicheFactory(titre="Déchets", abandonnee=True)
    partagee_avec(recue, plan.collectivite)
    return [second, premier]


ADRESSES = (
    "statut=en_cours&statut=bloque", "statut=sans", "suivi=en_retard", "priorite=elevee", "pilote=sans", "service=sans",
    "plan=sans", "forme=confidentielle", "forme=recue", "forme=decoupee", "manque=echeance", "budget=sans",
    "completer=description", "q=%C3%A9cole", "q=velo&statut=realise", "champ_date=fin&du=2028-01-01&au=2029-01-01",
    "champ_date=creee&du=10/03/2026", "mesure=sans", "indicateur=sans", "note=avec", "fiche=1&fiche=2",
    "tri=titre", "tri=-fin", "tri=statut", "tri=priorite", "tri=-modifiee", "tri=budget", "tri=plan",
    "vue=tableau&tri=titre&col=statut",
)  # fmt: skip


@pytest.mark.parametrize("du_plan", [False, True], ids=["toutes", "d'un plan"])
def test_les_filtres_donnent_les_fiches_de_l_ecran(
    client: Client, programme: Programme, membre: Membre, plan: Plan, axes: list[Axe], du_plan: bool
) -> None:
    """The end of the address of a screen, given to the API: the same fiches, in the same order when one is asked."""
    client.force_login(membre.utilisateur)
    siren, chemin = plan.collectivite.siren, f"plans/{plan.pk}/fiches" if du_plan else "fiches"
    for adresse in ADRESSES:
        ecran = client.get(f"/t/{siren}/plans/{plan.pk if du_plan else 'fiches'}/?{adresse}").context["cadre"]
        reponse = programme.client.get(f"/api/v1/{chemin}?{adresse}", headers=programme.entetes).json()
        lues = [fiche["id"] for fiche in reponse["elements"]]
        trie = "tri=" in adresse or "q=" in adresse  # a text sorts by relevance
        assert reponse["total"] == len(lues) == ecran.total, adresse
        assert lues == (list(ecran.ids) if trie else sorted(ecran.ids)), adresse


def test_un_axe_et_un_pilote_se_filtrent_par_le_numero_que_donnent_les_filtres(
    programme: Programme, axes: list[Axe]
) -> None:
    filtres = {f["parametre"]: f["valeurs"] for f in programme.lire("fiches/filtres").json()}
    assert list(filtres) == [definition.cle for definition in DEFINITIONS]
    ((numero, nom),) = [valeur for valeur in filtres["pilote"] if valeur[0] not in {"sans", "avec"}]
    assert nom == "Zoé Barral"
    (fiche,) = programme.lire("fiches", pilote=numero).json()["elements"]
    assert (fiche["titre"], fiche["pilotes"], fiche["services"]) == ("Voie verte", ["Zoé Barral"], ["Mobilités"])
    assert programme.lire("fiches", axe=axes[1].pk).json()["total"] == 2


FAUTES = (
    ("statut=encours", "statut"), ("status=en_cours", "status"), ("pilote=zoe", "pilote"), ("tri=hasard", "tri"),
    ("du=hier", "du"), ("du=2027-01-01&au=2026-01-01", "au"), ("champ_date=jamais", "champ_date"),
    ("mesure=tout", "mesure"), ("par_page=0", "par_page"), ("par_page=1000", "par_page"), ("page=x", "page"),
    ("modifiees_depuis=hier", "modifiees_depuis"), ("modifiees_depuis=2026-01-01T00:00:00", "modifiees_depuis"),
    ("apres=3&tri=titre", "apres"), ("complet=peut-etre", "complet"), ("fiche=9999999999999999999", "fiche"),
)  # fmt: skip


def test_une_faute_de_frappe_ne_donne_jamais_toutes_les_fiches(programme: Programme) -> None:
    for adresse, champ in FAUTES:
        reponse = programme.client.get(f"/api/v1/fiches?{adresse}", headers=programme.entetes)
        assert reponse.status_code == 422, adresse
        assert list(fautes_de(reponse)) == [champ], adresse
        assert fautes_de(reponse)[champ].endswith((".", ").", "….")), adresse


def test_ce_que_dit_une_ligne(programme: Programme, membre: Membre, plan: Plan) -> None:
    fiche = FicheFactory(dans=plan, en_cours=True, fin=date(2026, 1, 31), code="2.1", confidentiel=True)
    FicheFactory(parent=fiche, realisee=True)
    budget = LigneBudget(TypeBudget.INVESTISSEMENT, UniteBudget.HT, 2027, Decimal(1000), prevu_max=Decimal("1500.50"))
    definir_budget(fiche, budget, par=membre.utilisateur, le=timezone.now())
    (ligne,) = programme.lire("fiches").json()["elements"]
    assert ligne["plans"] == [plan.nom]
    assert ligne["prevu"] == {"bas": 1000, "haut": 1500.5, "base": "ht"}
    assert (ligne["statut"], ligne["priorite"], ligne["code"], ligne["confidentiel"]) == ("en_cours", None, "2.1", True)
    assert (ligne["sous_fiches"], ligne["sous_fiches_realisees"], ligne["avancement"]) == (1, 1, 100.0)
    assert ligne["jours_de_retard"] > 0
    assert (ligne["fin"], ligne["fiche"]) == ("2026-01-31", None)
    assert ligne["adresse"].endswith(f"/fiches/{fiche.pk}/")


def test_complet_donne_les_fiches_entieres_dans_l_ordre(programme: Programme, axes: list[Axe]) -> None:
    page = programme.lire("fiches", complet="true", tri="titre").json()["elements"]
    assert [fiche["fiche"]["titre"] for fiche in page] == [fiche["titre"] for fiche in page]
    assert page[0]["fiche"]["sous_fiches"][0]["titre"] == "Mesurer l'air"


# -- a steady order --------------------------------------------------------------------------------------------------
def parcourir(programme: Programme, chemin: str, **parametres: Any) -> list[int]:
    """Ids of every page, following the links."""
    page, lues = programme.lire(chemin, **parametres).json(), []
    while True:
        lues += [fiche["id"] for fiche in page["elements"]]
        if page["suivante"] is None:
            return lues
        page = programme.client.get(page["suivante"], headers=programme.entetes).json()


@pytest.mark.parametrize("parametres", [{}, {"tri": "titre"}, {"q": "lot"}, {"statut": "a_venir"}])
def test_les_liens_menent_a_chaque_fiche_une_fois(programme: Programme, plan: Plan, parametres: dict[str, str]) -> None:
    fiches = {FicheFactory(dans=plan).pk for _ in range(5)}
    lues = parcourir(programme, "fiches", par_page=2, **parametres)
    assert len(lues) == 5
    assert set(lues) == fiches


def test_ce_que_des_collegues_changent_ne_fait_rien_sauter(programme: Programme, plan: Plan, membre: Membre) -> None:
    """Between two pages, a fiche of the first is deleted and one of the next is changed."""
    fiches = [FicheFactory(dans=plan) for _ in range(5)]
    premiere = programme.lire("fiches", par_page=2).json()
    supprimer_fiche(fiches[0], par=membre.utilisateur, le=timezone.now())
    modifier_fiche(fiches[3], {"avancement": 10}, par=membre.utilisateur, le=timezone.now())
    reste = dict(parse_qsl(premiere["suivante"].partition("?")[2]))
    assert parcourir(programme, "fiches", **reste) == [fiche.pk for fiche in fiches[2:]]


def test_une_page_au_dela_de_la_derniere_est_vide(programme: Programme, plan: Plan) -> None:
    FicheFactory(dans=plan)
    page = programme.lire("fiches", tri="titre", page=9).json()
    assert (page["total"], page["elements"], page["suivante"]) == (1, [], None)


# -- what one may see ------------------------------------------------------------------------------------------------
def test_le_confidentiel_manque_partout_a_qui_ne_le_voit_pas(plan: Plan, axes: list[Axe]) -> None:
    lecteur = Programme.de(MembreFactory(lecteur=True, collectivite=plan.collectivite), Portee.LECTURE)
    page = lecteur.lire("fiches").json()
    assert "Forêt" not in [fiche["titre"] for fiche in page["elements"]]
    assert page["total"] == len(page["elements"]) == 5
    assert lecteur.lire("fiches", q="forêt").json()["total"] == 0
    assert len(lecteur.lire("fiches/identifiants").json()["identifiants"]) == 5
    assert lecteur.lire(f"plans/{plan.pk}/fiches").json()["total"] == 3
    secret = PlanFactory(collectivite=plan.collectivite, confidentiel=True)
    assert lecteur.lire(f"plans/{secret.pk}/fiches").status_code == 404


# -- what changed since ----------------------------------------------------------------------------------------------
@pytest.fixture
def lise(membre: Membre) -> Utilisateur:
    return membre.utilisateur


def test_depuis_un_instant_seulement_ce_qui_a_change(programme: Programme, plan: Plan, lise: Utilisateur) -> None:
    """By itself, by its place, by a comment, by a sous-fiche changed or deleted; and the deleted ones apart."""
    genres = ("calme", "changee", "placee", "commentee", "detaillee", "amputee", "supprimee")
    fiches = {genre: FicheFactory(dans=plan, titre=genre) for genre in genres}
    dessous = {genre: FicheFactory(parent=fiches[genre]) for genre in ("calme", "detaillee", "amputee")}
    maintenant = timezone.now()
    modifier_fiche(fiches["changee"], {"avancement": 5}, par=lise, le=maintenant)
    placer_fiche(fiches["placee"], plan, AxeFactory(plan=plan), par=lise, le=maintenant)
    commenter_fiche(fiches["commentee"], "Vu.", par=lise, le=maintenant)
    modifier_fiche(dessous["detaillee"], {"avancement": 5}, par=lise, le=maintenant)
    supprimer_fiche(dessous["amputee"], par=lise, le=maintenant)
    supprimer_fiche(fiches["supprimee"], par=lise, le=maintenant)
    page = programme.lire("fiches", modifiees_depuis=(maintenant - timedelta(minutes=5)).isoformat()).json()
    assert [f["titre"] for f in page["elements"]] == ["changee", "placee", "commentee", "detaillee", "amputee"]
    assert [s["id"] for s in page["supprimees"]] == [fiches["supprimee"].pk]
    apres = programme.lire("fiches", modifiees_depuis=(maintenant + timedelta(minutes=5)).isoformat()).json()
    assert (apres["elements"], apres["supprimees"]) == ([], [])


def test_la_fois_suivante_reprend_un_peu_avant(programme: Programme, plan: Plan) -> None:
    page = programme.lire("fiches").json()
    assert page["supprimees"] == []
    reprise = page["reprendre_depuis"]
    ecart = timezone.now() - timezone.datetime.fromisoformat(reprise)  # type: ignore[attr-defined]
    assert timedelta(seconds=59) < ecart < timedelta(seconds=75)
    FicheFactory(dans=plan, cree_le=timezone.now(), modifie_le=timezone.now())
    assert programme.lire("fiches", modifiees_depuis=reprise).json()["total"] == 1


def test_les_supprimees_ne_viennent_que_sur_la_premiere_page(
    programme: Programme, plan: Plan, lise: Utilisateur
) -> None:
    fiches = [FicheFactory(dans=plan) for _ in range(4)]
    supprimer_fiche(fiches[0], par=lise, le=timezone.now())
    page = programme.lire("fiches", modifiees_depuis="2020-01-01T00:00:00Z", par_page=2).json()
    assert [s["id"] for s in page["supprimees"]] == [fiches[0].pk]
    assert programme.client.get(page["suivante"], headers=programme.entetes).json()["supprimees"] == []


def test_une_fiche_confidentielle_supprimee_ne_se_dit_pas_a_qui_ne_la_voyait_pas(plan: Plan, lise: Utilisateur) -> None:
    secrete, autre = FicheFactory(dans=plan, confidentiel=True), FicheFactory(dans=plan)
    ailleurs = FicheFactory()
    for fiche in (secrete, autre):
        supprimer_fiche(fiche, par=lise, le=timezone.now())
    ailleurs.supprimee_le = timezone.now()
    ailleurs.save()
    lecteur = Programme.de(MembreFactory(lecteur=True, collectivite=plan.collectivite), Portee.LECTURE)
    page = lecteur.lire("fiches", modifiees_depuis="2020-01-01T00:00:00Z").json()
    assert [s["id"] for s in page["supprimees"]] == [autre.pk]


# -- how much it costs -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("complet", ["false", "true"])
def test_autant_de_requetes_pour_une_fiche_que_pour_trois(programme: Programme, plan: Plan, complet: str) -> None:
    def garnir() -> None:
        fiche = FicheFactory(dans=AxeFactory(plan=plan))
        placer(fiche, plan)
        FicheFactory(parent=fiche)
        pilotee_par(fiche, "Zoé Barral")
        etiquetee(fiche, "Mobilités", RoleActeur.SERVICE_PILOTE)
        partagee_avec(fiche, PlanFactory().collectivite)

    garnir()
    programme.lire("moi")  # the last use is written once
    with CaptureQueriesContext(connection) as une:
        programme.lire("fiches", complet=complet, modifiees_depuis="2020-01-01T00:00:00Z")
    garnir()
    garnir()
    with CaptureQueriesContext(connection) as trois:
        page = programme.lire("fiches", complet=complet, modifiees_depuis="2020-01-01T00:00:00Z").json()
    assert page["total"] == 3
    assert len(trois) == len(une)
    assert len(une) <= (36 if complet == "true" else 15)


def test_ce_qui_n_a_pas_change_n_est_pas_envoye_deux_fois(programme: Programme, plan: Plan, lise: Utilisateur) -> None:
    fiche = FicheFactory(dans=plan)
    marques = {chemin: programme.lire(chemin).headers["ETag"] for chemin in ("plans", "fiches")}
    with time_machine.travel(timezone.now() + timedelta(seconds=40)):
        for chemin, marque in marques.items():
            for forme in (marque, f"W/{marque}", f'"autre", {marque}'):
                rien = programme.lire(chemin, si_change=forme)
                assert (rien.status_code, rien.content, rien.headers["ETag"]) == (304, b"", marque)
    modifier_fiche(fiche, {"statut": "realise"}, par=lise, le=timezone.now())
    for chemin, marque in marques.items():
        assert programme.lire(chemin, si_change=marque).status_code == 200
