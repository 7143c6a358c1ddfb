"""The level of a list, the size of its pages, the cards: what the page says, and what it keeps in its address."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.plans.models import Fiche, Plan
from cordee.plans.views.vues import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory(nom="Plan climat")
    fiche = FicheFactory(dans=AxeFactory(plan=plan, nom="Rouler"), titre="Voie verte", priorite="elevee")
    pilotee_par(fiche, "Zoé Barral")
    FicheFactory(parent=fiche, titre="Étude de tracé", statut="en_cours")
    return plan


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def lire(reponse: Any) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def voir(client: Client, plan: Plan, **parametres: Any) -> str:
    reponse = client.get(reverse("plan", args=[plan.collectivite.siren, plan.pk]), parametres)
    assert reponse.status_code == 200
    return lire(reponse)


def test_la_page_compte_chaque_niveau_et_le_garde_d_un_onglet_a_l_autre(lise: Client, plan: Plan) -> None:
    page = voir(lise, plan, vue="tableau", niveau="sous")
    assert 'aria-current="true">Sous-fiches seules <span class="nb">1</span>' in page
    assert 'Fiches et sous-fiches <span class="nb">2</span>' in page
    assert "<b>1</b> sous-fiche" in page
    assert 'href="?niveau=sous&amp;vue=kanban"' in page
    assert 'name="niveau" value="sous"' in page, "the search keeps it"
    assert "pl-niveaux" not in voir(lise, plan, vue="arbre", niveau="sous"), "the tree shows them its own way"
    Fiche.objects.filter(parent__isnull=False).delete()
    assert "pl-niveaux" not in voir(lise, plan, vue="tableau"), "no choice where there is none"


def test_une_sous_fiche_dit_dans_quelle_fiche_elle_est(lise: Client, plan: Plan) -> None:
    page = voir(lise, plan, vue="tableau", niveau="sous")
    parente = Fiche.objects.get(titre="Voie verte")
    adresse = reverse("fiche", args=[plan.collectivite.siren, parente.pk])
    assert f'<td data-c="Fiche parente"><a href="{adresse}">Voie verte</a>' in page
    assert "Rouler" in page, "it stands in the axe of its fiche"
    assert "Fiche parente" not in voir(lise, plan, vue="tableau")
    ensemble = lire(lise.get(reverse("fiches", args=[plan.collectivite.siren]), {"niveau": "sous"}))
    assert "Plan climat</td>" in ensemble


@pytest.mark.parametrize("vue", ["grille", "kanban", "calendrier"])
def test_les_autres_vues_montrent_les_sous_fiches(lise: Client, plan: Plan, vue: str) -> None:
    Fiche.objects.update(debut="2026-03-02")
    mois = {"mois": "2026-03"} if vue == "calendrier" else {}
    page = voir(lise, plan, vue=vue, niveau="sous", **mois)
    assert "Étude de tracé" in page
    assert "Étude de tracé" not in voir(lise, plan, vue=vue, **mois)


def test_des_sous_fiches_se_modifient_ensemble_sans_changer_de_place(lise: Client, plan: Plan) -> None:
    sous = Fiche.objects.get(titre="Étude de tracé")
    lot = reverse("lot", args=[plan.collectivite.siren])
    lise.post(lot, {"fiche": sous.pk, "champ": "statut", "valeur": "realise"})
    sous.refresh_from_db()
    assert sous.statut == "realise"
    apercu = lire(lise.get(lot, {"fiche": sous.pk, "champ": "place", "valeur": str(plan.pk), "apercu": "1"}))
    assert "une sous-fiche suit la place de sa fiche" in apercu
    liste = lise.get(lot, {"liste": "niveau=sous", "plan": plan.pk, "champ": "statut"}).context["fiches"]
    assert [fiche.titre for fiche in liste] == ["Étude de tracé"]


def test_une_carte_dit_tout_d_une_fiche(lise: Client, plan: Plan) -> None:
    page = voir(lise, plan, vue="grille")
    for dit in ("1 · Rouler", "Voie verte", "À venir", "Élevée", "Zoé Barral", "À compléter :", "0 %", "0 sur 1"):
        assert dit in page, dit
    assert 'name="fiche" value="' in page


def test_un_lecteur_ne_choisit_aucune_carte(client: Client, plan: Plan) -> None:
    FicheFactory(dans=plan, titre="Secrète", confidentielle=True)
    client.force_login(MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur)
    page = voir(client, plan, vue="grille", niveau="toutes")
    assert 'name="fiche"' not in page
    assert "Secrète" not in page
    assert "<b>2</b> fiches et sous-fiches" in page


def test_les_cartes_se_lisent_en_autant_de_requetes_pour_une_que_pour_trois(lise: Client, plan: Plan) -> None:
    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            voir(lise, plan, vue="grille", niveau="toutes")
        return len(requetes)

    voir(lise, plan, vue="grille")
    une = compter()
    for rang in range(3):
        FicheFactory(parent=FicheFactory(dans=plan, titre=f"F{rang}"))
    assert compter() == une


def test_la_taille_des_pages_se_choisit_et_reste_dans_l_adresse(lise: Client, plan: Plan, monkeypatch) -> None:
    for rang in range(30):
        FicheFactory(dans=plan, titre=f"Fiche {rang:02}")
    page = voir(lise, plan, vue="tableau", taille="25", col="fin")
    assert "1 à 25 sur 31" in page
    assert "page=2&amp;col=fin&amp;taille=25" in page
    assert 'aria-current="true">25</a>' in page
    assert 'href="?vue=kanban&amp;col=fin&amp;taille=25"' in page
    panneau = reverse("plan_filtres", args=[plan.collectivite.siren, plan.pk])
    assert f'href="{panneau}?vue=tableau&amp;col=fin&amp;taille=25"' in page
    filtres = lire(lise.get(panneau, {"vue": "tableau", "col": "fin", "taille": "25"}))
    assert 'name="taille" value="25"' in filtres
    assert 'name="col" value="fin"' in filtres
    assert "1 à 31 sur 31" in voir(lise, plan, vue="grille", taille="tout")
    assert 'aria-current="true">50</a>' in voir(lise, plan, vue="tableau", taille="7"), "no size that is not proposed"
    monkeypatch.setattr(pages, "LIGNES_MAX", 20)
    bornee = voir(lise, plan, vue="tableau", taille="tout")
    assert "1 à 20 sur 31" in bornee
    assert "Une page montre 20 lignes au plus" in bornee


def test_un_export_ne_prend_que_les_sous_fiches_de_la_liste(lise: Client, plan: Plan) -> None:
    FicheFactory(parent=Fiche.objects.get(titre="Voie verte"), titre="Travaux", statut="a_venir")
    adresse = reverse("plan_exporter", args=[plan.collectivite.siren, plan.pk])
    panneau = lire(lise.get(adresse, {"niveau": "sous", "statut": "en_cours"}))
    assert "Les sous-fiches de la liste" in panneau
    envoi = {"portee": "filtrees", "liste": "niveau=sous&statut=en_cours", "sous_fiches": "on"}
    tableur = lise.post(adresse, {**envoi, "format": "csv"}).content.decode("utf-8-sig")
    assert [ligne.split(";")[3:5] for ligne in tableur.splitlines()[1:]] == [["Voie verte", "Étude de tracé"]]
    objet = lise.post(adresse, {**envoi, "format": "json"}).json()
    (fiche,) = objet["fiches"]
    assert [sous["titre"] for sous in fiche["sous_fiches"]] == ["Étude de tracé"]
    assert fiche["suivi"]["a_completer"] == ["description ou contexte", "objectifs", "indicateurs", "budget"]
    assert fiche["suivi"]["completude"] == 42, "three of seven"
