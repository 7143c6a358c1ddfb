"""Members: strangers, readers and administrators on each address."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import AppartenanceFactory, CollectiviteFactory, MembreFactory

from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db

# name, method, data, status for a reader, status for an administrator
ADRESSES = [
    ("membres", "get", {}, 200, 200),
    ("membres", "post", {}, 403, 422),
    ("membre_changer", "post", {"role": "edition", "fonction": ""}, 403, 302),
    ("membre_relancer", "post", {}, 403, 302),
    ("membre_retirer", "get", {}, 403, 200),
    ("membre_retirer", "post", {}, 403, 302),
    ("membres_coordination", "post", {"acceptee": "non"}, 403, 302),
]


@pytest.fixture
def cible() -> Membre:
    """A member of an EPCI of a PETR, administered by somebody else."""
    membre = MembreFactory()
    MembreFactory(administrateur=True, collectivite=membre.collectivite)
    return membre


def appeler(client: Client, nom: str, methode: str, donnees: dict[str, str], cible: Membre) -> int:
    arguments = [cible.collectivite.siren]
    if nom == "membres_coordination":
        arguments.append(AppartenanceFactory(membre=cible.collectivite).pk)
    elif nom != "membres":
        arguments.append(cible.pk)
    return getattr(client, methode)(reverse(nom, args=arguments), donnees).status_code


@pytest.mark.parametrize(("nom", "methode", "donnees", "lecture", "administration"), ADRESSES)
def test_chacun_n_obtient_que_ce_que_son_role_permet(
    client: Client, cible: Membre, nom: str, methode: str, donnees: dict[str, str], lecture: int, administration: int
) -> None:
    assert appeler(client, nom, methode, donnees, cible) == 302  # to the sign-in page
    client.force_login(MembreFactory(administrateur=True).utilisateur)
    assert appeler(client, nom, methode, donnees, cible) == 404
    client.force_login(MembreFactory(lecteur=True, collectivite=cible.collectivite).utilisateur)
    assert appeler(client, nom, methode, donnees, cible) == lecture
    client.force_login(MembreFactory(administrateur=True, collectivite=cible.collectivite).utilisateur)
    assert appeler(client, nom, methode, donnees, cible) == administration


@pytest.mark.parametrize("nom", ["membre_changer", "membre_relancer", "membre_retirer"])
def test_le_membre_d_une_autre_collectivite_est_introuvable(client: Client, cible: Membre, nom: str) -> None:
    ici = MembreFactory(administrateur=True)
    client.force_login(ici.utilisateur)
    assert client.post(reverse(nom, args=[ici.collectivite.siren, cible.pk])).status_code == 404


def test_le_rattachement_d_une_autre_collectivite_est_introuvable(client: Client, cible: Membre) -> None:
    ici = MembreFactory(administrateur=True)
    client.force_login(ici.utilisateur)
    ailleurs = AppartenanceFactory(membre=cible.collectivite)
    assert client.post(reverse("membres_coordination", args=[ici.collectivite.siren, ailleurs.pk])).status_code == 404


def test_une_collectivite_inconnue_est_introuvable(client: Client) -> None:
    client.force_login(UtilisateurFactory())
    assert client.get(reverse("membres", args=["999999999"])).status_code == 404
    assert client.get(reverse("membres", args=[CollectiviteFactory().siren])).status_code == 404
