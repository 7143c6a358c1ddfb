"""Context of the frame: read only by the pages that show it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.config.contexte import cadre
from cordee.demo.territoire import SIREN_PETR

pytestmark = pytest.mark.django_db


def test_une_personne_connectee_a_ses_territoires_quand_on_les_affiche(
    rf: RequestFactory, django_assert_num_queries
) -> None:
    request, membre = rf.get("/"), MembreFactory()
    request.user = membre.utilisateur
    with django_assert_num_queries(0):
        contexte = cadre(request)
    assert list(contexte) == ["territoires", "compteurs"]
    assert contexte["compteurs"].notifications == 0  # type: ignore[attr-defined]
    assert list(contexte["territoires"]) == [(membre.collectivite, [])]  # type: ignore[call-overload]


def test_une_visiteuse_n_a_que_les_comptes_de_la_demonstration(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    assert list(cadre(request)["comptes_demo"]) == []  # type: ignore[call-overload]
    CollectiviteFactory(petr=True, siren=SIREN_PETR)
    comptes = list(cadre(request)["comptes_demo"])  # type: ignore[call-overload]
    assert comptes[0]["email"] == "lise.faure@hautes-combes.example"


def test_une_page_d_erreur_sans_personne_se_passe_de_territoires(rf: RequestFactory) -> None:
    assert "territoires" not in cadre(rf.get("/"))
