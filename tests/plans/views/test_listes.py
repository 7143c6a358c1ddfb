"""The frame of the lists: tabs, search, badges, order, pages, empty states, and how many queries each view asks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import (
    LE,
    AxeFactory,
    FicheFactory,
    PlanFactory,
    etiquetee,
    etiquette_nommee,
    partagee_avec,
    pilotee_par,
    placer,
)  # fmt: skip
from tests.territoires.factories import MembreFactory

from cordee.plans.domain.listes import GenreEtiquette, TypeBudget
from cordee.plans.models import Financement, LigneBudget, Plan

pytestmark = pytest.mark.django_db
CADRE = 8
"""Queries of the frame: session, person, collectivité, roles, groupements (twice), menu of collectivités, counters."""
VUES = ("arbre", "tableau", "kanban", "gantt", "calendrier", "impacts")


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan climat")


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def adresse(plan: Plan) -> str:
    return reverse("plan", args=[plan.collectivite.siren, plan.pk])


def lire(reponse: Any) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def voir(client: Client, plan: Plan, **parametres: Any) -> str:
    reponse = client.get(adresse(plan), parametres)
    assert reponse.status_code == 200
    return lire(reponse)


def titres(client: Client, plan: Plan, **parametres: Any) -> list[str]:
    groupes = client.get(adresse(plan), {"vue": "tableau", **parametres}).context["groupes"]
    return [ligne.titre for groupe in groupes for ligne in groupe.lignes]


def peupler(plan: Plan, nombre: int) -> None:
    """Fiches with everything that rows show, in several axes, one in two with a sous-fiche."""
    axes = [AxeFactory(plan=plan) for _ in range(2)]
    financeur = etiquette_nommee(plan.collectivite, GenreEtiquette.FINANCEUR, "ADEME")
    for rang in range(nombre):
        fiche = FicheFactory(
            dans=axes[rang % 2], statut=("en_cours", "a_venir", "realise")[rang % 3],
            debut=date(2025, 1, 1), fin=date(2026, 6, 1 + rang % 20),
        )  # fmt: skip
        pilotee_par(fiche, f"Personne {rang}")
        etiquetee(fiche, f"Nom {rang}")
        LigneBudget.objects.create(fiche=fiche, type=TypeBudget.INVESTISSEMENT, prevu=Decimal(10))
        Financement.objects.create(fiche=fiche, financeur=financeur, montant=Decimal(3), statut="accorde")
        FicheFactory(parent=fiche)


@pytest.mark.parametrize("vue", VUES)
@pytest.mark.parametrize("lecture", [False, True])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(client: Client, vue: str, lecture: bool) -> None:
    comptes = set()
    for nombre in (1, 3, 30):
        plan = PlanFactory()
        peupler(plan, nombre)
        membre = MembreFactory(lecteur=lecture, editeur=not lecture, collectivite=plan.collectivite)
        client.force_login(membre.utilisateur)
        voir(client, plan, vue=vue)
        with CaptureQueriesContext(connection) as requetes:
            voir(client, plan, vue=vue)
        comptes.add(len(requetes))
    assert len(comptes) == 1, comptes
    assert comptes.pop() - CADRE < 12 + 2 * lecture, "what one may change is asked in two more"


@pytest.mark.parametrize("vue", VUES)
def test_une_liste_filtree_reste_sous_douze_requetes(lise: Client, plan: Plan, vue: str) -> None:
    peupler(plan, 3)
    with CaptureQueriesContext(connection) as requetes:
        voir(lise, plan, vue=vue, statut=["en_cours", "a_venir"], suivi="en_retard", budget="avec", pilote="sans")
    assert len(requetes) - CADRE < 12, [requete["sql"][:120] for requete in requetes]


@pytest.mark.usefixtures("fiches_cherchables")
def test_les_onglets_gardent_les_filtres(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan)
    page = voir(lise, plan, statut="a_venir", q="suivre")
    for vue in (*VUES, "carte"):
        assert f'href="?q=suivre&amp;statut=a_venir&amp;vue={vue}"' in page, vue
    toutes = lire(lise.get(reverse("fiches", args=[plan.collectivite.siren]), {"vue": "arbre"}))
    assert 'href="?vue=arbre"' not in toutes, "l'arbre n'existe que dans un plan"
    assert 'aria-current="page"' in toutes


@pytest.mark.usefixtures("fiches_cherchables")
def test_chaque_filtre_a_sa_puce_qui_le_retire(lise: Client, plan: Plan) -> None:
    fiche = FicheFactory(dans=plan, statut="en_cours", fin=date(2026, 5, 1))
    pilote = pilotee_par(fiche, "Zoé Barral").personne
    page = lise.get(adresse(plan), {
        "vue": "tableau", "q": "suivre", "statut": ["en_cours", "bloque"], "pilote": pilote.pk, "mesure": "cae_1.1.1",
        "du": "2026-01-01", "au": "2026-12-31",
    })  # fmt: skip
    puces = {puce.libelle: puce.adresse for puce in page.context["puces"]}
    assert list(puces)[:4] == ["« suivre »", "En cours", "Bloqué", "Zoé Barral"]
    assert "Sert 1.1.1" in puces
    (periode,) = [libelle for libelle in puces if "depuis le" in libelle]
    assert "jusqu'au" in periode
    assert "q=" not in puces["« suivre »"]
    assert "statut=bloque" in puces["En cours"]
    assert "statut=en_cours" not in puces["En cours"]
    assert "mesure" not in puces["Sert 1.1.1"]
    assert "du=" not in puces[periode]
    inconnu = lise.get(adresse(plan), {"vue": "tableau", "pilote": "987654"}).context["puces"]
    assert [puce.libelle for puce in inconnu] == ["Pilote : élément introuvable"]


@pytest.mark.usefixtures("fiches_cherchables")
def test_une_recherche_rend_le_seul_fragment(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan, titre="Planter des haies")
    FicheFactory(dans=plan, titre="Rénover l'école")
    reponse = lise.get(
        adresse(plan), {"vue": "tableau", "q": "haie"}, headers={"HX-Request": "true", "HX-Target": "liste"}
    )
    fragment = lire(reponse)
    assert fragment.strip().startswith('<div id="liste"')
    assert "<h1" not in fragment
    assert "Planter des haies" in fragment
    assert "Rénover" not in fragment
    assert "1</b> fiche sur 2" in fragment


def test_le_tri_suit_l_adresse_et_les_colonnes_s_y_choisissent(lise: Client, plan: Plan) -> None:
    for titre, fin in (("B", date(2026, 1, 1)), ("A", None), ("C", date(2027, 1, 1))):
        FicheFactory(dans=plan, titre=titre, fin=fin)
    assert titres(lise, plan) == ["B", "A", "C"]
    assert titres(lise, plan, tri="titre") == ["A", "B", "C"]
    assert titres(lise, plan, tri="-fin") == ["C", "B", "A"]
    page = voir(lise, plan, vue="tableau", tri="fin", col=["fin", "service"])
    assert 'aria-sort="ascending"' in page
    assert "tri=-fin&amp;col=fin&amp;col=service" in page or "tri=-fin" in page
    assert "Service" in page
    assert 'data-c="Pilote"' not in page


def test_les_colonnes_montrent_ce_qu_elles_disent(lise: Client, plan: Plan) -> None:
    fiche = FicheFactory(dans=plan, debut=date(2025, 1, 1))
    etiquetee(fiche, "Urgent")
    toutes = ["referent", "service", "debut", "etiquettes", "modifiee", "plan"]
    page = voir(lise, plan, vue="tableau", col=toutes)
    assert "Urgent" in page
    assert "janv. 2025" in page
    assert 'data-c="Plan"' not in page, "dans un plan la colonne ne dit rien"
    ensemble = lire(lise.get(reverse("fiches", args=[plan.collectivite.siren])))
    assert "Plan climat</td>" in ensemble


def test_les_pages_se_suivent(lise: Client, plan: Plan) -> None:
    for rang in range(52):
        FicheFactory(dans=plan, titre=f"Fiche {rang:02}")
    assert len(titres(lise, plan)) == 50
    assert titres(lise, plan, page="2") == ["Fiche 50", "Fiche 51"]
    assert titres(lise, plan, page="99") == ["Fiche 50", "Fiche 51"]
    assert len(titres(lise, plan, page="x")) == 50
    page = voir(lise, plan, vue="tableau", page="2", col="fin")
    assert "51 à 52 sur 52" in page
    assert "page=1&amp;col=fin" in page


def test_le_tableau_suit_les_axes(lise: Client, plan: Plan) -> None:
    premier = AxeFactory(plan=plan, nom="Premier")
    second = AxeFactory(plan=plan, nom="Second")
    sous = AxeFactory(plan=plan, nom="Dessous", parent=premier)
    for axe, titre in ((second, "C"), (sous, "B"), (premier, "A"), (plan, "Hors")):
        FicheFactory(dans=axe, titre=titre)
    assert titres(lise, plan) == ["Hors", "A", "B", "C"]
    groupes = lise.get(adresse(plan), {"vue": "tableau", "statut": "a_venir"}).context["groupes"]
    assert [(g.numero, g.nom) for g in groupes] == [
        ("", "Hors de tout axe"), ("1", "Premier"), ("1.1", "Dessous"), ("2", "Second"),
    ]  # fmt: skip


@pytest.mark.parametrize("vue", VUES)
def test_un_plan_vide_et_des_filtres_trop_etroits_disent_quoi_faire(lise: Client, plan: Plan, vue: str) -> None:
    page = voir(lise, plan, vue=vue)
    assert ("Ce plan est vide" if vue == "arbre" else "Aucune fiche ici") in page
    assert "Importer" in page
    FicheFactory(dans=plan)
    assert "Aucune fiche ne répond à ces filtres" in voir(lise, plan, vue=vue, statut="bloque")


@pytest.mark.usefixtures("fiches_cherchables")
def test_une_recherche_mal_ecrite_propose_le_mot_le_plus_proche(client: Client, plan: Plan) -> None:
    lecture = MembreFactory(role="lecture", collectivite=plan.collectivite).utilisateur
    client.force_login(lecture)
    FicheFactory(dans=plan, titre="Rénovation des écoles", statut="en_cours")
    FicheFactory(dans=plan, titre="Expropriation", confidentielle=True)
    page = voir(client, plan, vue="tableau", q="rénnovation", statut="en_cours")
    assert "Vouliez-vous dire" in page
    assert "?vue=tableau&amp;q=r%C3%A9novation&amp;statut=en_cours" in page
    assert "Vouliez-vous dire" not in voir(client, plan, vue="tableau", q="exproppriation"), (
        "not a word of hidden titles"
    )
    assert titres(client, plan, vue="tableau", q="rénovation") == ["Rénovation des écoles"]


def test_la_tete_repond_en_une_phrase(lise: Client, plan: Plan) -> None:
    assert "Aucune fiche</b> pour l'instant" in voir(lise, plan)
    FicheFactory(dans=plan)
    assert "Aucune</b> fiche n'est réalisée" in voir(lise, plan)
    Plan.objects.filter(pk=plan.pk).update(deliberation_le=date(2024, 6, 27), deliberation_numero="2024-12")
    peupler(plan, 3)
    FicheFactory(dans=plan, en_retard=True)
    page = voir(lise, plan)
    assert "1 des 5 fiches</b> est réalisée" in page
    assert "Adopté le 27 juin 2024 (n° 2024-12)" in page
    assert "30 € HT prévus" in page
    assert "9 € HT de financements accordés" in page
    assert "2 fiches sans pilote</a>" in page, "the two that name nobody, of five"


@pytest.mark.usefixtures("fiches_cherchables")
def test_une_lectrice_ignore_tout_d_une_fiche_confidentielle(client: Client, plan: Plan) -> None:
    FicheFactory(dans=plan, titre="Publique")
    secrete = FicheFactory(dans=plan, titre="Secrète", confidentielle=True, statut="bloque")
    pilotee_par(secrete, "Nom Caché")
    client.force_login(MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur)
    for vue in (*VUES, "carte"):
        page = voir(client, plan, vue=vue)
        assert "Secrète" not in page, vue
        assert "1</b> fiche" in page, vue
    assert titres(client, plan, q="secrete") == []
    panneau = lire(client.get(reverse("plan_filtres", args=[plan.collectivite.siren, plan.pk])))
    assert "Nom Caché" not in panneau
    plans = client.get(reverse("plans", args=[plan.collectivite.siren]))
    assert plans.context["plans"][0].compte.total == 1
    Plan.objects.filter(pk=plan.pk).update(confidentiel=True)
    assert client.get(adresse(plan)).status_code == 404


def test_toutes_les_fiches_comptent_celles_portees_avec_d_autres(lise: Client, plan: Plan) -> None:
    recue = FicheFactory(titre="Reçue", modifie_le=LE)
    partagee_avec(recue, plan.collectivite)
    placer(FicheFactory(collectivite=plan.collectivite, titre="Ici"), plan)
    page = lire(lise.get(reverse("fiches", args=[plan.collectivite.siren])))
    assert "Reçue" in page
    assert "2</b> fiches" in page
