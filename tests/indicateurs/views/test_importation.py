"""Importing values: preview, errors, writing."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.indicateurs.factories import IndicateurFactory, ValeurFactory, editrice
from tests.territoires.factories import CollectiviteFactory

from cordee.indicateurs.models import Valeur
from cordee.indicateurs.views import importation
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci(client: Client) -> Collectivite:
    epci = CollectiviteFactory()
    client.force_login(editrice(epci))
    return epci


def envoyer(client: Client, epci: Collectivite, texte: str | bytes, nom: str = "valeurs.csv") -> tuple[int, str]:
    contenu = texte.encode() if isinstance(texte, str) else texte
    reponse = client.post(
        reverse("indicateurs_importer", args=[epci.siren]), {"fichier": SimpleUploadedFile(nom, contenu)}
    )
    return reponse.status_code, reponse.content.decode()


def nombres_de(html: str) -> str | None:
    lu = re.search(r'name="nombres" value="([^"]*)"', html)
    return unescape(lu[1]) if lu else None


def test_on_voit_ce_qui_change_avant_d_enregistrer(client: Client, epci: Collectivite) -> None:
    bois = IndicateurFactory(titre="Bois énergie", precision=1)
    ValeurFactory(collectivite=epci, indicateur=bois, annee=2023, resultat=4)
    ValeurFactory(collectivite=epci, indicateur=bois, annee=2022, resultat=3)
    statut, html = envoyer(
        client,
        epci,
        "Nom;Source;2022;2023;2030 Objectif\nbois energie;;3;5,06;9\nBosquets;;1;1;1\nBois énergie;INSEE;1;1;1\n",
    )
    assert statut == 200
    assert "Ce fichier apporte <b>2\u00a0valeurs</b>, dont 1 qui en remplace une." in html
    assert "<del>4</del>" in html
    assert "<ins>5,1</ins>" in html
    assert "1 valeur déjà là" in html
    assert "1 ligne d’une autre source laissée" in html
    assert "Bosquets" in html
    assert "?titre=Bosquets" in html
    assert Valeur.objects.count() == 2
    reponse = client.post(
        reverse("indicateurs_importer", args=[epci.siren]), {"nombres": nombres_de(html)}, follow=True
    )
    assert "2 valeurs sont enregistrées." in reponse.content.decode()
    assert sorted(Valeur.objects.values_list("date_valeur__year", "resultat", "objectif")) == [
        (2022, 3, None), (2023, 5.1, None), (2030, None, 9),
    ]  # fmt: skip
    assert "<b>Rien ne change</b>" in envoyer(client, epci, "Nom;2022\nbois energie;3\n")[1]


def test_les_erreurs_du_fichier_bloquent_tout(client: Client, epci: Collectivite) -> None:
    IndicateurFactory(titre="Bois", borne_max=100)
    statut, html = envoyer(client, epci, "Nom;2022;2023\nBois;beaucoup;1000\n")
    assert statut == 422
    assert "Ligne 2, colonne «\u00a02022\u00a0»" in html
    assert "Bois, 2023\u00a0: Résultat\u00a0: au plus 100." in html
    assert nombres_de(html) is None


def test_la_page_dit_ce_qu_elle_attend(client: Client, epci: Collectivite) -> None:
    html = client.get(reverse("indicateurs_importer", args=[epci.siren])).content.decode()
    assert "une ligne par indicateur" in html
    assert "Une case vide ne supprime rien." in html


@pytest.mark.parametrize(
    ("contenu", "nom", "phrase"),
    [
        (b"", "vide.csv", "est vide"),
        (b"Nom;Valeur\nBois;3\n", "a.csv", "Aucune colonne d’année"),
        (b"PK\x03\x04abc", "a.xlsx", "ne s’ouvre pas"),
    ],
)
def test_un_mauvais_fichier_est_refuse(
    client: Client, epci: Collectivite, contenu: bytes, nom: str, phrase: str
) -> None:
    statut, html = envoyer(client, epci, contenu, nom)
    assert statut == 422
    assert phrase in html


def test_une_longue_liste_est_montree_en_partie(
    client: Client, epci: Collectivite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importation, "APERCU_MAX", 1)
    IndicateurFactory(titre="Bois")
    html = envoyer(client, epci, "Nom;2021;2022;2023\nBois;1;2;3\n")[1]
    assert "et 2 autres." in html
    assert len(json.loads(nombres_de(html) or "")) == 3


@pytest.mark.parametrize(
    "nombres", ["pas du json", "[[1]]", '[[999999, 2024, "resultat", 3]]', "3", '[["a", 1, 2, 3]]']
)
def test_un_apercu_qui_ne_tient_plus_est_refuse(client: Client, epci: Collectivite, nombres: str) -> None:
    reponse = client.post(reverse("indicateurs_importer", args=[epci.siren]), {"nombres": nombres})
    assert reponse.status_code == 422
    assert "envoyez le fichier de nouveau" in reponse.content.decode()
