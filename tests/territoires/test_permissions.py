"""Who may do what in a collectivité."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.socle.permissions import peut

pytestmark = pytest.mark.django_db

CODES = ("territoires.voir", "territoires.repondre", "territoires.gerer_membres", "territoires.regler")


@pytest.mark.parametrize(
    ("role", "permis"),
    [
        ("lecteur", CODES[:1]),
        ("contributeur", CODES[:1]),
        ("editeur", CODES[:2]),
        ("coordinateur", CODES[:2]),
        ("administrateur", CODES),
    ],
)
def test_chaque_role_permet_ce_que_la_page_des_membres_en_dit(role: str, permis: tuple[str, ...]) -> None:
    membre = MembreFactory(**{role: True})
    assert tuple(code for code in CODES if peut(membre.utilisateur, code, membre.collectivite)) == permis


def test_sans_collectivite_ni_connexion_rien_n_est_permis() -> None:
    assert not peut(MembreFactory(administrateur=True).utilisateur, "territoires.voir")
    inconnu = AnonymousUser()
    inconnu.is_active = True  # type: ignore[misc]
    assert not peut(inconnu, "territoires.voir", CollectiviteFactory())
