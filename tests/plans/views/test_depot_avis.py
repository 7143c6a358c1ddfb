"""The link of an authority: made on the page of the opinions, read and used without an account, closed at will."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.documents.factories import fichier_pdf
from tests.plans.factories_demarche import DemarcheFactory, completer, editrice_de, joindre, lectrice_de
from tests.plans.pages_demarche import adresse, texte

from cordee.plans.actions.demarche_etapes import transmettre_demarche
from cordee.plans.domain.pcaet import Piece
from cordee.plans.models import AvisDemarche, DemarchePcaet, LienAvis

pytestmark = pytest.mark.django_db


@pytest.fixture
def demarche(client: Client) -> DemarchePcaet:
    """Complete and transmitted; its editor is signed in."""
    demarche = completer(DemarcheFactory(avec_plan=True))
    joindre(demarche, Piece.BILAN_PRECEDENT, confidentiel=True)
    lise = editrice_de(demarche)
    transmettre_demarche(demarche, par=lise, le=timezone.now())
    demarche.refresh_from_db()
    client.force_login(lise)
    return demarche


@pytest.fixture
def prefet(demarche: DemarchePcaet) -> AvisDemarche:
    return demarche.avis.get(instance="prefet_region")


def ouvrir(client: Client, demarche: DemarchePcaet, avis: AvisDemarche, **champs: str) -> str:
    """The address of a new link."""
    donnees = {"destinataire": "DDT", "expire_le": str(timezone.localdate() + timedelta(days=30))} | champs
    page = texte(client.post(adresse(demarche, "demarche_avis_lien", avis.pk), donnees))
    trouve = re.search(r'value="https?://[^/]+(/avis/[^"]+/)"', page)
    assert trouve, page
    return trouve.group(1)


def formulaire(**champs: object) -> dict[str, object]:
    jour = str(timezone.localdate())
    return {"sens": "defavorable", "rendu_le": jour, "nom": "Jeanne Roux", "fichier": fichier_pdf()} | champs


def test_le_lien_se_montre_une_fois(client: Client, demarche: DemarchePcaet, prefet: AvisDemarche) -> None:
    ou = ouvrir(client, demarche, prefet)
    page = texte(client.get(adresse(demarche, "demarche_avis")))
    assert ou not in page
    assert "en attente de dépôt" in page
    assert "jamais lu" in page


def test_l_instance_lit_le_projet_et_depose_sans_compte(
    client: Client, demarche: DemarchePcaet, prefet: AvisDemarche
) -> None:
    ou = ouvrir(client, demarche, prefet)
    instance = Client()
    reponse = instance.get(ou)
    page = texte(reponse)
    for mot in (demarche.nom, "Préfet de région", "Votre avis", "Oxydes d'azote", "Diagnostic", "Le projet transmis"):
        assert mot in page
    assert reponse.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in reponse.headers["Cache-Control"]
    assert "jamais lu" not in texte(client.get(adresse(demarche, "demarche_avis")))
    assert instance.post(ou, formulaire(resume="À revoir.")).status_code == 302
    page = texte(instance.get(ou))
    assert "Accusé de dépôt" in page
    assert "Déposer l'avis" not in page
    ici = texte(client.get(adresse(demarche, "demarche_avis")))
    assert "Déposé par Jeanne Roux" in ici
    assert "Envoyer un lien pour le corriger" in ici
    assert instance.post(ou, formulaire()).status_code == 422


def test_le_lien_n_ouvre_que_les_documents_transmis(
    client: Client, demarche: DemarchePcaet, prefet: AvisDemarche
) -> None:
    jeton = ouvrir(client, demarche, prefet).split("/")[2]
    instance = Client()
    par_piece = {joint.piece: joint.document_id for joint in demarche.documents.all()}
    autre = joindre(DemarcheFactory(transmise=True), Piece.DIAGNOSTIC)

    def statut(document: int) -> int:
        return instance.get(reverse("depot_avis_document", args=[jeton, document])).status_code

    assert statut(par_piece["diagnostic"]) == 200
    assert statut(par_piece["bilan_pcaet_precedent"]) == 404, "confidentiel"
    assert statut(autre.document_id) == 404
    LienAvis.objects.update(revoque_le=timezone.now())
    assert statut(par_piece["diagnostic"]) == 404


def test_un_lien_ferme_le_dit_et_n_ouvre_rien(client: Client, demarche: DemarchePcaet, prefet: AvisDemarche) -> None:
    ou = ouvrir(client, demarche, prefet)
    lien = LienAvis.objects.get()
    assert client.post(adresse(demarche, "demarche_lien_fermer", lien.pk)).status_code == 302
    reponse = Client().get(ou)
    assert reponse.status_code == 410
    assert "Ce lien a été fermé" in texte(reponse)
    assert demarche.nom not in texte(reponse)
    assert Client().post(ou, formulaire()).status_code == 410
    assert client.post(adresse(demarche, "demarche_lien_fermer", 999)).status_code == 404


def test_une_saisie_fausse_reste_ecrite(client: Client, demarche: DemarchePcaet, prefet: AvisDemarche) -> None:
    ou = ouvrir(client, demarche, prefet)
    instance = Client()
    reponse = instance.post(ou, formulaire(fichier="", resume="À revoir.", nom=""))
    page = texte(reponse)
    assert reponse.status_code == 422
    assert "Joignez l'avis signé." in page
    assert "À revoir." in page
    reponse = instance.post(ou, formulaire(nom="   "))
    assert reponse.status_code == 422
    demain = str(timezone.localdate() + timedelta(days=2))
    assert "à venir" in texte(instance.post(ou, formulaire(rendu_le=demain)))
    page = texte(client.post(adresse(demarche, "demarche_avis_lien", prefet.pk), {"destinataire": "", "expire_le": ""}))
    assert f'id="lien{prefet.pk}_destinataire_error"' in page
    loin = {"destinataire": "DDT", "expire_le": str(timezone.localdate() + timedelta(days=400))}
    reponse = client.post(adresse(demarche, "demarche_avis_lien", prefet.pk), loin)
    assert reponse.status_code == 422
    assert "Choisissez un jour" in texte(reponse)


def test_un_dossier_envoye_par_la_poste_se_dit(client: Client) -> None:
    demarche = DemarcheFactory(transmise=True, hors_plateforme=True)
    client.force_login(editrice_de(demarche))
    page = texte(Client().get(ouvrir(client, demarche, demarche.avis.get(instance="mrae"))))
    assert "envoyé par la poste" in page
    assert "Le projet transmis" not in page


def test_qui_lit_la_demarche_voit_les_avis_sans_les_liens(
    client: Client, demarche: DemarchePcaet, prefet: AvisDemarche
) -> None:
    ouvrir(client, demarche, prefet)
    client.force_login(lectrice_de(demarche))
    page = texte(client.get(adresse(demarche, "demarche_avis")))
    assert "Liens de dépôt" not in page
    assert "Envoyer un lien" not in page


def test_la_page_des_avis_ne_compte_pas_ses_liens(client: Client, demarche: DemarchePcaet) -> None:
    avis = list(demarche.avis.all())

    def requetes() -> int:
        with CaptureQueriesContext(connection) as vues:
            client.get(adresse(demarche, "demarche_avis"))
        return len(vues)

    ouvrir(client, demarche, avis[0])
    avec_un = requetes()
    ouvrir(client, demarche, avis[1])
    ouvrir(client, demarche, avis[2])
    assert requetes() == avec_un
