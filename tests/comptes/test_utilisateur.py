"""The account itself."""

from __future__ import annotations

import pytest
from tests.comptes.factories import MOT_DE_PASSE, UtilisateurFactory

from cordee.comptes.models import Utilisateur
from cordee.comptes.queries import utilisateur_for_email

pytestmark = pytest.mark.django_db


def test_un_compte_se_presente_par_son_nom_et_ses_initiales() -> None:
    zoe = UtilisateurFactory(prenom="Zoé", nom="Guérin")
    assert (str(zoe), zoe.initiales) == ("Zoé Guérin", "ZG")


def test_seule_la_personne_qui_administre_l_installation_a_les_outils_de_django() -> None:
    racine = Utilisateur.objects.create_superuser("Racine@exemple.fr", MOT_DE_PASSE, prenom="Inès", nom="Bès")
    assert (racine.email, racine.is_superuser, racine.is_staff) == ("racine@exemple.fr", True, True)
    assert not UtilisateurFactory().is_staff


def test_une_adresse_se_retrouve_quelle_que_soit_sa_casse() -> None:
    zoe = UtilisateurFactory(email="zoe@exemple.fr")
    assert utilisateur_for_email(" ZOE@exemple.fr ") == zoe
    assert utilisateur_for_email("personne@exemple.fr") is None
