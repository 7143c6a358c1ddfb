"""Removing a member, after a page that asks for confirmation."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def cheffe(client: Client) -> Membre:
    cheffe = MembreFactory(administrateur=True, collectivite=CollectiviteFactory(nom_court="Clarée"))
    client.force_login(cheffe.utilisateur)
    return cheffe


def adresse(membre: Membre) -> str:
    return reverse("membre_retirer", args=[membre.collectivite.siren, membre.pk])


def test_la_page_demande_confirmation_sans_rien_faire(client: Client, cheffe: Membre) -> None:
    loic = MembreFactory(
        editeur=True, collectivite=cheffe.collectivite, utilisateur=UtilisateurFactory(prenom="Loïc", nom="Bès")
    )
    page = client.get(adresse(loic)).content.decode()
    assert "Retirer à Loïc Bès son rôle d’édition&#8239;?" in page
    assert "Garder ce rôle" in page
    assert Membre.objects.filter(pk=loic.pk).exists()
    suite = client.post(adresse(loic), follow=True)
    assert "Le rôle de Loïc Bès est retiré" in suite.content.decode()
    assert not Membre.objects.filter(pk=loic.pk).exists()


def test_la_derniere_personne_qui_administre_ne_part_pas(client: Client, cheffe: Membre) -> None:
    reponse = client.post(adresse(cheffe))
    assert reponse.status_code == 422
    assert "Donnez d’abord le rôle Administration" in reponse.content.decode()
    assert Membre.objects.filter(pk=cheffe.pk).exists()


def test_on_quitte_soi_meme_une_collectivite_et_on_revient_a_l_accueil(client: Client, cheffe: Membre) -> None:
    MembreFactory(administrateur=True, collectivite=cheffe.collectivite)
    assert "Quitter Clarée&#8239;?" in client.get(adresse(cheffe)).content.decode()
    assert client.post(adresse(cheffe))["Location"] == reverse("accueil")
