"""The switch by which an EPCI accepts to be coordinated."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.territoires.factories import AppartenanceFactory, MembreFactory

from cordee.territoires.models import Appartenance, Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def cheffe(client: Client) -> Membre:
    cheffe = MembreFactory(administrateur=True)
    client.force_login(cheffe.utilisateur)
    return cheffe


def regler(client: Client, lien: Appartenance, acceptee: str) -> str:
    adresse = reverse("membres_coordination", args=[lien.membre.siren, lien.pk])
    return client.post(adresse, {"acceptee": acceptee}, follow=True).content.decode()


def test_l_epci_refuse_puis_accepte_la_coordination(client: Client, cheffe: Membre) -> None:
    lien = AppartenanceFactory(membre=cheffe.collectivite)
    coordination = MembreFactory(coordinateur=True, collectivite=lien.groupement).utilisateur
    page = regler(client, lien, "non")
    assert "n’a plus accès ici" in page
    assert "refusée" in page
    assert coordination.nom_complet not in page
    assert "Accepter la coordination" in page
    lien.refresh_from_db()
    assert not lien.coordination_acceptee
    page = regler(client, lien, "oui")
    assert "l’équipe de coordination peut éditer ici" in page
    assert coordination.nom_complet in page


def test_un_petr_sans_equipe_le_dit(client: Client, cheffe: Membre) -> None:
    lien = AppartenanceFactory(membre=cheffe.collectivite)
    page = client.get(reverse("membres", args=[lien.membre.siren])).content.decode()
    assert "Personne n’y a encore le rôle Coordination" in page


def test_le_petr_ne_decide_pas_a_la_place_de_l_epci(client: Client) -> None:
    lien = AppartenanceFactory()
    client.force_login(MembreFactory(administrateur=True, collectivite=lien.groupement).utilisateur)
    adresse = reverse("membres_coordination", args=[lien.membre.siren, lien.pk])
    assert client.post(adresse, {"acceptee": "non"}).status_code == 403
