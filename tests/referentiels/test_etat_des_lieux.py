"""The list of référentiels, and opening one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.referentiels.factories import (
    CODE,
    EngagementFactory,
    administratrice,
    charger_mini,
    editrice,
    lectrice,
    saisie,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.referentiels.actions.engagements import changer_mode
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


def lire(client: Client, collectivite: Collectivite, personne: Utilisateur) -> str:
    client.force_login(personne)
    reponse = client.get(reverse("etat_des_lieux", args=[collectivite.siren]))
    assert reponse.status_code == 200
    return reponse.content.decode()


def ouvrir(client: Client, collectivite: Collectivite, personne: Utilisateur, code: str = CODE) -> Any:
    client.force_login(personne)
    return client.post(reverse("ouvrir_referentiel", args=[collectivite.siren, code]))


def test_ce_qui_est_ouvert_montre_son_score_et_mene_a_l_arbre(client: Client) -> None:
    engagement = EngagementFactory()
    renseigner_statuts(engagement, [saisie("1.1.1.2")], par=editrice(engagement), le=engagement.ouvert_le)
    contenu = lire(client, engagement.collectivite, lectrice(engagement))
    assert "Un référentiel est ouvert" in contenu
    assert "<b>8\u00a0tâches</b>" in contenu
    assert "4,0 points sur 35" in contenu
    assert reverse("arbre", args=[engagement.collectivite.siren, CODE]) in contenu
    assert "Pas encore ouverts" not in contenu


def test_une_editrice_ouvre_un_referentiel_et_arrive_sur_son_arbre(client: Client) -> None:
    charger_mini()
    membre = MembreFactory(editeur=True)
    assert f"/etat-des-lieux/{CODE}/ouvrir/" in lire(client, membre.collectivite, membre.utilisateur)
    reponse = ouvrir(client, membre.collectivite, membre.utilisateur)
    assert reponse.status_code == 302
    assert reponse.url == reverse("arbre", args=[membre.collectivite.siren, CODE])
    engagement = Engagement.objects.get(collectivite=membre.collectivite)
    assert engagement.ouvert_par == membre.utilisateur
    assert Ecriture.objects.filter(verbe="referentiels.ouvrir", objet_id=str(engagement.pk)).count() == 1


def test_ouvrir_deux_fois_ne_fait_qu_un_etat_des_lieux(client: Client) -> None:
    charger_mini()
    membre = MembreFactory(editeur=True)
    for _ in range(2):
        assert ouvrir(client, membre.collectivite, membre.utilisateur).status_code == 302
    assert Engagement.objects.count() == 1


@pytest.mark.parametrize("role", [Role.LECTURE, Role.CONTRIBUTION])
def test_un_lecteur_lit_pourquoi_et_ne_peut_pas_ouvrir(client: Client, role: Role) -> None:
    charger_mini()
    membre = MembreFactory(role=role)
    contenu = lire(client, membre.collectivite, membre.utilisateur)
    assert "/ouvrir/" not in contenu
    assert "demandez le rôle «\u00a0Édition\u00a0»" in contenu
    assert ouvrir(client, membre.collectivite, membre.utilisateur).status_code == 403
    assert not Engagement.objects.exists()


def test_une_etrangere_ne_voit_ni_n_ouvre_rien(client: Client) -> None:
    charger_mini()
    epci, inconnue = CollectiviteFactory(), UtilisateurFactory()
    client.force_login(inconnue)
    assert client.get(reverse("etat_des_lieux", args=[epci.siren])).status_code == 404
    assert ouvrir(client, epci, inconnue).status_code == 404


def test_un_referentiel_inconnu_est_introuvable(client: Client) -> None:
    membre = MembreFactory(editeur=True)
    assert ouvrir(client, membre.collectivite, membre.utilisateur, "inconnu").status_code == 404


def test_ouvrir_par_une_lecture_de_page_est_refuse(client: Client) -> None:
    membre = MembreFactory(editeur=True)
    client.force_login(membre.utilisateur)
    assert client.get(reverse("ouvrir_referentiel", args=[membre.collectivite.siren, CODE])).status_code == 405


def test_un_groupement_n_ouvre_rien_mais_montre_ses_membres(client: Client) -> None:
    engagement = EngagementFactory()
    petr = CollectiviteFactory(petr=True, membres=[engagement.collectivite, CollectiviteFactory()])
    coordinatrice = MembreFactory(collectivite=petr, role=Role.COORDINATION).utilisateur
    contenu = lire(client, petr, coordinatrice)
    assert "Deux EPCI, un état des lieux" in contenu
    assert "À quoi sert chaque référentiel" in contenu
    reponse = ouvrir(client, petr, coordinatrice)
    assert reponse.url == reverse("etat_des_lieux", args=[petr.siren])
    assert "ouvrez le référentiel dans chacune d’elles" in client.get(reponse.url).content.decode()


def test_la_coordination_ouvre_dans_un_epci_qui_l_accepte(client: Client) -> None:
    charger_mini()
    epci = CollectiviteFactory()
    petr = CollectiviteFactory(petr=True, membres=[epci])
    coordinatrice = MembreFactory(collectivite=petr, role=Role.COORDINATION).utilisateur
    assert ouvrir(client, epci, coordinatrice).url == reverse("arbre", args=[epci.siren, CODE])


def test_un_referentiel_archive_se_dit_sans_se_montrer(client: Client) -> None:
    engagement = EngagementFactory()
    changer_mode(engagement, Mode.ARCHIVE, par=administratrice(engagement), le=engagement.ouvert_le)
    contenu = lire(client, engagement.collectivite, editrice(engagement))
    assert "Archivés" in contenu
    assert reverse("arbre", args=[engagement.collectivite.siren, CODE]) not in contenu
    assert "/ouvrir/" not in contenu


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_d_un_groupement_coute_autant_pour_un_ou_trois_epci(
    client: Client, nombre: int, django_assert_num_queries: Any
) -> None:
    mini = charger_mini()
    epci = [EngagementFactory(referentiel=mini).collectivite for _ in range(nombre)]
    petr = CollectiviteFactory(petr=True, membres=epci)
    elue = MembreFactory(collectivite=petr).utilisateur
    lire(client, petr, elue)
    with django_assert_num_queries(14):
        client.get(reverse("etat_des_lieux", args=[petr.siren]))
