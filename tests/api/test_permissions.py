"""Who may revoke a key."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.api.programme import Programme
from tests.territoires.factories import MembreFactory

from cordee.socle.permissions import peut

pytestmark = pytest.mark.django_db


def test_revoquer_est_pour_soi_pour_qui_administre_et_pour_personne_d_autre() -> None:
    membre = MembreFactory(editeur=True)
    cle = Programme.de(membre).cle
    assert peut(membre.utilisateur, "api.revoquer_cle", cle)
    administratrice = MembreFactory(administrateur=True, collectivite=membre.collectivite)
    assert peut(administratrice.utilisateur, "api.revoquer_cle", cle)
    for autre in (MembreFactory(editeur=True, collectivite=membre.collectivite), MembreFactory(administrateur=True)):
        assert not peut(autre.utilisateur, "api.revoquer_cle", cle)
    assert not peut(membre.utilisateur, "api.revoquer_cle", None)
    assert not peut(AnonymousUser(), "api.revoquer_cle", cle)
