"""One's own account."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import MOT_DE_PASSE, UtilisateurFactory

from cordee.comptes.models import Utilisateur

pytestmark = pytest.mark.django_db

NOUVEAU = "gentiane-jaune-du-queyras"


@pytest.fixture
def zoe(client: Client) -> Utilisateur:
    compte = UtilisateurFactory(prenom="Zoé", nom="Guérin", email="zoe.guerin@exemple.fr")
    client.force_login(compte)
    return compte


def changer(client: Client, actuel: str, nouveau: str = NOUVEAU):
    donnees = {"old_password": actuel, "new_password1": nouveau, "new_password2": nouveau}
    return client.post(reverse("comptes:changer_mot_de_passe"), donnees)


def test_la_page_dit_avec_quelle_adresse_on_se_connecte(client: Client, zoe: Utilisateur) -> None:
    page = client.get(reverse("comptes:compte")).content.decode()
    assert "<b>zoe.guerin@exemple.fr</b>" in page
    assert 'value="Guérin"' in page


def test_le_nom_change_et_la_page_le_dit(client: Client, zoe: Utilisateur) -> None:
    reponse = client.post(reverse("comptes:compte"), {"prenom": "Zoé", "nom": " Faure  Brac "}, follow=True)
    assert "Vos coordonnées sont enregistrées." in reponse.content.decode()
    zoe.refresh_from_db()
    assert zoe.nom == "Faure Brac"


@pytest.mark.parametrize(("nom", "message"), [("", "Indiquez le nom."), ("Gué\u200brin", "caractère invisible")])
def test_un_nom_refuse_laisse_le_compte_comme_il_est(client: Client, zoe: Utilisateur, nom: str, message: str) -> None:
    reponse = client.post(reverse("comptes:compte"), {"prenom": "Zoé", "nom": nom})
    assert reponse.status_code == 422
    assert message in reponse.content.decode()
    zoe.refresh_from_db()
    assert zoe.nom == "Guérin"


def test_le_mot_de_passe_change_et_seule_cette_session_reste_ouverte(client: Client, zoe: Utilisateur) -> None:
    ailleurs = Client()
    ailleurs.force_login(zoe)
    assert changer(client, MOT_DE_PASSE)["Location"] == reverse("comptes:compte")
    assert "Votre mot de passe est changé." in client.get(reverse("comptes:compte")).content.decode()
    assert ailleurs.get(reverse("comptes:compte")).status_code == 302


@pytest.mark.parametrize(
    ("actuel", "nouveau", "message"),
    [
        ("pas-celui-la-du-tout", NOUVEAU, "retapez-le"),
        (MOT_DE_PASSE, "zoe.guerin@exemple.fr", "trop semblable"),
        (MOT_DE_PASSE, "", "Choisissez un mot de passe."),
    ],
)
def test_un_changement_refuse_dit_pourquoi(
    client: Client, zoe: Utilisateur, actuel: str, nouveau: str, message: str
) -> None:
    reponse = changer(client, actuel, nouveau)
    assert reponse.status_code == 422
    assert message in reponse.content.decode()
    zoe.refresh_from_db()
    assert zoe.check_password(MOT_DE_PASSE)


def test_l_adresse_du_changement_mene_a_la_page_du_compte(client: Client, zoe: Utilisateur) -> None:
    assert client.get(reverse("comptes:changer_mot_de_passe"))["Location"] == reverse("comptes:compte")


def test_la_page_du_compte_demande_de_se_connecter(client: Client) -> None:
    for nom in ("comptes:compte", "comptes:changer_mot_de_passe"):
        assert client.get(reverse(nom))["Location"].startswith(reverse("comptes:connexion"))
