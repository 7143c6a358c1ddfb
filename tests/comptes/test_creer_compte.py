"""Creating an account."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from tests.comptes.factories import MOT_DE_PASSE, UtilisateurFactory

from cordee.comptes.actions import comptes as actions
from cordee.comptes.models import Utilisateur
from cordee.socle.erreurs import DonneeRefusee

pytestmark = pytest.mark.django_db


def creer(**champs: Any) -> Utilisateur:
    valeurs = {"email": "zoe.guerin@exemple.fr", "prenom": "Zoé", "nom": "Guérin", "par": None, "le": timezone.now()}
    return actions.creer_compte(**(valeurs | champs))


def test_l_adresse_est_gardee_en_minuscules_et_les_noms_sont_nettoyes() -> None:
    compte = creer(email=" Zoe.Guerin@Exemple.FR ", prenom="  Zoé ", mot_de_passe=MOT_DE_PASSE)
    assert (compte.email, compte.prenom) == ("zoe.guerin@exemple.fr", "Zoé")
    assert compte.check_password(MOT_DE_PASSE)
    assert not compte.is_superuser


def test_sans_mot_de_passe_le_compte_attend_que_sa_titulaire_en_choisisse_un() -> None:
    assert not creer().has_usable_password()


def test_toutes_les_fautes_sont_dites_a_la_fois_et_rien_n_est_ecrit() -> None:
    with pytest.raises(DonneeRefusee) as refus:
        creer(email="zoe@", prenom="", nom="x" * 90, mot_de_passe="court")
    assert len(refus.value.messages) == 4
    assert "nom@exemple.fr" in refus.value.messages[0]
    assert "12 caractères" in refus.value.messages[3]
    assert not Utilisateur.objects.exists()


def test_une_adresse_deja_prise_est_refusee_quelle_que_soit_sa_casse() -> None:
    UtilisateurFactory(email="zoe.guerin@exemple.fr")
    with pytest.raises(DonneeRefusee, match="existe déjà"):
        creer(email="ZOE.guerin@exemple.fr")


def test_une_adresse_prise_au_meme_instant_est_refusee_sans_panne(monkeypatch: pytest.MonkeyPatch) -> None:
    UtilisateurFactory(email="zoe.guerin@exemple.fr")
    monkeypatch.setattr(actions, "_fautes_adresse", lambda email: [])  # the other account came after the check
    with pytest.raises(DonneeRefusee, match="existe déjà"):
        creer()
    assert Utilisateur.objects.count() == 1
