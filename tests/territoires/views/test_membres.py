"""Page of the members: what each person sees."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import AppartenanceFactory, CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory(nom="CC de la Clarée", nom_court="Clarée")


def page(client: Client, collectivite: Collectivite, personne: Utilisateur) -> str:
    client.force_login(personne)
    reponse = client.get(reverse("membres", args=[collectivite.siren]))
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_la_reponse_compte_les_personnes_et_l_administration(client: Client, epci: Collectivite) -> None:
    cheffe = MembreFactory(administrateur=True, collectivite=epci).utilisateur
    assert "<b>1&nbsp;personne</b> travaille ici&#8239;; 1 administre." in page(client, epci, cheffe)
    MembreFactory(administrateur=True, collectivite=epci)
    assert "<b>2&nbsp;personnes</b> travaillent ici&#8239;; 2 administrent." in page(client, epci, cheffe)


def test_les_roles_les_plus_hauts_sont_en_tete(client: Client, epci: Collectivite) -> None:
    lecteur = MembreFactory(lecteur=True, collectivite=epci).utilisateur
    cheffe = MembreFactory(administrateur=True, collectivite=epci).utilisateur
    vue = page(client, epci, cheffe)
    assert vue.index(cheffe.email, vue.index("<tbody>")) < vue.index(lecteur.email)


def test_qui_administre_invite_change_et_retire(client: Client, epci: Collectivite) -> None:
    autre = MembreFactory(editeur=True, collectivite=epci)
    vue = page(client, epci, MembreFactory(administrateur=True, collectivite=epci).utilisateur)
    assert "Envoyer l’invitation" in vue
    assert reverse("membre_changer", args=[epci.siren, autre.pk]) in vue
    assert reverse("membre_retirer", args=[epci.siren, autre.pk]) in vue
    assert "Coordination" not in vue


def test_son_propre_role_ne_change_pas_au_premier_mouvement(client: Client, epci: Collectivite) -> None:
    membre = MembreFactory(administrateur=True, collectivite=epci)
    vue = page(client, epci, membre.utilisateur)
    assert f'hx-post="{reverse("membre_changer", args=[epci.siren, membre.pk])}"' not in vue
    assert "(vous)" in vue


def test_qui_lit_sait_a_qui_demander_et_n_a_pas_de_bouton_mort(client: Client, epci: Collectivite) -> None:
    cheffe = MembreFactory(administrateur=True, collectivite=epci).utilisateur
    vue = page(client, epci, MembreFactory(lecteur=True, collectivite=epci).utilisateur)
    assert "demandez à" in vue
    assert f'<a href="mailto:{cheffe.email}">{cheffe.nom_complet}</a>' in vue
    assert "Envoyer l’invitation" not in vue
    assert "Retirer" not in vue


def test_sans_administration_la_page_dit_qui_peut_en_nommer_une(client: Client, epci: Collectivite) -> None:
    vue = page(client, epci, MembreFactory(lecteur=True, collectivite=epci).utilisateur)
    assert "personne n’administre" in vue
    assert "qui a installé Cordée" in vue


def test_un_epci_sans_membre_montre_l_equipe_du_petr(client: Client, epci: Collectivite) -> None:
    petr = CollectiviteFactory(petr=True, membres=[epci])
    coordination = MembreFactory(coordinateur=True, collectivite=petr, fonction="Énergie").utilisateur
    vue = page(client, epci, coordination)
    assert "<b>1&nbsp;personne</b> du groupement édite ici" in vue
    assert coordination.nom_complet in vue
    assert "acceptée" in vue


def test_un_epci_sans_personne_dit_comment_commencer(client: Client, epci: Collectivite) -> None:
    petr = CollectiviteFactory(petr=True)
    AppartenanceFactory(groupement=petr, membre=epci)
    vue = page(client, epci, MembreFactory(lecteur=True, collectivite=petr).utilisateur)
    assert "Personne ne travaille encore ici." in vue
    assert "creer_compte" in vue


def test_un_petr_propose_la_coordination(client: Client) -> None:
    petr = CollectiviteFactory(petr=True)
    vue = page(client, petr, MembreFactory(administrateur=True, collectivite=petr).utilisateur)
    assert '<option value="coordination"' in vue
    assert "Éditer aussi chez les EPCI membres" in vue


def test_une_invitation_en_attente_se_voit(client: Client, epci: Collectivite) -> None:
    attendu = MembreFactory(collectivite=epci, utilisateur=UtilisateurFactory(password=None))
    vue = page(client, epci, MembreFactory(administrateur=True, collectivite=epci).utilisateur)
    assert vue.count("invitation en attente") == 1
    assert reverse("membre_relancer", args=[epci.siren, attendu.pk]) in vue


def test_la_page_ne_lit_pas_plus_pour_trois_membres_que_pour_un(client: Client) -> None:
    comptes = []
    for nombre in (1, 3):
        epci = CollectiviteFactory()
        petr = CollectiviteFactory(petr=True, membres=[epci])
        cheffe = MembreFactory(administrateur=True, collectivite=epci).utilisateur
        for _ in range(nombre - 1):
            MembreFactory(collectivite=epci)
        for _ in range(nombre):
            MembreFactory(coordinateur=True, collectivite=petr)
        client.force_login(cheffe)
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            assert client.get(reverse("membres", args=[epci.siren])).status_code == 200
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]
    assert comptes[0] <= 12
