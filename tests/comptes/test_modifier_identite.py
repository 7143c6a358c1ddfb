"""Changing one's own names."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from tests.comptes.factories import UtilisateurFactory

from cordee.comptes.actions import modifier_identite
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, peut

pytestmark = pytest.mark.django_db


def test_chacun_change_son_nom() -> None:
    zoe = UtilisateurFactory()
    modifier_identite(zoe, prenom="Zoé", nom=" Faure  Brac", par=zoe, le=timezone.now())
    zoe.refresh_from_db()
    assert zoe.nom_complet == "Zoé Faure Brac"


def test_personne_ne_change_le_nom_d_autrui() -> None:
    with pytest.raises(Refus):
        modifier_identite(UtilisateurFactory(), prenom="A", nom="B", par=UtilisateurFactory(), le=timezone.now())


def test_un_nom_vide_est_refuse() -> None:
    zoe = UtilisateurFactory()
    with pytest.raises(DonneeRefusee, match="Indiquez le prénom"):
        modifier_identite(zoe, prenom=" ", nom="B", par=zoe, le=timezone.now())


def test_la_permission_ne_vaut_que_pour_un_compte_enregistre() -> None:
    zoe = UtilisateurFactory()
    assert peut(zoe, "comptes.modifier", zoe)
    assert not peut(zoe, "comptes.modifier")
    assert not peut(AnonymousUser(), "comptes.modifier", zoe)
