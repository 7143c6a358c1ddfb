"""Dashboards on screen: docs/guide/tableaux-de-bord.md."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.indicateurs.factories import IndicateurFactory, ValeurFactory
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import IndicateurCollectivite
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.releves import relever_plans
from cordee.plans.actions.tableaux import ajouter_module
from cordee.plans.domain.champs import ecrire_date
from cordee.plans.domain.repartitions import Mesure
from cordee.plans.domain.tableaux import Forme, GenreModule, Module, Suite
from cordee.plans.models import AxeIndicateur, Fiche, FicheIndicateur, LigneBudget, Plan
from cordee.plans.queries.tableaux import Portee, modules_of
from cordee.territoires.enums import Role

pytestmark = pytest.mark.django_db
CADRE = 8
"""Session, person, roles, collectivité, territories and signals of the frame."""


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


def connecter(client: Client, plan: Plan, role: Role = Role.ADMINISTRATION) -> Utilisateur:
    qui = MembreFactory(collectivite=plan.collectivite, role=role).utilisateur
    client.force_login(qui)
    return qui


def adresse(plan: Plan, portee: str | int = "commun", nom: str = "tableau", *args: Any) -> str:
    return reverse(nom, args=[plan.collectivite.siren, portee, *args])


def modules(client: Client, plan: Plan, portee: str | int = "commun") -> dict[str, Any]:
    reponse = client.get(adresse(plan, portee))
    assert reponse.status_code == 200
    return {montre.module.cle: montre.contexte for montre in reponse.context["modules"]}


def titres(contexte: dict[str, Any]) -> list[str]:
    return [ligne.fiche.intitule for ligne in contexte["lignes"]()]


def poser(portee: Portee, par: Utilisateur, **champs: Any) -> str:
    return ajouter_module(portee, Module("", **champs), par=par, le=timezone.now()).cle


# -- what modules say --------------------------------------------------------------------------------------------------
def test_le_tableau_commun_est_utile_a_la_premiere_visite(client: Client, plan: Plan) -> None:
    connecter(client, plan, Role.LECTURE)
    jour = timezone.localdate()
    tardive = FicheFactory(dans=plan, en_cours=True, titre="Tardive", fin=jour - timedelta(days=3))
    FicheFactory(dans=plan, titre="Proche", fin=jour + timedelta(days=20))
    FicheFactory(dans=plan, titre="Lointaine", fin=jour + timedelta(days=200), realisee=True)
    pilotee_par(tardive, "Ana")
    for annee, prevu, reel in ((2026, 100, 60), (None, 20, None)):
        LigneBudget.objects.create(fiche=tardive, type="investissement", annee=annee, prevu=prevu, reel=reel)
    vus = modules(client, plan)
    assert [(c.nom, c.valeur) for c in vus["chiffres"]["chiffres"]] == [
        ("Fiches", "3"), ("Réalisée", "1"), ("Avancement moyen", "50\u00a0%"), ("En retard", "1"),
        ("Dans les 30 jours", "1"), ("Prévu (HT)", "120\u00a0€"), ("Dépensé (HT)", "60\u00a0€"),
    ]  # fmt: skip
    assert (titres(vus["retards"]), titres(vus["echeances"])) == (["Tardive"], ["Proche"])
    (suivi,) = vus["plans"]["plans"]
    assert (suivi.nom, suivi.total, suivi.en_retard, suivi.avancement) == (plan.nom, 3, 1, "50\u00a0%")
    assert [(a.annee, a.prevu, a.reel) for a in vus["budget"]["annees"]] == [
        ("2026", "100\u00a0€", "60\u00a0€"), ("Sans année", "20\u00a0€", "0\u00a0€"),
    ]  # fmt: skip
    assert [b.libelle for b in vus["pilotes"]["barres"]] == ["Ana", "Sans pilote"]
    page = client.get(adresse(plan)).content.decode()
    assert "3\u00a0jours de retard" in page
    assert "Régler le tableau" not in page
    assert "rôle «\u00a0Administration\u00a0»" in page


def test_mon_tableau_ne_montre_que_ce_que_je_porte(client: Client, plan: Plan) -> None:
    lise = connecter(client, plan, Role.LECTURE)
    jour = timezone.localdate()
    mienne = FicheFactory(dans=plan, titre="Mienne", fin=jour + timedelta(days=5))
    FicheFactory(dans=plan, titre="Autre", fin=jour + timedelta(days=5))
    sous = FicheFactory(parent=mienne, titre="Étude", fin=jour - timedelta(days=1))
    finie = FicheFactory(dans=plan, titre="Finie", realisee=True)
    for fiche in (mienne, sous, finie):
        pilotee_par(fiche, lise)
    vus = modules(client, plan, "mien")
    assert titres(vus["mes_fiches"]) == titres(vus["echeances"]) == ["Mienne"]
    assert titres(vus["mes_sous_actions"]) == ["Étude"]
    assert vus["chiffres"]["chiffres"][0].valeur == "2"
    assert {b.libelle: b.adresse for b in vus["statuts"]["barres"]} == {"À venir": "", "Réalisé": ""}
    reponse = client.get(adresse(plan, "mien"))
    assert reponse.context["reponse"][1] == "1 fiche"
    assert "en retard" in reponse.context["reponse"][2]
    assert "Régler le tableau" in reponse.content.decode()


def test_le_tableau_d_un_plan_compte_ses_axes_et_ses_indicateurs(client: Client, plan: Plan) -> None:
    connecter(client, plan)
    axe = AxeFactory(plan=plan, nom="Rouler")
    fiche = FicheFactory(dans=axe, en_cours=True)
    FicheFactory(collectivite=plan.collectivite)
    suivi, de_l_axe, muet = (IndicateurFactory(titre=titre) for titre in ("Vélos", "Bus", "Trains"))
    for indicateur in (suivi, muet):
        FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur)
    AxeIndicateur.objects.create(axe=axe, indicateur=de_l_axe)
    for annee in (2024, 2025):
        for indicateur in (suivi, de_l_axe):
            ValeurFactory(
                collectivite=plan.collectivite, indicateur=indicateur, date_valeur=date(annee, 1, 1), resultat=annee
            )  # fmt: skip
    vus = modules(client, plan, plan.pk)
    assert [(b.libelle, b.chiffre) for b in vus["axes"]["barres"]] == [("1 Rouler", "50\u00a0%")]
    assert [i.titre for i in vus["indicateurs"]["indicateurs"]] == ["Bus", "Vélos", "Trains"]
    assert vus["chiffres"]["chiffres"][0].valeur == "1"
    assert client.get(adresse(plan, plan.pk)).context["onglets"][2][0] == plan.nom
    assert client.get(adresse(plan, PlanFactory().pk)).status_code == 404
    assert client.get(adresse(plan, "voisin")).status_code == 404


def test_un_lecteur_ne_voit_rien_de_confidentiel(client: Client, plan: Plan) -> None:
    admin = MembreFactory(administrateur=True, collectivite=plan.collectivite).utilisateur
    jour, avant = timezone.localdate(), timezone.now() - timedelta(days=32)
    FicheFactory(dans=plan, titre="Ouverte", en_cours=True, fin=jour - timedelta(days=2), cree_le=avant)
    secrete = FicheFactory(dans=plan, titre="Secrète", statut="bloque", fin=jour, confidentielle=True, cree_le=avant)
    LigneBudget.objects.create(fiche=secrete, type="investissement", annee=2026, prevu=7_654_321)
    pilotee_par(secrete, "Zénobie Ur")
    indicateur = IndicateurFactory(titre="Caché", collectivite=plan.collectivite)
    ouverte = Fiche.objects.get(titre="Ouverte")
    FicheIndicateur.objects.create(fiche=ouverte, indicateur=indicateur)
    IndicateurCollectivite.objects.create(
        collectivite=plan.collectivite, indicateur=indicateur, confidentiel=True, modified_at=timezone.now()
    )  # fmt: skip
    modifier_fiche(secrete, {"objectifs": "Racheter"}, par=admin, le=timezone.now())
    modifier_fiche(ouverte, {"objectifs": "Relier"}, par=admin, le=timezone.now())
    relever_plans(plan.collectivite, par=None, le=avant)
    commun = Portee(plan.collectivite)
    activite = poser(commun, admin, genre=GenreModule.ACTIVITE)
    suivis = poser(commun, admin, genre=GenreModule.INDICATEURS)
    connecter(client, plan, Role.LECTURE)
    page = client.get(adresse(plan)).content.decode()
    assert "Secrète" not in page
    assert "Zénobie" not in page
    assert "7,7" not in page
    vus = modules(client, plan)
    assert [len(k.morceaux) for k in vus["evolution"]["colonnes"]] == [1, 1], "les deux jeux de relevés"
    assert len(vus[activite]["ecritures"]) == 1
    assert vus[suivis]["indicateurs"] == []
    client.force_login(admin)
    vus = modules(client, plan)
    assert [len(k.morceaux) for k in vus["evolution"]["colonnes"]] == [2, 2]
    assert len(vus[activite]["ecritures"]) == 2
    assert [i.titre for i in vus[suivis]["indicateurs"]] == ["Caché"]


def test_une_liste_et_un_budget_ne_gardent_que_leurs_fiches(client: Client, plan: Plan) -> None:
    admin = connecter(client, plan)
    jour = timezone.localdate()
    for titre, statut, fin in (
        ("Sans fin", "en_cours", None), ("Loin", "en_cours", jour + timedelta(days=400)), ("Faite", "realise", None),
        ("Aujourd'hui", "en_cours", jour),
    ):  # fmt: skip
        fiche = FicheFactory(dans=plan, titre=titre, statut=statut, fin=fin)
        LigneBudget.objects.create(fiche=fiche, type="fonctionnement", annee=2026, prevu=10)
        modifier_fiche(fiche, {"objectifs": "Relier"}, par=admin, le=timezone.now())
    commun, filtre = Portee(plan.collectivite), {"parametres": "statut=en_cours"}
    liste = poser(commun, admin, genre=GenreModule.FICHES, nombre=2, **filtre)
    budget = poser(commun, admin, genre=GenreModule.BUDGET, **filtre)
    activite = poser(commun, admin, genre=GenreModule.ACTIVITE, nombre=1)
    vus = modules(client, plan)
    assert [(ligne.fiche.intitule, ligne.dit) for ligne in vus[liste]["lignes"]()] == [
        ("Aujourd'hui", "aujourd'hui"), ("Loin", ecrire_date(jour + timedelta(days=400), "jour")),
    ]  # fmt: skip
    assert (vus[liste]["total"], vus[liste]["reste"]) == (3, 1)
    suite = client.get(vus[liste]["suite"]).context["cadre"]
    assert suite.total == 3
    assert [annee.prevu for annee in vus[budget]["annees"]] == ["30\u00a0€"]
    assert [adresse for _, adresse, _ in vus[activite]["ecritures"]] == [fiche.get_absolute_url()]


@pytest.mark.parametrize("suite", list(Suite))
def test_une_serie_va_des_mois_gardes_a_aujourd_hui(client: Client, plan: Plan, suite: Suite) -> None:
    admin = connecter(client, plan)
    avant = timezone.now() - timedelta(days=32)
    fiche = FicheFactory(dans=plan, en_cours=True, fin=timezone.localdate() - timedelta(days=60), cree_le=avant)
    LigneBudget.objects.create(fiche=fiche, type="investissement", reel=10_000)
    plan_a_budget = PlanFactory(collectivite=plan.collectivite, ponderation="budget")
    FicheFactory(dans=plan_a_budget, en_cours=True, cree_le=avant)
    cle = poser(Portee(plan.collectivite), admin, genre=GenreModule.SERIE, suite=suite, nombre=3)
    au_plan = poser(Portee(plan.collectivite, plan_a_budget), admin, genre=GenreModule.SERIE, suite=suite)
    assert modules(client, plan)[cle]["debute"]
    relever_plans(plan.collectivite, par=None, le=avant)
    vu = modules(client, plan)[cle]
    assert len(vu["colonnes"]) == 2
    assert not vu["debute"]
    dits = {
        Suite.STATUTS: ["2"], Suite.RETARDS: ["1"], Suite.AVANCEMENT: ["50\u00a0%"], Suite.BUDGET: ["10\u00a0k€"],
    }  # fmt: skip
    assert [str(v) for v in vu["tableau"][-1][1]] == dits[suite]
    assert modules(client, plan, plan_a_budget.pk)[au_plan]["colonnes"]


def test_une_repartition_se_dessine_de_trois_facons(client: Client, plan: Plan) -> None:
    admin = connecter(client, plan)
    for rang in range(7):
        for nom in ("Ana", f"Pilote {rang}"):
            pilotee_par(FicheFactory(dans=plan, en_cours=True) if nom == "Ana" else Fiche.objects.latest("pk"), nom)
    commun = Portee(plan.collectivite)
    anneau = poser(commun, admin, genre=GenreModule.REPARTITION, propriete="pilote", forme=Forme.ANNEAU)
    nombres = poser(commun, admin, genre=GenreModule.REPARTITION, propriete="axe", forme=Forme.NOMBRE)
    filtre = {"parametres": "statut=a_venir", "mesure": Mesure.BUDGET}
    filtree = poser(commun, admin, genre=GenreModule.REPARTITION, propriete="plan", **filtre)
    vus = modules(client, plan)
    parts = vus[anneau]["anneau"].parts
    assert [(p.libelle, p.chiffre) for p in parts][::5] == [("Ana", "7"), ("Les autres", "3")]
    assert sum(float(p.longueur) for p in parts) == pytest.approx(100, abs=0.1)
    assert [b.libelle for b in vus[nombres]["barres"]] == [plan.nom], "les axes ne se comptent que dans un plan"
    assert vus[filtree]["barres"] == []
    page = client.get(adresse(plan)).content.decode()
    assert "compte dans chacune" in page


def test_sans_fiche_le_tableau_dit_par_ou_commencer(client: Client, plan: Plan) -> None:
    connecter(client, plan)
    assert reverse("importer", args=[plan.collectivite.siren]) in client.get(adresse(plan)).content.decode()
    connecter(client, plan, Role.LECTURE)
    page = client.get(adresse(plan)).content.decode()
    assert "Voir les plans" in page
    assert "Importer un plan" not in page


# -- arranging it ------------------------------------------------------------------------------------------------------
def envoyer(client: Client, plan: Plan, portee: str, nom: str, *args: Any, **champs: Any) -> Any:
    return client.post(adresse(plan, portee, nom, *args), champs)


def test_un_module_s_ajoute_avec_sa_propriete_et_ses_filtres(client: Client, plan: Plan) -> None:
    lise = connecter(client, plan, Role.LECTURE)
    FicheFactory(dans=plan)
    choix = client.get(adresse(plan, "mien", "tableau_ajouter")).content.decode()
    assert "?genre=repartition" in choix
    liste = reverse("plan", args=[plan.collectivite.siren, plan.pk])
    repartition = client.get(liste, {"vue": "repartition", "par": "priorite", "statut": "a_venir"})
    formulaire = client.get(repartition.context["garder"])
    assert formulaire.context["formulaire"]["propriete"].value() == "priorite"
    assert formulaire.context["filtres"].valeurs == {"statut": ("a_venir",), "plan": (str(plan.pk),)}
    reponse = envoyer(
        client, plan, "mien", "tableau_ajouter", genre="repartition", statut="a_venir", forme="confidentielle",
        **{"mod-largeur": "tiers", "mod-propriete": "priorite", "mod-forme": "nombre", "mod-mesure": "nombre"},
    )  # fmt: skip
    ajoute = modules_of(Portee(plan.collectivite, utilisateur=lise))[-1]
    assert reponse["Location"].endswith(f"?regler=1#m-{ajoute.cle}")
    assert (ajoute.propriete, ajoute.forme, ajoute.parametres) == (
        "priorite", Forme.NOMBRE, "statut=a_venir&forme=confidentielle",
    )  # fmt: skip


def test_un_module_se_regle_se_deplace_et_se_retire(client: Client, plan: Plan) -> None:
    connecter(client, plan)
    FicheFactory(dans=plan)
    page = client.get(adresse(plan) + "?regler=1").content.decode()
    assert "Retirer" in page
    assert "Terminer" in page
    envoyer(
        client, plan, "commun", "tableau_module", "retards",
        **{"mod-titre": "Ce qui presse", "mod-largeur": "entiere", "mod-nombre": "3", "mod-miennes": "on", "q": "vélo"},
    )  # fmt: skip
    module = next(m for m in modules_of(Portee(plan.collectivite)) if m.cle == "retards")
    assert (module.titre, module.nombre, module.miennes, module.parametres) == ("Ce qui presse", 3, True, "q=v%C3%A9lo")
    assert 'value="Ce qui presse"' in client.get(adresse(plan, "commun", "tableau_module", "retards")).content.decode()
    reponse = envoyer(client, plan, "commun", "tableau_deplacer", "retards", rang="0")
    assert reponse["Location"].endswith("?regler=1#m-retards")
    depose = client.post(
        adresse(plan, "commun", "tableau_deplacer", "budget"), {"rang": "0"}, headers={"HX-Request": "true"}
    )  # fmt: skip
    assert depose.status_code == 204
    assert [m.cle for m in modules_of(Portee(plan.collectivite))][:2] == ["budget", "retards"]
    envoyer(client, plan, "commun", "tableau_retirer", "budget")
    message = str(list(client.get(adresse(plan)).context["messages"])[-1])
    remettre = message.partition('href="')[2].partition('"')[0]
    assert "« Budget par année » retiré" in client.get(remettre).content.decode().replace("\u00a0", " ")
    client.post(remettre)
    assert modules_of(Portee(plan.collectivite))[0].cle == "budget"
    assert "C’est déjà revenu" in client.get(remettre).content.decode()
    client.post(remettre)
    envoyer(client, plan, "commun", "tableau_retablir")
    assert modules_of(Portee(plan.collectivite))[0].cle == "chiffres"


@pytest.mark.parametrize(
    ("champs", "mots"),
    [
        ({"mod-nombre": "0"}, "1 au moins"),
        ({"mod-nombre": "21"}, "20 au plus"),
        ({"mod-nombre": "beaucoup"}, "nombre entier"),
        ({"mod-largeur": "immense"}, "n'existe pas"),
        ({"du": "bientôt"}, "n'est pas une date"),
        ({"mod-titre": "x" * 121}, "raccourcissez-le"),
        ({"q": "x" * 200, "fiche": [str(10**17 + n) for n in range(120)]}, "trop de filtres"),
    ],
)
def test_un_reglage_refuse_se_dit_et_garde_ce_qui_est_saisi(
    client: Client, plan: Plan, champs: dict[str, Any], mots: str
) -> None:
    connecter(client, plan)
    saisie = {"mod-titre": "Ce qui presse", "mod-largeur": "tiers", "mod-nombre": "3", "statut": "bloque", **champs}
    reponse = client.post(adresse(plan, "commun", "tableau_module", "retards"), saisie)
    assert reponse.status_code == 422
    page = reponse.content.decode().replace("\u00a0", " ").replace("’", "'")
    assert mots in page
    assert 'value="bloque" checked' in page
    assert saisie["mod-titre"] in page


def test_un_geste_sur_un_module_disparu_se_dit(client: Client, plan: Plan) -> None:
    connecter(client, plan)
    assert client.get(adresse(plan, "commun", "tableau_module", "absent")).status_code == 404
    htmx = {"HX-Request": "true"}
    deplacer = adresse(plan, "commun", "tableau_deplacer", "absent")
    assert client.post(deplacer, {"rang": "0"}, headers=htmx).status_code == 422
    assert client.post(deplacer, {"rang": "ailleurs"}, headers=htmx).status_code == 422
    client.post(deplacer, {"rang": "0"})
    envoyer(client, plan, "commun", "tableau_retirer", "absent")
    dits = [str(m) for m in client.get(adresse(plan)).context["messages"]]
    assert len([dit for dit in dits if "rechargez la page" in dit]) == 2
    assert client.post(adresse(plan, "commun", "tableau_remettre", 99)).status_code == 404


def test_chacun_regle_le_sien(client: Client, plan: Plan) -> None:
    FicheFactory(dans=plan)
    lecteur = connecter(client, plan, Role.LECTURE)
    assert envoyer(client, plan, "mien", "tableau_retirer", "activite").status_code == 302
    assert envoyer(client, plan, str(plan.pk), "tableau_retirer", "budget").status_code == 403
    assert "demande le rôle" in client.get(adresse(plan, plan.pk)).content.decode()
    connecter(client, plan, Role.EDITION)
    assert envoyer(client, plan, str(plan.pk), "tableau_retirer", "budget").status_code == 302
    assert "activite" in modules(client, plan, "mien")
    assert len(modules_of(Portee(plan.collectivite, utilisateur=lecteur))) == 9
    connecter(client, PlanFactory())
    assert client.get(adresse(plan)).status_code == 404


def test_l_accueil_la_liste_et_les_plans_y_menent(client: Client, plan: Plan) -> None:
    connecter(client, plan, Role.LECTURE)
    FicheFactory(dans=plan)
    siren = plan.collectivite.siren
    for page in (
        reverse("accueil_plans", args=[siren]),
        reverse("plans", args=[siren]),
        reverse("fiches", args=[siren]),
    ):
        assert adresse(plan) in client.get(page).content.decode()
    assert adresse(plan, plan.pk) in client.get(reverse("plan", args=[siren, plan.pk])).content.decode()


@pytest.mark.parametrize("portee", ["commun", "mien", "plan"])
def test_un_tableau_tient_en_dix_huit_requetes_de_plus_que_le_cadre(client: Client, plan: Plan, portee: str) -> None:
    lise = connecter(client, plan)
    axe = AxeFactory(plan=plan)
    nombres = []
    for combien in (1, 3):
        for fiche in FicheFactory.create_batch(combien, dans=axe, en_cours=True, fin=timezone.localdate()):
            pilotee_par(fiche, lise)
            LigneBudget.objects.create(fiche=fiche, type="investissement", prevu=5)
            FicheIndicateur.objects.create(fiche=fiche, indicateur=IndicateurFactory())
            FicheFactory(dans=PlanFactory(collectivite=plan.collectivite))
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse(plan, plan.pk if portee == "plan" else portee))
        nombres.append(sum(r["sql"].startswith("SELECT") for r in requetes) - CADRE)
    assert nombres[0] == nombres[1] <= 18


def test_les_fiches_des_autres_collectivites_n_y_sont_pas(client: Client, plan: Plan) -> None:
    connecter(client, plan)
    FicheFactory(dans=plan)
    FicheFactory(dans=PlanFactory(collectivite=CollectiviteFactory()))
    assert modules(client, plan)["chiffres"]["chiffres"][0].valeur == "1"
