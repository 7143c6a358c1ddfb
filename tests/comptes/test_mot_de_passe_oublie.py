"""From a forgotten password, or an invitation, to a new one."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory

pytestmark = pytest.mark.django_db

NOUVEAU = "gentiane-jaune-du-queyras"


def demander(client: Client, email: str):
    return client.post(reverse("comptes:mot_de_passe_oublie"), {"email": email}, follow=True)


def lien_recu() -> str:
    trouve = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)
    assert trouve
    return trouve[1]


def choisir(client: Client, chemin: str, premier: str = NOUVEAU, second: str = NOUVEAU):
    page = client.get(chemin, follow=True)
    return client.post(page.request["PATH_INFO"], {"new_password1": premier, "new_password2": second})


@pytest.mark.parametrize("mot_de_passe", ["edelweiss-du-lautaret", None])
def test_le_parcours_entier_mene_dans_cordee(client: Client, mot_de_passe: str | None) -> None:
    zoe = UtilisateurFactory(prenom="Zoé", password=mot_de_passe)
    assert "Regardez votre messagerie" in demander(client, zoe.email.upper()).content.decode()
    message = mail.outbox[0]
    assert message.subject == "Cordée\u00a0: choisir un nouveau mot de passe"
    assert message.to == [zoe.email]
    assert "Bonjour Zoé," in message.body
    assert "d’être demandé" in message.body
    assert choisir(client, lien_recu())["Location"] == reverse("accueil")
    zoe.refresh_from_db()
    assert zoe.check_password(NOUVEAU)
    assert client.session["_auth_user_id"] == str(zoe.pk)


def test_une_adresse_inconnue_ou_un_compte_ferme_ont_la_meme_reponse_sans_courriel(client: Client) -> None:
    for email in ("personne@exemple.fr", UtilisateurFactory(inactif=True).email):
        assert "Regardez votre messagerie" in demander(client, email).content.decode()
    assert not mail.outbox


def test_une_adresse_mal_formee_dit_quoi_faire(client: Client) -> None:
    assert "elle s’écrit comme nom@exemple.fr" in demander(client, "zoe").content.decode()
    assert "Indiquez l’adresse de votre compte." in demander(client, "").content.decode()


def test_un_lien_ne_sert_qu_une_fois(client: Client) -> None:
    demander(client, UtilisateurFactory().email)
    choisir(client, lien_recu())
    page = Client().get(lien_recu(), follow=True).content.decode()
    assert "Ce lien a déjà servi, ou il a plus de trois jours." in page
    assert reverse("comptes:mot_de_passe_oublie") in page


def test_un_lien_invente_ne_mene_a_rien(client: Client) -> None:
    page = client.get(reverse("comptes:choisir_mot_de_passe", args=["Mzk5", "abc-def"]))
    assert "Ce lien a déjà servi" in page.content.decode()


def test_un_mot_de_passe_faible_est_refuse_sous_le_champ_ou_il_a_ete_tape(client: Client) -> None:
    demander(client, UtilisateurFactory().email)
    page = choisir(client, lien_recu(), "court", "court").content.decode()
    assert re.search('id="id_new_password1_error".*?12 caractères', page, re.DOTALL)
    assert 'id="id_new_password2_error"' not in page


def test_deux_mots_de_passe_differents_sont_refuses(client: Client) -> None:
    demander(client, UtilisateurFactory().email)
    assert "retapez le second" in choisir(client, lien_recu(), NOUVEAU, NOUVEAU + "x").content.decode()
