"""Removing a member."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, peut
from cordee.territoires.actions.membres import retirer_membre
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory()


@pytest.fixture
def cheffe(epci: Collectivite) -> Membre:
    return MembreFactory(administrateur=True, collectivite=epci)


def test_la_personne_perd_son_role_mais_garde_son_compte(epci: Collectivite, cheffe: Membre) -> None:
    parti = MembreFactory(
        editeur=True, collectivite=epci, utilisateur=UtilisateurFactory(prenom="Loïc", nom="Ollagnier")
    )
    retirer_membre(parti, par=cheffe.utilisateur, le=timezone.now())
    assert not Membre.objects.filter(collectivite=epci, utilisateur=parti.utilisateur).exists()
    assert not peut(parti.utilisateur, "territoires.voir", epci)
    parti.utilisateur.refresh_from_db()
    assert parti.utilisateur.is_active
    ecriture = Ecriture.objects.get()
    assert ecriture.resume == "Retrait de Loïc Ollagnier, rôle Édition"
    assert ecriture.verbe == "territoires.retirer_membre"


def test_on_peut_partir_soi_meme_si_quelqu_un_administre_encore(epci: Collectivite, cheffe: Membre) -> None:
    with pytest.raises(DonneeRefusee, match="reste : plus personne"):
        retirer_membre(cheffe, par=cheffe.utilisateur, le=timezone.now())
    MembreFactory(administrateur=True, collectivite=epci)
    retirer_membre(cheffe, par=cheffe.utilisateur, le=timezone.now())
    assert not peut(cheffe.utilisateur, "territoires.voir", epci)


def test_il_faut_administrer_pour_retirer(epci: Collectivite, cheffe: Membre) -> None:
    lecteur = MembreFactory(lecteur=True, collectivite=epci)
    for par in (lecteur, MembreFactory(administrateur=True)):
        with pytest.raises(Refus):
            retirer_membre(lecteur, par=par.utilisateur, le=timezone.now())
