"""The whole CAE on one page: its 1,470 rows, its weight, what personnalisation takes out."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from django.urls import reverse
from tests.referentiels.factories import LE, EngagementFactory, editrice
from tests.referentiels.lecture_arbre import Rangee, lire, propre, rangees

from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.models import Engagement, Referentiel

POIDS_MAX = 110 * 1024
"""Bytes once compressed; the stated limit is 150 KB."""

pytestmark = pytest.mark.usefixtures("donnees_livrees")


def ouvrir(client: Client, engagement: Engagement) -> bytes:
    client.force_login(editrice(engagement))
    return client.get(reverse("arbre", args=[engagement.collectivite.siren, engagement.referentiel_id])).content


def lignes(client: Client, engagement: Engagement) -> dict[str, Rangee]:
    client.force_login(editrice(engagement))
    return rangees(lire(client.get(reverse("arbre", args=[engagement.collectivite.siren, engagement.referentiel_id]))))


def engager(code: str) -> Engagement:
    return EngagementFactory(referentiel=Referentiel.objects.get(code=code))


def test_les_1470_lignes_tiennent_dans_le_poids_annonce(client: Client) -> None:
    contenu = ouvrir(client, engager("cae"))
    assert contenu.count(b"<tr id=") == 1470
    assert len(gzip.compress(contenu, compresslevel=6)) < POIDS_MAX


def test_une_ligne_desactivee_du_cae_reste_visible_avec_son_mot(client: Client) -> None:
    engagement = engager("cae")
    repondre(engagement.collectivite, "dev_eco_4", False, par=editrice(engagement), le=LE)
    ligne = lignes(client, engagement)["6.3.1.4"]
    assert (ligne.fait, ligne.gain, ligne.statut) == ("—", "—", "Désactivée")
    assert "hors" in ligne.classes
    assert not ligne.modifiable


def test_les_mesures_essentielles_se_voient(client: Client) -> None:
    toutes = lignes(client, engager("cae"))
    assert sum(ligne.el.has_attr("data-e") for ligne in toutes.values()) == 36
    assert propre(toutes["1.1.1"].el.select_one(".nom").get_text()).endswith(" essentielle")


def test_l_economie_circulaire_n_a_pas_de_sous_axe(client: Client) -> None:
    engagement = engager("eci")
    client.force_login(editrice(engagement))
    page = lire(client.get(reverse("arbre", args=[engagement.collectivite.siren, "eci"])))
    assert page.select_one("#arbre thead th").get_text() == "Axe, mesure, sous-mesure, tâche"
    toutes = rangees(page)
    assert [toutes[numero].classes[0] for numero in ("1", "1.1", "1.1.1", "1.1.1.1")] == ["ax", "me", "sm", "ta"]
