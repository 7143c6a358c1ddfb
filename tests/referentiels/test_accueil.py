"""The page of Accueil: where `/` leads, who sees what, and how many queries it takes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.comptes.factories import UtilisateurFactory
from tests.referentiels.factories import EngagementFactory, charger_mini, editrice, saisie
from tests.territoires.factories import AppartenanceFactory, CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.models import Engagement
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


def page(client: Client, collectivite: Collectivite, personne: Utilisateur) -> str:
    client.force_login(personne)
    reponse = client.get(reverse("accueil_collectivite", args=[collectivite.siren]))
    assert reponse.status_code == 200
    return reponse.content.decode()


def petr_suivi(nombre: int) -> Collectivite:
    """A PETR of `nombre` EPCI that all opened MINI, filled it a year ago and this week, and froze their N0."""
    mini, epci = charger_mini(), CollectiviteFactory.create_batch(nombre)
    for collectivite in epci:
        vivre(EngagementFactory(collectivite=collectivite, referentiel=mini, ouvert_le=il_y_a(400)))
    return CollectiviteFactory(petr=True, membres=epci)


def il_y_a(jours: int) -> datetime:
    return timezone.now() - timedelta(days=jours)


def vivre(engagement: Engagement) -> None:
    plume = editrice(engagement)
    renseigner_statuts(engagement, [saisie("1.1.1.2"), saisie("1.1.1.1", "programme")], par=plume, le=il_y_a(399))
    engagement.refresh_from_db()
    figer_score(engagement, "N0 audité", par=plume, le=il_y_a(390), jalon=TypeJalon.ETAT_INITIAL)
    renseigner_statuts(engagement, [saisie("1.1.2.2")], par=plume, le=il_y_a(1))


def test_la_racine_mene_au_groupement_avant_ses_epci(client: Client) -> None:
    petr = petr_suivi(1)
    client.force_login(MembreFactory(collectivite=petr).utilisateur)
    assert client.get("/").url == reverse("accueil_collectivite", args=[petr.siren])


def test_la_racine_mene_a_l_epci_de_qui_n_en_a_qu_un(client: Client) -> None:
    membre = MembreFactory(collectivite=CollectiviteFactory(epci=True))
    client.force_login(membre.utilisateur)
    assert client.get("/").url == reverse("accueil_collectivite", args=[membre.collectivite.siren])


def test_sans_territoire_on_sait_a_qui_demander(client: Client) -> None:
    personne = UtilisateurFactory()
    client.force_login(personne)
    contenu = client.get("/").content.decode()
    assert "Demandez un rôle à la personne qui administre votre collectivité" in contenu
    assert personne.email in contenu
    client.force_login(UtilisateurFactory(superutilisateur=True))
    assert "cordee creer_compte" in client.get("/").content.decode()


def test_une_etrangere_ne_voit_rien(client: Client) -> None:
    petr = petr_suivi(1)
    client.force_login(UtilisateurFactory())
    for collectivite in (petr, petr.membres_collectivites.get()):
        assert client.get(reverse("accueil_collectivite", args=[collectivite.siren])).status_code == 404


def test_sans_se_connecter_on_est_invite_a_le_faire(client: Client) -> None:
    assert client.get("/").url.startswith(reverse("comptes:connexion"))


def test_le_groupement_montre_chaque_membre_son_n0_et_son_score(client: Client) -> None:
    petr = petr_suivi(2)
    contenu = page(client, petr, MembreFactory(collectivite=petr, role=Role.COORDINATION).utilisateur)
    assert "Les deux états des lieux ont progressé en un an" in contenu
    for epci in petr.membres_collectivites.all():
        assert epci.get_absolute_url() in contenu
    assert contenu.count('data-c="N0">11,4\u00a0%') == 2  # N0: 4 points of 35
    assert contenu.count('class="n0" cx="15.24%"') == 2
    assert "Ce qui a changé cette semaine" in contenu
    assert "Petit référentiel, 1.1.2.2\u00a0: non renseigné → fait" in contenu
    assert "&lt;" not in contenu
    assert "Une deuxième étoile à" in contenu


def test_ce_qui_n_est_pas_ouvert_se_dit_avec_le_geste_ou_la_raison(client: Client) -> None:
    charger_mini()
    petr = CollectiviteFactory(petr=True, membres=[CollectiviteFactory()])
    coordinatrice = MembreFactory(collectivite=petr, role=Role.COORDINATION).utilisateur
    elue = MembreFactory(collectivite=petr, role=Role.LECTURE).utilisateur
    assert "#a-ouvrir" in page(client, petr, coordinatrice)
    contenu = page(client, petr, elue)
    assert "#a-ouvrir" not in contenu
    assert "demandez le rôle «\u00a0Édition\u00a0»" in contenu


def test_un_groupement_sans_membre_dit_quoi_faire(client: Client) -> None:
    membre = MembreFactory(coordinateur=True)
    contenu = page(client, membre.collectivite, membre.utilisateur)
    assert "n’a encore aucun membre" in contenu
    assert reverse("membres", args=[membre.collectivite.siren]) in contenu


def test_un_lecteur_d_un_membre_ne_voit_pas_le_groupement(client: Client) -> None:
    petr = petr_suivi(1)
    client.force_login(MembreFactory(collectivite=petr.membres_collectivites.get()).utilisateur)
    assert client.get(reverse("accueil_collectivite", args=[petr.siren])).status_code == 404


def test_l_epci_montre_ses_points_et_ou_les_gagner(client: Client) -> None:
    petr = petr_suivi(1)
    epci = petr.membres_collectivites.get()
    contenu = page(client, epci, MembreFactory(collectivite=epci).utilisateur)
    assert "pour la deuxième étoile en Petit référentiel" in contenu
    assert "Où sont les points à gagner" in contenu
    assert reverse("mesure", args=[epci.siren, "te-test", "te-test_1.1.2"]) in contenu
    assert "N0 audité" in contenu
    assert reverse("personnalisation", args=[epci.siren]) in contenu


def test_un_epci_sans_rien_invite_qui_peut_a_ouvrir(client: Client) -> None:
    charger_mini()
    epci = CollectiviteFactory()
    bouton = "Choisir un référentiel"
    assert bouton in page(client, epci, MembreFactory(collectivite=epci, editeur=True).utilisateur)
    assert bouton not in page(client, epci, MembreFactory(collectivite=epci, lecteur=True).utilisateur)


def test_une_semaine_calme_montre_les_derniers_changements(client: Client) -> None:
    engagement = EngagementFactory(ouvert_le=il_y_a(60))
    contenu = page(client, engagement.collectivite, editrice(engagement))
    assert "Derniers changements" in contenu
    assert "A ouvert le référentiel Petit référentiel" in contenu
    assert "&lt;" not in contenu


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_epci(client: Client) -> None:
    comptes = []
    for nombre in (1, 3):
        petr = petr_suivi(nombre)
        personne = MembreFactory(collectivite=petr, role=Role.COORDINATION).utilisateur
        page(client, petr, personne)
        with CaptureQueriesContext(connection) as requetes:
            page(client, petr, personne)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]
    assert comptes[0] <= 30


def test_un_epci_rattache_de_plus_apparait_a_son_tour(client: Client) -> None:
    petr = petr_suivi(1)
    elue = MembreFactory(collectivite=petr).utilisateur
    assert "Un EPCI" in page(client, petr, elue)
    AppartenanceFactory(groupement=petr, membre=CollectiviteFactory())
    assert "Deux EPCI" in page(client, petr, elue)
