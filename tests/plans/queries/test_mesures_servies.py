"""Mesures that a fiche serves, and the points left to win there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import FicheFactory
from tests.referentiels.factories import EngagementFactory, editrice, noeud
from tests.territoires.factories import MembreFactory

from cordee.plans.models import FicheMesure

pytestmark = pytest.mark.django_db


def test_la_fiche_dit_les_points_encore_a_gagner_dans_le_referentiel_ouvert(client: Client) -> None:
    engagement = EngagementFactory()
    fiche = FicheFactory(collectivite=engagement.collectivite)
    FicheMesure.objects.create(fiche=fiche, mesure_id=noeud("1.1.1"))
    client.force_login(editrice(engagement))
    page = client.get(
        reverse("fiche_referentiel", args=[engagement.collectivite.siren, fiche.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "Petit référentiel 1.1.1" in page
    assert "<b>10</b> points encore à gagner sur 10" in page


def test_sans_referentiel_ouvert_la_mesure_se_lit_sans_points(client: Client) -> None:
    engagement = EngagementFactory()
    fiche = FicheFactory()
    FicheMesure.objects.create(fiche=fiche, mesure_id=noeud("1.1.1"))
    client.force_login(MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur)
    reponse = client.get(
        reverse("fiche_referentiel", args=[fiche.collectivite.siren, fiche.pk]), headers={"HX-Request": "true"}
    )
    assert reponse.status_code == 200
    assert engagement.collectivite.nom not in reponse.content.decode()
