"""The page of the opinions: a wrong answer is kept, a refused file leaves nothing behind, erasing is asked twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.plans.factories_demarche import DemarcheFactory, editrice_de

from cordee.documents.models import Document
from cordee.journal.models import Ecriture
from cordee.plans.models import AvisDemarche, DemarchePcaet, DocumentDemarche

pytestmark = pytest.mark.django_db


def texte(reponse: HttpResponse) -> str:
    return reponse.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("\u202f", " ")


def adresse(demarche: DemarchePcaet, nom: str, *autres: object) -> str:
    return reverse(nom, args=[demarche.collectivite.siren, demarche.pk, *autres])


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("avis.pdf", b"%PDF-1.4 avis")


@pytest.fixture
def demarche(client: Client) -> DemarchePcaet:
    jour = timezone.localdate()
    demarche = DemarcheFactory(
        transmise=True, transmis_le=jour - timedelta(days=60), echeance_avis=jour + timedelta(days=30)
    )
    AvisDemarche.objects.update(demande_le=demarche.transmis_le, echeance=demarche.echeance_avis)
    client.force_login(editrice_de(demarche))
    return demarche


def rendu(demarche: DemarchePcaet) -> AvisDemarche:
    avis = demarche.avis.get(instance="mrae")
    avis.sens, avis.rendu_le, avis.resume, avis.reponse = "favorable", demarche.transmis_le, "Bien.", "Merci."
    avis.save()
    return avis


def test_une_reponse_trop_longue_reste_ecrite_et_le_dit_a_cote(client: Client, demarche: DemarchePcaet) -> None:
    avis, trop = rendu(demarche), "mot " * 5001
    reponse = client.post(adresse(demarche, "demarche_avis_reponse", avis.pk), {"reponse": trop})
    page = texte(reponse)
    assert reponse.status_code == 422
    assert trop.strip() in page
    assert f'aria-describedby="reponse{avis.pk}_reponse_error"' in page
    assert "20000 caractères au plus" in page.partition(f'id="reponse{avis.pk}_reponse_error"')[2][:500]
    avis.refresh_from_db()
    assert avis.reponse == "Merci."


def test_une_reponse_a_un_silence_reste_ecrite(client: Client, demarche: DemarchePcaet) -> None:
    avis = demarche.avis.get(instance="mrae")
    page = texte(client.post(adresse(demarche, "demarche_avis_reponse", avis.pk), {"reponse": "Vu."}))
    assert "n’a pas rendu d’avis" in page


@pytest.mark.parametrize(
    ("jours", "dit"), [(1, "La date de l’avis est à venir"), (-300, "L’avis ne peut pas précéder sa demande")]
)
def test_un_avis_refuse_ne_garde_pas_son_fichier(client: Client, demarche: DemarchePcaet, jours: int, dit: str) -> None:
    avis = demarche.avis.get(instance="mrae")
    quand = timezone.localdate() + timedelta(days=jours)
    donnees = {"sens": "favorable", "rendu_le": str(quand), "resume": "Favorable sur tout.", "fichier": pdf()}
    reponse = client.post(adresse(demarche, "demarche_avis_enregistrer", avis.pk), donnees)
    assert reponse.status_code == 422
    assert dit in texte(reponse)
    assert "Favorable sur tout." in texte(reponse)
    assert not Document.objects.exists()


def test_une_piece_hors_de_son_temps_ne_garde_pas_son_fichier(client: Client, demarche: DemarchePcaet) -> None:
    reponse = client.post(adresse(demarche, "demarche_documents"), {"piece": "diagnostic", "fichier": pdf()})
    assert reponse.status_code == 422
    assert not Document.objects.exists()
    assert not DocumentDemarche.objects.exists()


def test_sans_document_deja_la_page_demande_un_fichier_d_abord(client: Client, demarche: DemarchePcaet) -> None:
    page = texte(client.get(adresse(demarche, "demarche_avis")))
    assert "Ou un fichier" not in page
    assert "Fichier" in page
    DemarchePcaet.objects.update(etat="en_elaboration")
    reponse = client.post(adresse(demarche, "demarche_documents"), {"piece": "diagnostic"})
    assert "id_fichier_error" in texte(reponse)


def test_effacer_se_confirme_et_emporte_la_reponse(client: Client, demarche: DemarchePcaet) -> None:
    avis = rendu(demarche)
    page = texte(client.get(adresse(demarche, "demarche_avis")))
    assert "<summary>Effacer" in page
    assert "l’avis redevient attendu" in page
    client.post(adresse(demarche, "demarche_avis_effacer", avis.pk))
    avis.refresh_from_db()
    assert (avis.sens, avis.resume, avis.reponse, avis.repondu_le) == ("", "", "", None)
    details = Ecriture.objects.get(verbe="plans.effacer_avis").details
    assert (details["dit"], details["reponse"]) == ("Bien.", "Merci."), "le journal garde les deux textes"
