"""The pages of the leviers: what they answer, their links, their files, the form of their numbers."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from python_calamine import CalamineWorkbook
from tests.plans.fabrique_leviers import annoncer, definir_les_indicateurs, donner, tirer
from tests.plans.factories import FicheFactory, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.indicateurs.models import Indicateur, Valeur
from cordee.plans.domain.bibliotheque_choix import Criteres, filtrer_modeles
from cordee.plans.domain.leviers import NOMS_LEVIERS
from cordee.plans.models import Plan
from cordee.plans.queries.bibliotheque import bibliotheque
from cordee.plans.views.leviers.recherches import RECHERCHES

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    definir_les_indicateurs()
    return PlanFactory(collectivite=CollectiviteFactory(region="84", nom="CC du Val"), nom="Plan climat")


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


@pytest.fixture
def rempli(plan: Plan) -> Plan:
    """125 kt to gain in transports; one fiche gives 60 t to covoiturage, another is not quantified."""
    donner(plan.collectivite, "cae_1.k", 200, 75)
    donner(plan.collectivite, "cae_1.c", 10, 12)
    chiffree = FicheFactory(dans=plan, titre="Aires de covoiturage")
    annoncer(chiffree, 60, incertitude="moyenne")
    tirer(chiffree, "covoiturage")
    tirer(FicheFactory(dans=plan, titre="Ligne de covoiturage"), "covoiturage")
    return plan


def adresse(plan: Plan, nom: str = "plan_leviers", *reste: str) -> str:
    arguments = [plan.pk] if nom.startswith("plan") else []
    return reverse(nom, args=[plan.collectivite.siren, *arguments, *reste])


def lire(client: Client, ou: str, **parametres: Any) -> str:
    reponse = client.get(ou, parametres)
    assert reponse.status_code == 200
    return texte_de(reponse.content)


def texte_de(contenu: bytes) -> str:
    lu = BeautifulSoup(contenu, "html.parser").get_text(" ", strip=True)
    return " ".join(lu.replace("’", "'").split())


def test_la_page_repond_par_la_part_de_l_effort_qui_est_couverte(lise: Client, rempli: Plan) -> None:
    dit = lire(lise, adresse(rempli))
    assert "moins de 0,1 % de l'effort de 2030 couvert par des fiches chiffrées ; il reste 124,9 kt à trouver." in dit
    assert "Apport : 60 t (de 42 t à 78 t)" in dit
    assert "1 fiche sans chiffre" in dit
    assert "Covoiturage 6 250 t 60 t (de 42 t à 78 t) 1 % de 0,7 à 1,2 % 2 dont 1 sans chiffre" in dit
    assert "Résidentiel l'objectif permet une hausse" in dit


def test_sans_objectifs_la_page_dit_ce_qui_manque_et_ou_le_saisir(lise: Client, plan: Plan) -> None:
    reponse = lise.get(adresse(plan, "leviers"))
    dit = texte_de(reponse.content)
    assert "Objectifs de 2030 à renseigner" in dit
    assert "Rien à dessiner pour l'instant" in dit
    assert "il manque cae_63.b et cae_63.e" in dit
    assert adresse(plan, "leviers_donnees") in reponse.content.decode()


def test_qui_ne_saisit_pas_apprend_pourquoi(client: Client, plan: Plan) -> None:
    client.force_login(MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur)
    reponse = client.get(adresse(plan))
    assert "demande le rôle « Édition »" in texte_de(reponse.content)
    assert adresse(plan, "leviers_donnees") not in reponse.content.decode()


def test_un_levier_montre_ses_fiches_son_calcul_et_des_modeles(lise: Client, rempli: Plan) -> None:
    reponse = lise.get(adresse(rempli), {"levier": "covoiturage"})
    dit = texte_de(reponse.content)
    assert "Aires de covoiturage 60 t (de 42 t à 78 t)" in dit
    assert "Ligne de covoiturage sans chiffre" in dit
    assert "200 kt (saisi) 75 kt (saisi)" in dit
    assert "(2030 − 2019) × 5 % = −6,25 kt" in dit
    assert f"{reverse('bibliotheque', args=[rempli.collectivite.siren])}?q=covoiturage" in reponse.content.decode()
    vide = lire(lise, adresse(rempli), levier="haies")
    assert "Aucune fiche ne tire ce levier" in vide
    assert "Pas d'effort calculé : il manque cae_63.ca." in vide


def test_un_secteur_se_regarde_seul(lise: Client, rempli: Plan) -> None:
    contexte = lise.get(adresse(rempli), {"secteur": "transports"}).context
    assert [ligne.nom for ligne, _ in contexte["lignes"]] == ["Transports"]
    assert [zone.cle for zone, _, _ in contexte["zones"]] == ["transports"]
    assert contexte["tous"] == "?"


def test_une_region_choisie_change_les_parts_et_reste_dans_les_adresses(lise: Client, rempli: Plan) -> None:
    reponse = lise.get(adresse(rempli), {"region": "94", "mode": "rythme", "levier": "covoiturage"})
    assert "× 8 %" in texte_de(reponse.content)
    assert reponse.context["detail"]["fermer"] == "?mode=rythme&region=94"
    assert "rythme national de la SNBC 2" in texte_de(reponse.content)


def test_ce_qui_ne_se_comprend_pas_dans_l_adresse_ne_change_rien(lise: Client, rempli: Plan) -> None:
    dit = lire(lise, adresse(rempli), region="04", mode="x", levier="x", secteur="x")
    assert "Parts de la région Auvergne-Rhône-Alpes" in dit


def test_sans_region_connue_le_secteur_se_dessine_seul(lise: Client, rempli: Plan) -> None:
    rempli.collectivite.region = "04"
    rempli.collectivite.save()
    reponse = lise.get(adresse(rempli))
    dit = texte_de(reponse.content)
    assert "Région sans parts" in dit
    assert "Choisir une région de comparaison" in dit
    assert "Covoiturage pas de part régionale" in dit
    [(_, adresse_du_secteur, tuiles)] = reponse.context["zones"]
    assert [(tuile.est_secteur, ou) for tuile, ou in tuiles] == [(True, adresse_du_secteur)]
    assert "Aucune part régionale" in lire(lise, adresse(rempli), levier="covoiturage")


def test_ce_qui_ne_compte_pas_mene_a_ses_fiches(lise: Client, rempli: Plan) -> None:
    for titre, unite, horizon, leviers in (
        ("Sans levier", "tCO2e/an", 2030, ()), ("Autre unité", "MWh", 2030, ("biogaz",)),
        ("Plus tard", "tCO2e/an", 2040, ("biogaz",)),
    ):  # fmt: skip
        fiche = FicheFactory(dans=rempli, titre=titre)
        annoncer(fiche, 7, unite=unite, horizon=horizon)
        tirer(fiche, *leviers)
    reponse = lise.get(adresse(rempli))
    liens = dict(reponse.context["a_voir"])
    assert list(liens) == [
        "1 fiche chiffrée sans levier", "1 fiche à l'unité illisible", "1 fiche chiffrée pour après 2030",
    ]  # fmt: skip
    assert "Hors leviers : 7 t" in texte_de(reponse.content)
    montrees = lise.get(liens["1 fiche chiffrée sans levier"]).context["cadre"]
    assert [fiche.titre for fiche in montrees.fiches] == ["Sans levier"]


def test_un_petr_nomme_la_collectivite_de_chaque_fiche(client: Client, rempli: Plan) -> None:
    petr = CollectiviteFactory(petr=True, membres=[rempli.collectivite], region="")
    client.force_login(MembreFactory(administrateur=True, collectivite=petr).utilisateur)
    reponse = client.get(reverse("leviers", args=[petr.siren]), {"levier": "covoiturage"})
    dit = texte_de(reponse.content)
    assert "Aires de covoiturage" in dit
    assert rempli.collectivite.appellation in dit
    assert "et ses membres, telles que vous les voyez" in dit
    assert "Les voir en tableau" not in dit


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_des_fiches(client: Client, plan: Plan, nombre: int) -> None:
    donner(plan.collectivite, "cae_1.k", 200, 75)
    for _ in range(nombre):
        tirer(FicheFactory(dans=plan), "covoiturage")
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    with CaptureQueriesContext(connection) as requetes:
        lire(client, adresse(plan), levier="covoiturage")
    assert len(requetes) <= 24


# -- files -----------------------------------------------------------------------------------------------------------
def test_la_mosaique_sort_en_svg_et_en_png(lise: Client, rempli: Plan) -> None:
    svg = lise.get(adresse(rempli, "plan_leviers_fichier", "mosaique.svg"))
    assert svg.headers["Content-Disposition"] == 'attachment; filename="mosaique-plan-climat.svg"'
    dessin = BeautifulSoup(svg.content, "html.parser")
    assert "Covoiturage" in dessin.get_text()
    assert all("," not in rect["x"] for rect in dessin.find_all("rect") if rect.has_attr("x"))
    png = lise.get(adresse(rempli, "leviers_fichier", "mosaique.png"))
    image = Image.open(io.BytesIO(png.content))
    assert (png.headers["Content-Type"], image.format, image.width) == ("image/png", "PNG", 2000)
    assert len(image.convert("RGB").getcolors(1 << 20)) > 10


def test_le_tableau_sort_en_csv_et_en_classeur(lise: Client, rempli: Plan) -> None:
    csv = lise.get(adresse(rempli, "plan_leviers_fichier", "leviers.csv")).content.decode("utf-8-sig").splitlines()
    assert len(csv) == 30
    attendu = "Transports;Covoiturage;cae_1.k;200;75;5;-6,25;6250;60;42;78;1;0,7;1,2;1;1;"
    assert attendu in [ligne.replace("6250,0", "6250").replace(",0;", ";") for ligne in csv]
    haies = next(ligne for ligne in csv if ";Gestion des haies;" in ligne)
    assert haies.endswith(";cae_63.ca")
    classeur = lise.get(adresse(rempli, "leviers_fichier", "leviers.xlsx")).content
    lu = CalamineWorkbook.from_filelike(io.BytesIO(classeur))
    assert lu.sheet_names == ["Leviers", "Sources"]
    assert len(lu.get_sheet_by_name("Leviers").to_python()) == 30
    assert "CC du Val" in lu.get_sheet_by_name("Sources").to_python()[0][0]


def test_un_autre_nom_de_fichier_n_existe_pas(lise: Client, plan: Plan) -> None:
    assert lise.get(adresse(plan, "leviers_fichier", "leviers.pdf")).status_code == 404


# -- numbers ---------------------------------------------------------------------------------------------------------
def champs(**valeurs: str) -> dict[str, str]:
    """What the browser sends: `depart_cae_1__k="12"`; what was shown is empty."""
    envoi: dict[str, str] = {}
    for nom, valeur in valeurs.items():
        bout, _, identifiant = nom.partition("_")
        pk = Indicateur.objects.get(identifiant=identifiant.replace("__", ".")).pk
        envoi |= {f"{bout}-{pk}": valeur, f"initial-{bout}-{pk}": ""}
    return envoi


def test_les_nombres_s_enregistrent_et_menent_a_la_page(lise: Client, plan: Plan) -> None:
    ou = adresse(plan, "leviers_donnees")
    assert "Deux nombres par indicateur" in lire(lise, ou)
    reponse = lise.post(ou, champs(depart_cae_1__k="1 200,5", but_cae_1__k="900"), follow=True)
    assert reponse.redirect_chain == [(adresse(plan, "leviers"), 302)]
    assert "2 nombres enregistrés." in texte_de(reponse.content)
    assert sorted(Valeur.objects.values_list("date_valeur__year", "resultat", "objectif")) == [
        (2019, 1200.5, None), (2030, None, 900.0),
    ]  # fmt: skip
    assert "Rien n'a changé." in texte_de(lise.post(ou, {}, follow=True).content)


def test_un_nombre_illisible_se_dit_sous_son_champ_et_rien_n_est_ecrit(lise: Client, plan: Plan) -> None:
    ou = adresse(plan, "leviers_donnees")
    reponse = lise.post(ou, champs(depart_cae_1__k="beaucoup", but_cae_1__k="900", but_cae_1__h="1e30"))
    dit = texte_de(reponse.content)
    assert reponse.status_code == 422
    assert "2 nombres sont à corriger : rien n'est encore enregistré." in dit
    assert "attend un nombre" in dit
    assert "ce nombre est démesuré" in dit
    assert 'value="beaucoup"' in reponse.content.decode()
    assert not Valeur.objects.exists()


def test_ce_que_quelqu_un_a_ecrit_entre_temps_reste(lise: Client, plan: Plan) -> None:
    """The form of somebody who changed another number does not write back what it had shown."""
    donner(plan.collectivite, "cae_1.h", 6.8, None)
    envoi = champs(depart_cae_1__h="7", depart_cae_1__k="90")
    pk = Indicateur.objects.get(identifiant="cae_1.h").pk
    envoi[f"initial-depart-{pk}"] = "7"
    lise.post(adresse(plan, "leviers_donnees"), envoi)
    assert Valeur.objects.get(indicateur=pk).resultat == 6.8


def test_la_page_des_nombres_dit_ce_qui_compte_a_defaut(client: Client, plan: Plan) -> None:
    petr = CollectiviteFactory(petr=True, membres=[plan.collectivite])
    donner(plan.collectivite, "cae_1.h", 6.8, None)
    client.force_login(MembreFactory(administrateur=True, collectivite=petr).utilisateur)
    assert "à défaut 6,8 (somme de 1 collectivité)" in lire(client, reverse("leviers_donnees", args=[petr.siren]))


def test_chaque_levier_trouve_des_fiches_modeles() -> None:
    assert set(RECHERCHES) == set(NOMS_LEVIERS)
    for code, mots in RECHERCHES.items():
        assert filtrer_modeles(bibliotheque(), Criteres(texte=mots)), code
