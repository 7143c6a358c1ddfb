"""The page of the jalons: list, curve, freezing, score of a past day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.referentiels.factories import (
    LE,
    EngagementFactory,
    administratrice,
    contributrice,
    editrice,
    lectrice,
    saisie,
)
from tests.referentiels.lecture_arbre import lire, propre

from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import Mode, TypeJalon
from cordee.referentiels.models import Engagement, Snapshot
from cordee.socle.champs import ecrire_jour

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)


@pytest.fixture(autouse=True)
def _horloge() -> Any:
    with time_machine.travel(LE + 60 * JOUR, tick=False):
        yield


@pytest.fixture
def engagement(client: Client) -> Engagement:
    """4 points faits on 10 March, 9 on 20 March; an editor is signed in. Today is 9 May."""
    engagement = EngagementFactory()
    for numero, jours in (("1.1.1.2", 0), ("1.1.2.2", 10)):
        renseigner_statuts(engagement, [saisie(numero)], par=engagement.ouvert_par, le=LE + jours * JOUR)
    client.force_login(editrice(engagement))
    return engagement


def adresse(engagement: Engagement) -> str:
    return reverse("jalons", args=[engagement.collectivite.siren, engagement.referentiel_id])


def page(client: Client, engagement: Engagement, **parametres: Any) -> BeautifulSoup:
    reponse = client.get(adresse(engagement), parametres)
    assert reponse.status_code == 200
    return lire(reponse)


def mots(soupe: BeautifulSoup, selecteur: str) -> list[str]:
    return [propre(element.get_text(" ")) for element in soupe.select(selecteur)]


def figer(engagement: Engagement, nom: str, jours: float, **champs: Any) -> Snapshot:
    return figer_score(engagement, nom, par=engagement.ouvert_par, le=LE + jours * JOUR, **champs)


def n0(engagement: Engagement, jours: float = 1) -> Snapshot:
    jour = (LE + jours * JOUR).date()
    return figer(engagement, "N0", 60, jalon=TypeJalon.ETAT_INITIAL, au=jour)


# -- reading ---------------------------------------------------------------------------------------------------------
def test_les_jalons_viennent_du_plus_recent_au_plus_ancien_apres_aujourd_hui(
    client: Client, engagement: Engagement
) -> None:
    n0(engagement)
    figer(engagement, "Bilan", 20)
    soupe = page(client, engagement)
    assert [m.split(" figé")[0] for m in mots(soupe, "table.jalons tbody th")] == [
        "Aujourd’hui", "Bilan", "N0 départ du contrat",
    ]  # fmt: skip
    assert mots(soupe, ".reponse") == ["+5,0 points depuis le N0 du 11 mars 2026."]


def test_une_ligne_dit_son_score_et_l_ecart_d_aujourd_hui_avec_lui(client: Client, engagement: Engagement) -> None:
    n0(engagement)
    cases = mots(page(client, engagement), "table.jalons tbody tr:nth-of-type(2) td")
    assert cases[:3] == ["11 mars 2026", "4,0 sur 35", "11,4 %"]
    assert cases[5] == "+5,0 points +14,3 pts de %"


def test_un_jalon_se_compare_a_aujourd_hui(client: Client, engagement: Engagement) -> None:
    n0(engagement)
    lien = page(client, engagement).select_one("table.jalons tbody tr:nth-of-type(2) td:last-child a")
    assert lien is not None
    assert lien["href"].endswith("/comparaison/?de=n0&a=aujourdhui")


def test_les_jalons_d_audit_sont_marques_et_ne_se_changent_pas(client: Client, engagement: Engagement) -> None:
    n0(engagement)
    figer(engagement, "Audit 2026", 5, jalon=TypeJalon.POST_AUDIT)
    figer(engagement, "À nous", 6)
    soupe = page(client, engagement)
    assert [propre(a.get_text()) for a in soupe.select(".lien-geste")] == [
        "Renommer « À nous »",
        "Supprimer « À nous »",
    ]
    assert "après audit" in mots(soupe, "table.jalons tbody tr:nth-of-type(3) th")[0]
    assert len(soupe.select(".e-audit")) == 2
    assert "ne se renomment ni ne se suppriment" in propre(soupe.get_text())


def test_sans_jalon_la_page_propose_le_n0(client: Client, engagement: Engagement) -> None:
    soupe = page(client, engagement)
    assert mots(soupe, ".vide h3") == ["Aucun jalon figé"]
    assert mots(soupe, ".reponse")[0].startswith("Aucun jalon n’est figé")
    assert soupe.select_one("#id_n0") is not None


def test_des_jalons_sans_n0_le_disent(client: Client, engagement: Engagement) -> None:
    figer(engagement, "Bilan", 1)
    assert mots(page(client, engagement), ".reponse") == ["1 jalon figé ; il manque le N0, le départ du contrat."]


def test_la_courbe_a_son_jumeau_en_tableau(client: Client, engagement: Engagement) -> None:
    n0(engagement)
    soupe = page(client, engagement)
    assert mots(soupe, ".evolution tbody tr") == [
        "9 mai 2026 Aujourd’hui 9,0 35 25,7 %",
        "31 mars 2026 fin du mois 9,0 35 25,7 %",
        "11 mars 2026 N0 4,0 35 11,4 %",
    ]
    dessin = soupe.select_one(".evolution svg.g")
    assert dessin is not None
    assert "11,4" in dessin["aria-label"]


def test_un_seul_jour_ne_fait_pas_une_courbe(client: Client) -> None:
    neuf = EngagementFactory(ouvert_le=LE + 60 * JOUR)
    client.force_login(lectrice(neuf))
    soupe = page(client, neuf)
    assert soupe.select_one(".evolution") is None
    assert "La courbe se dessinera" in soupe.get_text()


# -- freezing --------------------------------------------------------------------------------------------------------
def test_figer_le_score_d_aujourd_hui(client: Client, engagement: Engagement) -> None:
    reponse = client.post(adresse(engagement), {"nom": "  Conférence   des maires ", "au": "2026-05-09"}, follow=True)
    assert reponse.redirect_chain == [(adresse(engagement), 302)]
    assert "Le jalon « Conférence des maires » est figé." in propre(lire(reponse).get_text())
    jalon = Snapshot.objects.get()
    assert (jalon.nom, jalon.points_faits, jalon.date) == ("Conférence des maires", 9, LE + 60 * JOUR)


def test_figer_le_score_de_la_fin_d_un_jour_passe(client: Client, engagement: Engagement) -> None:
    client.post(adresse(engagement), {"nom": "Mi-mars", "au": "2026-03-15"})
    jalon = Snapshot.objects.get()
    assert jalon.points_faits == 4
    assert jalon.date == datetime(2026, 3, 15, 22, 59, 59, 999999, UTC)


def test_figer_le_n0_sans_lui_donner_de_nom(client: Client, engagement: Engagement) -> None:
    client.post(adresse(engagement), {"nom": "", "n0": "on", "au": "2026-03-15"})
    jalon = Snapshot.objects.get()
    assert (jalon.nom, jalon.jalon, jalon.ref) == ("N0", TypeJalon.ETAT_INITIAL, "n0")
    assert page(client, engagement).select_one("#id_n0") is None


@pytest.mark.parametrize(
    ("donnees", "champ", "message"),
    [
        ({"nom": "", "au": "2026-05-09"}, "id_nom", "Donnez un nom"),
        ({"nom": "n0", "au": "2026-05-09"}, "id_nom", "s’appelle déjà « n0 »"),
        ({"nom": "x" * 301, "au": "2026-05-09"}, "id_nom", "300 caractères"),
        ({"nom": "Demain", "au": "2026-05-10"}, "id_au", "à venir"),
        ({"nom": "Flou", "au": "mai"}, "id_au", "écrivez-la comme"),
        ({"nom": "Flou", "au": ""}, "id_au", "Donnez une date"),
        ({"nom": "Encore", "n0": "on", "au": "2026-05-09"}, "id_n0", "déjà figé"),
    ],
)
def test_un_refus_est_dit_a_cote_du_champ_et_garde_la_saisie(
    client: Client, engagement: Engagement, donnees: dict[str, str], champ: str, message: str
) -> None:
    n0(engagement)
    reponse = client.post(adresse(engagement), donnees)
    assert reponse.status_code == 422
    soupe = lire(reponse)
    fautif = soupe.select_one(f"#{champ}")
    assert fautif is not None
    assert fautif["aria-invalid"] == "true"
    erreur = soupe.find(id=f"{champ}_error")
    assert erreur is not None
    assert message in propre(erreur.get_text())
    for nom in ("nom", "au"):
        saisi = soupe.select_one(f"#id_{nom}")
        assert saisi is not None
        assert saisi.get("value", "") == ecrire_jour(donnees[nom])
    assert Snapshot.objects.count() == 1


def test_deux_noms_donnent_deux_references(client: Client, engagement: Engagement) -> None:
    for nom in ("Bilan", "Bilan !", "aujourdhui", "2026-01-01"):
        client.post(adresse(engagement), {"nom": nom, "n0": "", "au": "2026-05-09"})
    assert set(Snapshot.objects.values_list("ref", flat=True)) == {
        "bilan", "bilan-2", "jalon-aujourdhui", "jalon-2026-01-01",
    }  # fmt: skip


# -- the score of a day ----------------------------------------------------------------------------------------------
def test_le_score_d_un_jour_se_lit_sans_rien_figer(client: Client, engagement: Engagement) -> None:
    soupe = page(client, engagement, au="2026-03-15")
    assert mots(soupe, "#score h2") == ["Score au 15 mars 2026"]
    assert mots(soupe, "#score .chiffre") == ["4,0 points sur 35, 11,4 %"]
    assert "+5,0 points depuis" in mots(soupe, "#score")[0]
    comparer = soupe.select_one("#score a[href*='comparaison']")
    assert comparer is not None
    assert comparer["href"].endswith("?de=2026-03-15&a=aujourdhui")
    prepare = soupe.select_one("#id_au")
    assert prepare is not None
    assert prepare["value"] == "15/03/2026"
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize(
    ("au", "message"), [("2026-05-10", "à venir"), ("samedi", "écrivez-la comme"), ("", "Donnez une date")]
)
def test_un_jour_impossible_est_dit_a_cote_du_champ(
    client: Client, engagement: Engagement, au: str, message: str
) -> None:
    soupe = page(client, engagement, au=au)
    erreur = soupe.select_one("#score_au_error")
    assert erreur is not None
    assert message in propre(erreur.get_text())
    assert soupe.select_one("#score") is None


def test_avant_toute_saisie_le_score_est_nul(client: Client, engagement: Engagement) -> None:
    assert mots(page(client, engagement, au="2020-01-01"), "#score .chiffre") == ["0,0 points sur 35, 0,0 %"]


# -- who, how much ---------------------------------------------------------------------------------------------------
def test_un_inconnu_ne_sait_pas_que_la_page_existe(client: Client, engagement: Engagement) -> None:
    client.force_login(UtilisateurFactory())
    assert client.get(adresse(engagement)).status_code == 404
    assert client.post(adresse(engagement), {"nom": "x", "au": "2026-05-09"}).status_code == 404


@pytest.mark.parametrize("qui", [lectrice, contributrice])
def test_qui_ne_peut_pas_figer_lit_pourquoi_et_recoit_403(client: Client, engagement: Engagement, qui: Any) -> None:
    figer(engagement, "Bilan", 1)
    client.force_login(qui(engagement))
    soupe = page(client, engagement, au="2026-03-15")
    assert soupe.select("form.figer [name=nom]") == []
    assert soupe.select(".lien-geste") == []
    assert "Demandez le rôle « Édition »" in propre(soupe.get_text())
    assert client.post(adresse(engagement), {"nom": "x", "au": "2026-05-09"}).status_code == 403
    assert Snapshot.objects.count() == 1


def test_un_referentiel_en_consultation_ne_se_fige_plus(client: Client, engagement: Engagement) -> None:
    engagement.mode = Mode.CONSULTATION
    engagement.save(update_fields=["mode"])
    client.force_login(administratrice(engagement))
    assert "Consultation seule" in mots(page(client, engagement), "#figer")[0]
    assert client.post(adresse(engagement), {"nom": "x", "au": "2026-05-09"}).status_code == 403


def test_un_jalon_ou_trois_coutent_autant_de_requetes(
    client: Client, engagement: Engagement, django_assert_num_queries: Any
) -> None:
    n0(engagement)
    page(client, engagement)
    with django_assert_num_queries(16):
        page(client, engagement)
    figer(engagement, "Un", 2)
    figer(engagement, "Deux", 3)
    with django_assert_num_queries(16):
        page(client, engagement)
