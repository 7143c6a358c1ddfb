"""Signing in and out."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from tests.comptes.factories import MOT_DE_PASSE, UtilisateurFactory

pytestmark = pytest.mark.django_db

DEMO = [{"email": "lea@exemple.fr", "nom": "Léa Ferrand", "role": "cheffe de projet", "mot_de_passe": "mot-d-essai"}]


def demonstration(request: object) -> dict[str, object]:
    """Context processor of a demonstration."""
    return {"comptes_demo": DEMO}


def entrer(client: Client, email: str, mot_de_passe: str = MOT_DE_PASSE, **suite: str):
    return client.post(reverse("comptes:connexion"), {"username": email, "password": mot_de_passe, **suite})


def test_la_page_dit_ce_qu_est_cordee_et_aide_les_gestionnaires_de_mots_de_passe(client: Client) -> None:
    page = client.get(reverse("comptes:connexion")).content.decode()
    assert "transition écologique de son territoire" in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert reverse("comptes:mot_de_passe_oublie") in page
    assert "Pas encore de compte\u202f?" in page
    assert "démonstration" not in page


def test_l_adresse_se_tape_dans_n_importe_quelle_casse(client: Client) -> None:
    UtilisateurFactory(email="zoe.guerin@exemple.fr")
    reponse = entrer(client, "Zoe.GUERIN@exemple.fr")
    assert (reponse.status_code, reponse["Location"]) == (302, reverse("accueil"))


def test_on_revient_a_la_page_demandee(client: Client) -> None:
    demande = client.get(reverse("comptes:compte"))
    assert demande["Location"] == f"{reverse('comptes:connexion')}?next={reverse('comptes:compte')}"
    assert "ouvrir la page demandée" in client.get(demande["Location"]).content.decode()
    zoe = UtilisateurFactory()
    assert entrer(client, zoe.email, next=reverse("comptes:compte"))["Location"] == reverse("comptes:compte")


@pytest.mark.parametrize("ailleurs", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"])
def test_on_n_est_jamais_envoye_sur_un_autre_site(client: Client, ailleurs: str) -> None:
    assert entrer(client, UtilisateurFactory().email, next=ailleurs)["Location"] == reverse("accueil")


@pytest.mark.parametrize("compte", ["inconnu", "faux", "ferme", "invite"])
def test_l_erreur_ne_dit_pas_si_le_compte_existe(client: Client, compte: str) -> None:
    adresses = {
        "inconnu": "personne@exemple.fr",
        "faux": UtilisateurFactory().email,
        "ferme": UtilisateurFactory(inactif=True).email,
        "invite": UtilisateurFactory(password=None).email,
    }
    page = entrer(client, adresses[compte], "pas-le-bon-du-tout").content.decode()
    assert "Adresse ou mot de passe incorrect." in page
    assert "<title>Erreur&nbsp;: Connexion" in page
    assert "_auth_user_id" not in client.session


def test_les_champs_vides_ou_mal_formes_disent_quoi_faire(client: Client) -> None:
    page = entrer(client, "zoe", "").content.decode()
    assert "elle s’écrit comme nom@exemple.fr" in page
    assert "Indiquez votre mot de passe." in page
    assert 'aria-describedby="id_username_error"' in page


def test_une_personne_deja_connectee_est_envoyee_a_l_accueil(client: Client) -> None:
    client.force_login(UtilisateurFactory())
    assert client.get(reverse("comptes:connexion"))["Location"] == reverse("accueil")


def test_une_demonstration_propose_ses_comptes(client: Client) -> None:
    gabarits = [dict(settings.TEMPLATES[0], OPTIONS=dict(settings.TEMPLATES[0]["OPTIONS"]))]
    traitements = settings.TEMPLATES[0]["OPTIONS"]["context_processors"]
    gabarits[0]["OPTIONS"]["context_processors"] = [*traitements, f"{__name__}.demonstration"]
    with override_settings(TEMPLATES=gabarits):
        page = client.get(reverse("comptes:connexion")).content.decode()
    assert "Léa Ferrand" in page
    assert 'name="password" value="mot-d-essai"' in page
    assert "Pas encore de compte" not in page


def test_on_ne_se_deconnecte_que_par_un_formulaire(client: Client) -> None:
    client.force_login(UtilisateurFactory())
    assert client.get(reverse("comptes:deconnexion")).status_code == 405
    assert client.post(reverse("comptes:deconnexion"))["Location"] == reverse("comptes:connexion")
    assert "_auth_user_id" not in client.session
