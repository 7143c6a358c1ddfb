"""The screen that brings older PCAET back: a preview, then the same rows read and checked again."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.plans.factories_demarche import DemarcheFactory, editrice_de, lectrice_de
from tests.plans.pages_demarche import adresse, texte
from tests.territoires.factories import MembreFactory

from cordee.plans.models import DemarchePcaet
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
TITRES = "Id;Nom;SIREN_collectivites_coporteuses;Demarche_etat;Oblige"


@pytest.fixture
def epci(client: Client) -> Collectivite:
    membre = MembreFactory(editeur=True)
    client.force_login(membre.utilisateur)
    collectivite: Collectivite = membre.collectivite
    return collectivite


def fichier(*lignes: str, nom: str = "pcaet.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, "\n".join([TITRES, *lignes]).encode())


def ou(collectivite: Collectivite) -> str:
    return reverse("demarches_importer", args=[collectivite.siren])


def repris(page: str) -> str:
    trouve = re.search(r'name="repris" value="([^"]*)"', page)
    assert trouve
    return unescape(trouve.group(1))


def test_l_apercu_n_ecrit_rien_et_la_suite_ecrit(client: Client, epci: Collectivite) -> None:
    assert ou(epci) in texte(client.get(reverse("demarches", args=[epci.siren])))
    autre = "9;Ailleurs;200000009;Adopté;Oui"
    reponse = client.post(ou(epci), {"fichier": fichier(autre, f"41;PCAET 2018;{epci.siren};Adopté;Oui")})
    page = texte(reponse)
    assert "1 démarche</b> de votre collectivité" in page
    assert "1 ligne d'une autre collectivité laissée." in page
    assert not DemarchePcaet.objects.exists()
    porte = repris(reponse.content.decode())
    assert "Ailleurs" not in porte
    reponse = client.post(ou(epci), {"repris": porte}, follow=True)
    assert "1 démarche reprise du fichier national." in texte(reponse)
    assert DemarchePcaet.objects.get().nom == "PCAET 2018"
    assert "dites à quelle date" in texte(reponse)
    page = texte(client.post(ou(epci), {"fichier": fichier(f"41;PCAET 2018;{epci.siren};Adopté;Oui")}))
    assert "déjà à jour" in page
    assert 'name="repris"' not in page
    reponse = client.post(ou(epci), {"fichier": fichier(f"41;PCAET 2019;{epci.siren};Adopté;Oui")})
    assert "PCAET 2018 → PCAET 2019" in texte(reponse)
    suite = client.post(ou(epci), {"repris": repris(reponse.content.decode())}, follow=True)
    assert "1 mise à jour du fichier national." in texte(suite)


def test_les_fautes_se_disent_a_leur_place(client: Client, epci: Collectivite) -> None:
    reponse = client.post(ou(epci), {"fichier": fichier(f"41;PCAET;{epci.siren};Adopté;?", f";B;{epci.siren};Adopté;")})
    page = texte(reponse)
    assert reponse.status_code == 422
    assert "2 erreurs" in page
    assert "Ligne 2, colonne E : " in page
    assert "Ligne 3, colonne A : le numéro est vide" in page
    assert 'name="repris"' not in page


@pytest.mark.parametrize(
    ("donnees", "dit"),
    [
        ({}, "Choisissez un fichier."),
        ({"fichier": SimpleUploadedFile("pcaet.csv", b"")}, "Ce fichier est vide."),
        ({"fichier": SimpleUploadedFile("pcaet.csv", b" \n")}, "Ce fichier est vide"),
        ({"fichier": SimpleUploadedFile("pcaet.xlsx", b"PK\x03\x04 rien")}, "fichier"),
        ({"repris": "{"}, "choisissez le fichier de nouveau"),
        ({"repris": '[["a", 1]]'}, "choisissez le fichier de nouveau"),
        ({"repris": "3"}, "choisissez le fichier de nouveau"),
    ],
)
def test_un_fichier_illisible_se_dit(client: Client, epci: Collectivite, donnees: dict[str, object], dit: str) -> None:
    reponse = client.post(ou(epci), donnees)
    assert reponse.status_code == 422
    assert dit in texte(reponse)


def test_un_apercu_altere_est_verifie_comme_un_fichier(client: Client, epci: Collectivite) -> None:
    faux = f'[[1,["Id","Nom","SIREN_collectivites_coporteuses","Demarche_etat"]],[7,["1","A","{epci.siren}","?"]]]'
    reponse = client.post(ou(epci), {"repris": faux})
    assert reponse.status_code == 422
    assert "Ligne 7, colonne D" in texte(reponse)


def test_une_collectivite_absente_du_fichier_se_dit(client: Client, epci: Collectivite) -> None:
    page = texte(client.post(ou(epci), {"fichier": fichier("9;Ailleurs;200000009;Adopté;Oui")}))
    assert f"Aucune ligne de ce fichier ne porte le SIREN <b>{epci.siren}</b>" in page


def test_la_date_d_adoption_se_dit_sur_la_page(client: Client) -> None:
    demarche = DemarcheFactory(etat="adopte", numero_national="41")
    client.force_login(lectrice_de(demarche))
    assert "Date d'adoption</h2>" not in texte(client.get(adresse(demarche)))
    client.force_login(editrice_de(demarche))
    assert "Date d'adoption</h2>" in texte(client.get(adresse(demarche)))
    for faux, dit in (("", "<p>"), ("31/01/2090", "à venir")):
        reponse = client.post(adresse(demarche, "demarche_adoption"), {"adopte_le": faux})
        assert reponse.status_code == 422
        assert dit in texte(reponse).partition('id="id_adopte_le_error"')[2][:300]
    reponse = client.post(adresse(demarche, "demarche_adoption"), {"adopte_le": "31/01/2025"}, follow=True)
    assert "les bilans se comptent à partir d'elle" in texte(reponse)
    assert "bilan à mi-parcours" in texte(reponse)
