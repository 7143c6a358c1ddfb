"""The comparison as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.comptes.factories import UtilisateurFactory
from tests.referentiels.factories import LE, EngagementFactory, lectrice, saisie

from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.exports import BOM, ecrire_csv
from cordee.referentiels.models import Engagement


@pytest.fixture
def engagement(client: Client, db: None) -> Engagement:
    """2 points more than the N0, in one tâche."""
    engagement = EngagementFactory()
    figer_score(engagement, "N0", par=engagement.ouvert_par, le=LE, jalon=TypeJalon.ETAT_INITIAL)
    renseigner_statuts(
        engagement, [saisie("1.1.1.1.1", "fait")], par=engagement.ouvert_par, le=LE + timedelta(minutes=1)
    )
    client.force_login(lectrice(engagement))
    return engagement


def telecharger(client: Client, engagement: Engagement, **parametres: Any) -> Any:
    adresse = reverse("comparaison", args=[engagement.collectivite.siren, engagement.referentiel_id])
    with time_machine.travel(LE + timedelta(hours=2), tick=False):
        return client.get(adresse, {"de": "n0", "a": "aujourdhui", "format": "csv", **parametres})


def lire_csv(contenu: bytes) -> list[list[str]]:
    texte = contenu.decode()
    assert texte.startswith(BOM)
    return list(csv.reader(io.StringIO(texte.removeprefix(BOM)), delimiter=";"))


def test_le_fichier_s_ouvre_tel_quel_dans_un_tableur(client: Client, engagement: Engagement) -> None:
    reponse = telecharger(client, engagement)
    assert reponse["Content-Type"] == "text/csv; charset=utf-8"
    assert reponse["Content-Disposition"] == 'attachment; filename="comparaison-te-test-n0-aujourdhui.csv"'
    entetes, total, *lignes = lire_csv(reponse.content)
    assert entetes[:6] == ["N°", "Niveau", "Intitulé", "Points faits, N0", "Points faits, Aujourd'hui", "Écart"]
    assert total[:6] == ["Total", "Référentiel", "Petit référentiel", "0", "2", "2"]
    assert [ligne[0] for ligne in lignes] == ["1", "1.1", "1.1.1", "1.1.1.1", "2"]
    assert all(len(ligne) == len(entetes) for ligne in [total, *lignes])


def test_les_nombres_ont_une_virgule(client: Client, engagement: Engagement) -> None:
    entetes, *lignes = lire_csv(telecharger(client, engagement).content)
    sous_mesure = dict(zip(entetes, next(ligne for ligne in lignes if ligne[0] == "1.1.1.1"), strict=True))
    assert sous_mesure["Part faite (%), Aujourd'hui"] == "33,33"
    assert sous_mesure["Statut, Aujourd'hui"] == "Détaillé à la tâche"


def test_le_fichier_suit_le_filtre_de_la_page(client: Client, engagement: Engagement) -> None:
    assert len(lire_csv(telecharger(client, engagement, lignes="toutes").content)) == 15


def test_un_moment_inconnu_ne_donne_pas_de_fichier(client: Client, engagement: Engagement) -> None:
    assert telecharger(client, engagement, de="perdu")["Content-Type"].startswith("text/html")


def test_les_inconnus_ne_telechargent_rien(client: Client, engagement: Engagement) -> None:
    client.force_login(UtilisateurFactory())
    assert telecharger(client, engagement).status_code == 404


@pytest.mark.parametrize("texte", ["=1+1", "+33", "-2 %", "@somme", "\tx"])
def test_un_texte_n_est_jamais_une_formule(texte: str) -> None:
    assert lire_csv(ecrire_csv(["Nom"], [[texte]]))[1] == [f"'{texte}"]


@given(texte=st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0")), nombre=st.floats(-1e6, 1e6))
def test_chaque_cellule_se_relit(texte: str, nombre: float) -> None:
    _, (lu, ecrit, vide) = lire_csv(ecrire_csv(["a", "b", "c"], [[texte, nombre, None]]))
    assert lu in (texte, f"'{texte}")
    assert float(ecrit.replace(",", ".")) == pytest.approx(nombre, abs=1e-4)
    assert vide == ""
