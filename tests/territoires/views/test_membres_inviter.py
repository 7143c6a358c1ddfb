"""Inviting from the page of the members."""

from __future__ import annotations

import re
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci(client: Client) -> Collectivite:
    epci = CollectiviteFactory()
    client.force_login(MembreFactory(administrateur=True, collectivite=epci).utilisateur)
    return epci


@pytest.fixture
def envoyer(client: Client, epci: Collectivite, django_capture_on_commit_callbacks: Any) -> Any:
    def _envoyer(adresse: str = "membres", *arguments: Any, **champs: str) -> Any:
        valeurs = {"email": "zoe.guerin@exemple.fr", "prenom": "Zoé", "nom": "Guérin", "role": "edition"} | champs
        donnees = {f"invite-{champ}": valeur for champ, valeur in valeurs.items()}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(adresse, args=[epci.siren, *arguments]), donnees)

    return _envoyer


def test_la_personne_invitee_choisit_son_mot_de_passe_et_arrive_dans_cordee(
    client: Client, epci: Collectivite, envoyer: Any
) -> None:
    assert envoyer()["Location"] == reverse("membres", args=[epci.siren])
    suite = client.get(reverse("membres", args=[epci.siren])).content.decode()
    assert "invitation envoyée à zoe.guerin@exemple.fr" in suite
    lien = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert lien
    zoe = Client()
    formulaire = zoe.get(lien[1], follow=True)
    assert "Bonjour Zoé, choisissez votre mot de passe." in formulaire.content.decode()
    choix = {"new_password1": "gentiane-jaune-du-queyras", "new_password2": "gentiane-jaune-du-queyras"}
    assert zoe.post(formulaire.request["PATH_INFO"], choix)["Location"] == reverse("accueil")
    assert zoe.get(reverse("membres", args=[epci.siren])).status_code == 200


def test_une_personne_connue_recoit_l_adresse_du_territoire(epci: Collectivite, envoyer: Any) -> None:
    UtilisateurFactory(email="zoe.guerin@exemple.fr")
    envoyer()
    assert f"http://testserver{reverse('accueil_collectivite', args=[epci.siren])}\n" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"email": ""}, "Indiquez l’adresse électronique de la personne."),
        ({"email": "zoe"}, "nom@exemple.fr"),
        ({"nom": ""}, "Indiquez son nom."),
        ({"role": "coordination"}, "Ce rôle ne se donne pas ici"),
        ({"fonction": "x" * 121}, "Raccourcissez la fonction"),
        ({"prenom": "Zo\u200bé"}, "caractère invisible"),
    ],
)
def test_une_saisie_fautive_revient_avec_ce_qu_il_faut_corriger(
    envoyer: Any, champs: dict[str, str], message: str
) -> None:
    reponse = envoyer(**champs)
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert message in page
    assert "<title>Erreur" in page
    assert not Utilisateur.objects.filter(email="zoe.guerin@exemple.fr").exists()


class PosteEnPanne(EmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected("plus personne")


@pytest.mark.django_db(transaction=True)  # the message leaves after a true commit, in the view
def test_si_le_courriel_ne_part_pas_la_page_le_dit_et_on_peut_le_renvoyer(
    client: Client, epci: Collectivite, envoyer: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.PosteEnPanne"
    assert envoyer().status_code == 302
    assert "le courriel n’est pas parti" in client.get(reverse("membres", args=[epci.siren])).content.decode()
    membre = Membre.objects.get(utilisateur__email="zoe.guerin@exemple.fr")
    envoyer("membre_relancer", membre.pk)
    assert "le courriel n’est pas parti" in client.get(reverse("membres", args=[epci.siren])).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    envoyer("membre_relancer", membre.pk)
    assert "Invitation renvoyée" in client.get(reverse("membres", args=[epci.siren])).content.decode()
    assert len(mail.outbox) == 1


def test_une_invitation_acceptee_ne_se_renvoie_pas(client: Client, epci: Collectivite, envoyer: Any) -> None:
    envoyer("membre_relancer", MembreFactory(collectivite=epci).pk)
    assert "a déjà choisi son mot de passe" in client.get(reverse("membres", args=[epci.siren])).content.decode()
