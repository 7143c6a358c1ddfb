"""Changing a role in the table, with and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.territoires.enums import Role
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def cheffe(client: Client) -> Membre:
    cheffe = MembreFactory(administrateur=True, collectivite=CollectiviteFactory())
    client.force_login(cheffe.utilisateur)
    return cheffe


@pytest.fixture
def membre(cheffe: Membre) -> Membre:
    return MembreFactory(
        editeur=True,
        collectivite=cheffe.collectivite,
        fonction="Énergie",
        utilisateur=UtilisateurFactory(prenom="Loïc", nom="Bès"),
    )


def changer(client: Client, membre: Membre, role: str, fonction: str = "Énergie", **entetes: Any) -> Any:
    adresse = reverse("membre_changer", args=[membre.collectivite.siren, membre.pk])
    return client.post(adresse, {"role": role, "fonction": fonction}, **entetes)


def test_en_ligne_la_rangee_revient_enregistree_avec_de_quoi_annuler(client: Client, membre: Membre) -> None:
    reponse = changer(client, membre, "lecture", headers={"HX-Request": "true"})
    rangee = reponse.content.decode()
    assert reponse.status_code == 200
    assert rangee.startswith(f'<tr id="membre-{membre.pk}">')
    assert "data-annonce>Enregistré à " in rangee
    assert '<option value="lecture" selected>' in rangee
    assert 'name="role" value="edition"' in rangee
    assert 'name="fonction" value="Énergie"' in rangee
    membre.refresh_from_db()
    assert membre.role == Role.LECTURE


def test_ce_qui_ne_change_rien_ne_s_annule_pas(client: Client, membre: Membre) -> None:
    rangee = changer(client, membre, "edition", headers={"HX-Request": "true"}).content.decode()
    assert "Enregistré à " in rangee
    assert "Annuler" not in rangee


def test_en_ligne_un_refus_laisse_la_rangee_et_dit_pourquoi(client: Client, cheffe: Membre, membre: Membre) -> None:
    reponse = changer(client, membre, "coordination", headers={"HX-Request": "true"})
    assert reponse.status_code == 422
    assert "Ce rôle ne se donne pas ici" in reponse.content.decode()
    assert '<option value="edition" selected>' in reponse.content.decode()


@pytest.mark.parametrize("entetes", [{"HX-Request": "true"}, {}])
def test_une_fonction_trop_longue_reste_tapee_avec_sa_faute(
    client: Client, membre: Membre, entetes: dict[str, str]
) -> None:
    reponse = changer(client, membre, "edition", "x" * 121, headers=entetes)
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert f'aria-describedby="faute-fonction-{membre.pk}">{"x" * 121}</textarea>' in page
    assert f'id="faute-fonction-{membre.pk}"' in page
    membre.refresh_from_db()
    assert membre.fonction == "Énergie"


def test_sans_javascript_la_page_revient_avec_un_message(client: Client, membre: Membre) -> None:
    reponse = changer(client, membre, "contribution", "Vélo")
    assert reponse["Location"] == reverse("membres", args=[membre.collectivite.siren])
    assert "Loïc Bès\u00a0: rôle Contribution." in client.get(reponse["Location"]).content.decode()
    membre.refresh_from_db()
    assert (membre.role, membre.fonction) == (Role.CONTRIBUTION, "Vélo")


def test_la_derniere_personne_qui_administre_ne_se_destitue_pas(client: Client, cheffe: Membre) -> None:
    reponse = changer(client, cheffe, "lecture", "Direction générale")
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert "plus personne n’administrerait" in page.partition(f'id="faute-role-{cheffe.pk}"')[2][:600]
    assert ">Direction générale</textarea>" in page, "ce qui était tapé reste"
    cheffe.refresh_from_db()
    assert cheffe.role == Role.ADMINISTRATION
