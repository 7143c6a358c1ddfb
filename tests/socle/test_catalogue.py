"""The living catalogue of components, and what every page knows of the installation."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory

from cordee.socle.contexte import habillage
from cordee.socle.statiques import StatiquesHachees

pytestmark = pytest.mark.django_db


@pytest.fixture
def lise(client: Client) -> Client:
    client.force_login(UtilisateurFactory())
    return client


def test_le_catalogue_montre_chaque_composant(lise: Client) -> None:
    reponse = lise.get(reverse("catalogue"))
    assert reponse.status_code == 200
    page = reponse.content.decode()
    for morceau in ('class="barre', 'class="etoiles"', "btn plein", "</html>"):
        assert morceau in page


def test_une_installation_qui_ne_le_sert_pas_ne_l_a_pas(lise: Client, settings) -> None:
    settings.CORDEE_CATALOGUE = False
    assert lise.get(reverse("catalogue")).status_code == 404


def test_chaque_page_sait_si_le_catalogue_est_servi(rf, settings) -> None:
    assert habillage(rf.get("/")) == {"catalogue": True}
    settings.CORDEE_CATALOGUE = False
    assert habillage(rf.get("/")) == {"catalogue": False}


def test_les_adresses_dans_les_modules_sont_hachees_aussi() -> None:
    assert StatiquesHachees.support_js_module_import_aggregation is True
