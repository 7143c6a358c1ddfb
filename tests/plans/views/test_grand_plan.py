"""Every view of a plan of 500 fiches asks few queries, whatever the level and the size of the page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.fabrique_grand_plan import grand_plan
from tests.territoires.factories import MembreFactory

pytestmark = pytest.mark.django_db
CADRE = 8
"""Queries of the frame: session, person, collectivité, roles, groupements (twice), menu of collectivités, counters."""
DU_PLAN = 12
ADRESSES = (
    "vue=arbre", "vue=tableau", "vue=tableau&taille=tout", "vue=tableau&niveau=toutes", "vue=tableau&niveau=sous",
    "vue=grille", "vue=grille&niveau=sous&taille=100", "vue=kanban", "vue=kanban&niveau=toutes", "vue=gantt",
    "vue=calendrier", "vue=calendrier&niveau=sous", "vue=tableau&q=batiment", "vue=grille&q=etudier&niveau=sous",
    "vue=tableau&tri=-avancement", "vue=tableau&statut=en_cours&pilote=avec&presence=echeance&depuis=365j",
)  # fmt: skip


def test_cinq_cents_fiches_se_lisent_en_douze_requetes_au_plus(client: Client) -> None:
    plan = grand_plan(500)
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    page = reverse("plan", args=[plan.collectivite.siren, plan.pk])
    client.get(page)  # what is read once in the life of the process
    trop = {}
    for adresse in ADRESSES:
        with CaptureQueriesContext(connection) as requetes:
            reponse = client.get(f"{page}?{adresse}")
        assert reponse.status_code == 200
        if len(requetes) - CADRE > DU_PLAN:
            trop[adresse] = len(requetes) - CADRE
    assert trop == {}
