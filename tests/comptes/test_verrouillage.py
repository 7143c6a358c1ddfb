"""Too many failed attempts (django-axes)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import MOT_DE_PASSE, UtilisateurFactory

pytestmark = pytest.mark.django_db


def essayer(client: Client, email: str, mot_de_passe: str = "au-hasard"):
    return client.post(reverse("comptes:connexion"), {"username": email, "password": mot_de_passe})


def test_trop_d_essais_suspendent_la_connexion_meme_avec_le_bon_mot_de_passe(client: Client) -> None:
    zoe = UtilisateurFactory(email="zoe.guerin@exemple.fr")
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert essayer(client, zoe.email).status_code == 200
    suspendue = essayer(client, zoe.email)
    assert suspendue.status_code == 429
    page = suspendue.content.decode()
    assert "<b>15 minutes</b>" in page
    assert "</html>" in page
    assert reverse("comptes:mot_de_passe_oublie") in page
    assert essayer(client, zoe.email, MOT_DE_PASSE).status_code == 429


def test_changer_la_casse_de_l_adresse_ne_donne_pas_de_nouveaux_essais(client: Client) -> None:
    UtilisateurFactory(email="zoe@exemple.fr")
    adresses = ["zoe@exemple.fr", "Zoe@exemple.fr", "ZOE@exemple.fr", "zoE@EXEMPLE.fr"]
    reponses = [essayer(client, adresses[rang % 4]) for rang in range(settings.AXES_FAILURE_LIMIT)]
    assert reponses[-1].status_code == 429


def test_les_essais_des_autres_ne_suspendent_personne(client: Client) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        essayer(client, "personne@exemple.fr")
    assert essayer(client, UtilisateurFactory().email, MOT_DE_PASSE).status_code == 302
