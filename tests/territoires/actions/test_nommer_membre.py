"""Giving a role without a message: the installation, the demonstration, an administrator."""

from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, peut
from cordee.territoires.actions.membres import nommer_membre
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db


def nommer(collectivite: Collectivite, personne: Utilisateur, par: Utilisateur | None) -> Membre:
    return nommer_membre(collectivite, personne, role=Role.ADMINISTRATION, par=par, le=timezone.now())


def test_l_installation_nomme_la_premiere_administration_sans_courriel() -> None:
    epci, zoe = CollectiviteFactory(), UtilisateurFactory(prenom="Zoé", nom="Guérin")
    assert not peut(zoe, "territoires.voir", epci)
    nommer(epci, zoe, None)
    assert peut(zoe, "territoires.gerer_membres", epci)
    ecriture = Ecriture.objects.get()
    assert (ecriture.acteur, ecriture.resume) == (None, "Arrivée de Zoé Guérin, rôle Administration")
    assert not mail.outbox


def test_la_personne_qui_administre_l_installation_ou_la_collectivite_le_peut_aussi() -> None:
    epci = CollectiviteFactory()
    nommer(epci, UtilisateurFactory(), UtilisateurFactory(superutilisateur=True))
    nommer(epci, UtilisateurFactory(), MembreFactory(administrateur=True, collectivite=epci).utilisateur)
    assert Membre.objects.filter(collectivite=epci).count() == 3


def test_les_autres_ne_nomment_personne() -> None:
    epci = CollectiviteFactory()
    for par in (
        MembreFactory(editeur=True, collectivite=epci).utilisateur,
        UtilisateurFactory(superutilisateur=True, inactif=True),
    ):
        with pytest.raises(Refus):
            nommer(epci, par, par)


def test_on_n_est_membre_qu_une_fois() -> None:
    membre = MembreFactory()
    with pytest.raises(DonneeRefusee, match="changez son rôle"):
        nommer(membre.collectivite, membre.utilisateur, None)
    membre.refresh_from_db()
    assert membre.role == Role.LECTURE
