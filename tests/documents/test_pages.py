"""The screen of the documents."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.documents.factories import LE, PDF, DocumentFactory, fichier_pdf
from tests.plans.factories import FicheFactory
from tests.territoires.factories import MembreFactory

from cordee.documents.models import Document
from cordee.plans.models import FicheDocument
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def lise(client: Client) -> Membre:
    membre = MembreFactory(contributeur=True)
    client.force_login(membre.utilisateur)
    return membre


def adresse(membre: Membre, nom: str = "documents", *autres: int) -> str:
    return reverse(nom, args=[membre.collectivite.siren, *autres])


def lire(reponse) -> str:
    texte = reponse.content.decode().replace("&nbsp;", " ").replace("&#8239;", " ")
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


def test_vide_la_page_dit_a_quoi_elle_sert(client: Client, lise: Membre) -> None:
    page = lire(client.get(adresse(lise)))
    assert "Aucun document pour l’instant." in page
    assert "La bibliothèque est vide" in page
    assert 'enctype="multipart/form-data"' in page
    assert "25 Mo au plus." in page


def test_une_lectrice_voit_a_qui_demander_et_rien_de_confidentiel(client: Client) -> None:
    membre = MembreFactory()
    client.force_login(membre.utilisateur)
    DocumentFactory(collectivite=membre.collectivite, nom="Ouvert.txt")
    DocumentFactory(collectivite=membre.collectivite, nom="Secret.txt", confidentiel=True)
    page = lire(client.get(adresse(membre)))
    assert "<b>1 document</b>" in page
    assert "Ouvert.txt" in page
    assert "Secret" not in page
    assert "demandez le rôle Contribution" in page
    assert "multipart" not in page


def test_on_depose_un_fichier_et_on_le_retrouve(client: Client, lise: Membre) -> None:
    donnees = {"geste": "fichier", "depot-fichier": fichier_pdf("Bilan.pdf"), "depot-confidentiel": "on"}
    page = lire(client.post(adresse(lise), donnees, follow=True))
    assert "« Bilan.pdf » est dans les documents." in page
    assert "confidentiel</span>" in page
    document = Document.objects.get()
    reponse = client.get(adresse(lise, "document_telecharger", document.pk))
    assert b"".join(reponse.streaming_content) == PDF  # type: ignore[attr-defined]
    assert reponse["Content-Disposition"] == 'attachment; filename="Bilan.pdf"'
    assert reponse["X-Content-Type-Options"] == "nosniff"
    donnees |= {"depot-fichier": fichier_pdf("Copie.pdf")}
    assert "Ce document y était déjà, sous le nom « Bilan.pdf »." in lire(
        client.post(adresse(lise), donnees, follow=True)
    )


def test_une_page_ou_un_dessin_ne_s_ouvre_jamais_dans_le_site(client: Client, lise: Membre) -> None:
    for nom in ("page.html", "dessin.svg"):
        contenu = SimpleUploadedFile(nom, b"<script>alert(1)</script>" + nom.encode())
        client.post(adresse(lise), {"geste": "fichier", "depot-fichier": contenu})
        document = Document.objects.get(nom=nom)
        reponse = client.get(adresse(lise, "document_telecharger", document.pk))
        assert reponse["Content-Disposition"].startswith("attachment")
        assert reponse["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("donnees", "phrase"),
    [
        ({"geste": "fichier"}, "Choisissez un fichier."),
        ({"geste": "fichier", "depot-fichier": SimpleUploadedFile("a.pdf", b"")}, "Ce fichier est vide"),
        ({"geste": "lien"}, "Donnez l’adresse de la page ou du fichier."),
        ({"geste": "lien", "lien-adresse": "javascript:alert(1)"}, "Vérifiez l’adresse"),
    ],
)
def test_un_refus_se_dit_sous_le_champ(client: Client, lise: Membre, donnees: dict, phrase: str) -> None:
    reponse = client.post(adresse(lise), donnees)
    assert reponse.status_code == 422
    assert phrase in lire(reponse)
    assert not Document.objects.exists()


def test_un_lien_s_ajoute_et_s_ouvre_ailleurs(client: Client, lise: Membre) -> None:
    client.post(adresse(lise), {"geste": "lien", "lien-adresse": "https://exemple.fr/etude", "lien-nom": "Étude"})
    document = Document.objects.get()
    assert "Étude" in lire(client.get(adresse(lise)))
    assert client.get(adresse(lise, "document_telecharger", document.pk))["Location"] == "https://exemple.fr/etude"


def test_on_cherche_et_on_trie(client: Client, lise: Membre) -> None:
    for nom in ("Étude mobilité", "Étude eau", "Bilan"):
        DocumentFactory(collectivite=lise.collectivite, nom=nom)
    page = lire(client.get(adresse(lise), {"q": "etude MOB"}))
    assert "Étude mobilité" in page
    assert "Étude eau" not in page
    assert "1 sur 3" in page
    assert "Aucun nom ne contient « zz »" in lire(client.get(adresse(lise), {"q": "zz"}))
    recents = lire(client.get(adresse(lise), {"tri": "recents"}))
    assert recents.index("Bilan") < recents.index("Étude mobilité")
    assert client.get(adresse(lise), {"tri": "inconnu"}).status_code == 200


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_page_coute_autant_pour_un_ou_trois_documents(
    client: Client, lise: Membre, nombre: int, django_assert_num_queries
) -> None:
    for _ in range(nombre):
        DocumentFactory(collectivite=lise.collectivite)
    with django_assert_num_queries(10):
        client.get(adresse(lise))


def test_on_modifie_le_nom_et_la_confidentialite(client: Client, lise: Membre) -> None:
    document = DocumentFactory(collectivite=lise.collectivite, depose_par=lise.utilisateur)
    ou = adresse(lise, "document_modifier", document.pk)
    assert document.nom in lire(client.get(ou))
    page = lire(client.post(ou, {"nom": "Note de cadrage", "confidentiel": "on"}, follow=True))
    assert "« Note de cadrage » est enregistré." in page
    document.refresh_from_db()
    assert document.confidentiel is True
    assert "Donnez un nom à ce document." in lire(client.post(ou, {"nom": ""}))
    assert "Donnez un nom à ce document." in lire(client.post(ou, {"nom": "..."}))


def test_supprimer_demande_de_confirmer(client: Client, lise: Membre) -> None:
    document = DocumentFactory(collectivite=lise.collectivite, depose_par=lise.utilisateur)
    ou = adresse(lise, "document_supprimer", document.pk)
    assert "Rien ne s’en sert." in lire(client.get(ou))
    assert "est supprimé." in lire(client.post(ou, follow=True))
    assert not Document.objects.exists()


def test_ce_qui_sert_encore_ne_se_supprime_pas(client: Client, lise: Membre) -> None:
    document = DocumentFactory(collectivite=lise.collectivite, depose_par=lise.utilisateur)
    FicheDocument.objects.create(fiche=FicheFactory(collectivite=lise.collectivite), document=document, ajoute_le=LE)
    ou = adresse(lise, "document_supprimer", document.pk)
    page = lire(client.get(ou))
    assert "Ce document sert encore." in page
    assert "1 document joint" in page
    reponse = client.post(ou)
    assert reponse.status_code == 422
    assert "détachez-le d’abord" in lire(reponse)
    assert Document.objects.exists()


def test_un_fichier_perdu_est_introuvable(client: Client, lise: Membre) -> None:
    document = DocumentFactory(collectivite=lise.collectivite)
    document.fichier.storage.delete(document.fichier.name)
    assert client.get(adresse(lise, "document_telecharger", document.pk)).status_code == 404
