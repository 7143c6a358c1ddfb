"""Keeping, naming, hiding and deleting documents."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import IntegrityError
from tests.documents.factories import LE, PDF, DocumentFactory, fichier_pdf
from tests.socle.fabrique_antivirus import EICAR, Demon
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.documents import actions
from cordee.documents.actions import (
    ajouter_lien,
    deposer_fichier,
    rendre_confidentiel,
    renommer_document,
    supprimer_document,
)
from cordee.documents.models import Document
from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(hours=1)


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory()


@pytest.fixture
def lise(epci: Collectivite) -> Utilisateur:
    """A contributor."""
    return MembreFactory(contributeur=True, collectivite=epci).utilisateur


def resumes() -> list[str]:
    return list(Ecriture.objects.order_by("id").values_list("resume", flat=True))


def fichiers_gardes() -> list[str]:
    def lister(dossier: str) -> list[str]:
        sous, fichiers = default_storage.listdir(dossier)
        return [*fichiers, *(nom for s in sous for nom in lister(f"{dossier}/{s}"))]

    return lister("documents") if default_storage.exists("documents") else []


class TestDeposer:
    def test_le_fichier_est_garde_sous_un_nom_que_personne_ne_devine(
        self, epci: Collectivite, lise: Utilisateur
    ) -> None:
        document = deposer_fichier(epci, fichier_pdf("Bilan  2025.pdf"), confidentiel=True, par=lise, le=LE)
        document.refresh_from_db()
        assert (document.nom, document.cle_recherche, document.type_mime) == (
            "Bilan 2025.pdf", "bilan 2025.pdf", "application/pdf",
        )  # fmt: skip
        assert document.fichier.read() == PDF
        assert (document.taille, document.empreinte) == (len(PDF), hashlib.sha256(PDF).hexdigest())
        assert (document.confidentiel, document.depose_par, document.depose_le) == (True, lise, LE)
        assert "Bilan" not in document.fichier.name
        assert document.fichier.name.endswith(".pdf")
        assert resumes() == ["Document déposé : « Bilan 2025.pdf »"]
        assert str(document) == "Bilan 2025.pdf"

    def test_un_gros_fichier_se_lit_par_morceaux(self, epci: Collectivite, lise: Utilisateur) -> None:
        octets = PDF + b"0" * 200_000
        gros = UploadedFile(io.BytesIO(octets), "Gros.pdf", "application/pdf", len(octets))
        assert len(list(gros.chunks())) > 1
        document = deposer_fichier(epci, gros, par=lise, le=LE)
        assert document.empreinte == hashlib.sha256(octets).hexdigest()

    def test_un_nom_peut_etre_donne(self, epci: Collectivite, lise: Utilisateur) -> None:
        assert deposer_fichier(epci, fichier_pdf(), nom="Avis de l'État", par=lise, le=LE).nom == "Avis de l'État"

    def test_le_meme_fichier_n_est_garde_qu_une_fois_par_collectivite(
        self, epci: Collectivite, lise: Utilisateur
    ) -> None:
        premier = deposer_fichier(epci, fichier_pdf("a.pdf"), par=lise, le=LE)
        gardes = len(fichiers_gardes())
        assert deposer_fichier(epci, fichier_pdf("b.pdf"), par=lise, le=PLUS_TARD) == premier
        assert len(fichiers_gardes()) == gardes
        ailleurs = MembreFactory(contributeur=True, utilisateur=lise)
        assert deposer_fichier(ailleurs.collectivite, fichier_pdf("b.pdf"), par=lise, le=PLUS_TARD) != premier

    def test_deux_depots_au_meme_instant_n_en_font_qu_un(
        self, epci: Collectivite, lise: Utilisateur, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The second one looked before the first one wrote."""
        premier = deposer_fichier(epci, fichier_pdf(), par=lise, le=LE)
        gardes = fichiers_gardes()
        vraie = actions._exiger_sain
        empreinte = premier.empreinte
        Document.objects.update(empreinte="0" * 64)

        def entre_temps(fichier: Any) -> None:
            vraie(fichier)
            Document.objects.update(empreinte=empreinte)

        monkeypatch.setattr(actions, "_exiger_sain", entre_temps)
        assert deposer_fichier(epci, fichier_pdf("b.pdf"), par=lise, le=PLUS_TARD) == premier
        assert fichiers_gardes() == gardes

    def test_un_depot_qui_echoue_ne_laisse_pas_de_fichier(
        self, epci: Collectivite, lise: Utilisateur, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def casser(*args: Any, **champs: Any) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(actions, "_consigner", casser)
        avant = fichiers_gardes()
        with pytest.raises(ZeroDivisionError):
            deposer_fichier(epci, fichier_pdf(suite=b"autre"), par=lise, le=LE)
        assert (fichiers_gardes(), Document.objects.count()) == (avant, 0)

    @pytest.mark.parametrize(
        ("fichier", "phrase"),
        [
            (lambda: SimpleUploadedFile("vide.pdf", b""), "vide"),
            (lambda: SimpleUploadedFile("Bilan.pdf", b"MZ\x90\x00"), "programme Windows"),
            (lambda: SimpleUploadedFile("Bilan.exe", b"x"), "sont des programmes"),
            (lambda: SimpleUploadedFile("Bilan.docx", b"<html>"), "pas un vrai .docx"),
            (lambda: fichier_pdf("n" * 201), "Raccourcissez le nom"),
            (lambda: fichier_pdf(suite=b"0" * 2_000_000), "pèse 2 Mo, plus que les 1 Mo permis"),
        ],
    )
    def test_ce_qui_n_est_pas_un_document_est_refuse(
        self, epci: Collectivite, lise: Utilisateur, settings, fichier: Callable[[], Any], phrase: str
    ) -> None:
        settings.CORDEE_TAILLE_MAX = 1
        avant = fichiers_gardes()
        with pytest.raises(DonneeRefusee, match=phrase):
            deposer_fichier(epci, fichier(), par=lise, le=LE)
        assert (Document.objects.count(), fichiers_gardes(), resumes()) == (0, avant, [])

    def test_une_lectrice_ne_depose_rien(self, epci: Collectivite) -> None:
        zoe = MembreFactory(collectivite=epci).utilisateur
        with pytest.raises(Refus, match="Contribution"):
            deposer_fichier(epci, fichier_pdf(), par=zoe, le=LE)
        with pytest.raises(Refus, match="Contribution"):
            ajouter_lien(epci, "https://exemple.fr", par=zoe, le=LE)


class TestAntivirus:
    def test_un_fichier_sain_est_examine_puis_garde_entier(
        self, epci: Collectivite, lise: Utilisateur, settings
    ) -> None:
        with Demon() as demon:
            settings.CORDEE_ANTIVIRUS = demon.adresse
            document = deposer_fichier(epci, fichier_pdf(), par=lise, le=LE)
        assert demon.recu == PDF == document.fichier.read()

    def test_un_fichier_infecte_n_est_pas_garde(self, epci: Collectivite, lise: Utilisateur, settings) -> None:
        avant = fichiers_gardes()
        with Demon() as demon:
            settings.CORDEE_ANTIVIRUS = demon.adresse
            with pytest.raises(DonneeRefusee, match="Eicar-Test-Signature"):
                deposer_fichier(epci, SimpleUploadedFile("note.txt", EICAR), par=lise, le=LE)
        assert (Document.objects.count(), fichiers_gardes()) == (0, avant)

    def test_un_antivirus_muet_n_est_pas_un_feu_vert(self, epci: Collectivite, lise: Utilisateur, settings) -> None:
        settings.CORDEE_ANTIVIRUS = "127.0.0.1:9"
        with pytest.raises(DonneeRefusee, match="L'antivirus ne répond pas"):
            deposer_fichier(epci, fichier_pdf(), par=lise, le=LE)
        assert not Document.objects.exists()


class TestLien:
    def test_un_lien_se_garde_une_fois(self, epci: Collectivite, lise: Utilisateur) -> None:
        lien = ajouter_lien(epci, " https://exemple.fr/pcaet/ ", par=lise, le=LE)
        assert (lien.adresse, lien.nom, lien.type_mime) == ("https://exemple.fr/pcaet/", "exemple.fr › pcaet", "")
        assert ajouter_lien(epci, "https://exemple.fr/pcaet/", nom="Autre", par=lise, le=PLUS_TARD) == lien
        assert ajouter_lien(epci, "https://exemple.fr/autre", nom="Étude", par=lise, le=LE).nom == "Étude"
        assert resumes()[0] == "Lien ajouté : « exemple.fr › pcaet »"

    @pytest.mark.parametrize("adresse", ["", "exemple.fr", "javascript:alert(1)", "file:///etc/passwd", "ftp://a.fr/b"])
    def test_ce_qui_n_est_pas_une_adresse_est_refuse(self, epci: Collectivite, lise: Utilisateur, adresse: str) -> None:
        with pytest.raises(DonneeRefusee, match="http"):
            ajouter_lien(epci, adresse, par=lise, le=LE)

    def test_une_adresse_demesuree_est_refusee(self, epci: Collectivite, lise: Utilisateur) -> None:
        with pytest.raises(DonneeRefusee, match="trop longue"):
            ajouter_lien(epci, f"https://exemple.fr/{'a' * 1000}", par=lise, le=LE)

    def test_la_base_refuse_un_document_sans_rien_ou_avec_les_deux(self, epci: Collectivite) -> None:
        with pytest.raises(IntegrityError):
            DocumentFactory(lien=True, collectivite=epci, fichier="documents/a.pdf")


class TestChanger:
    @pytest.fixture
    def document(self, epci: Collectivite, lise: Utilisateur) -> Document:
        return DocumentFactory(collectivite=epci, depose_par=lise, nom="Note.txt")

    def test_on_renomme_et_le_journal_le_dit(self, document: Document, lise: Utilisateur) -> None:
        renommer_document(document, "Étude  mobilité.txt", par=lise, le=LE)
        renommer_document(document, "Étude mobilité.txt", par=lise, le=LE)
        document.refresh_from_db()
        assert (document.nom, document.cle_recherche) == ("Étude mobilité.txt", "etude mobilite.txt")
        assert resumes() == ["Document renommé : « Note.txt » → « Étude mobilité.txt »"]
        with pytest.raises(DonneeRefusee, match="Donnez un nom"):
            renommer_document(document, " ", par=lise, le=LE)

    def test_on_cache_et_on_montre(self, document: Document, lise: Utilisateur) -> None:
        for confidentiel in (True, True, False):
            assert rendre_confidentiel(document, confidentiel, par=lise, le=LE).confidentiel is confidentiel
        assert resumes() == [
            "Document rendu confidentiel : « Note.txt »", "Document visible de toute l'équipe : « Note.txt »",
        ]  # fmt: skip

    def test_supprimer_efface_aussi_le_fichier(
        self, document: Document, lise: Utilisateur, django_capture_on_commit_callbacks
    ) -> None:
        chemin = document.fichier.name
        with django_capture_on_commit_callbacks(execute=True):
            supprimer_document(document, par=lise, le=LE)
            assert default_storage.exists(chemin)
        assert not default_storage.exists(chemin)
        assert not Document.objects.exists()
        assert resumes() == ["Document supprimé : « Note.txt »"]

    def test_un_lien_se_supprime(self, epci: Collectivite, lise: Utilisateur) -> None:
        supprimer_document(DocumentFactory(lien=True, collectivite=epci, depose_par=lise), par=lise, le=LE)
        assert not Document.objects.exists()

    def test_ce_qui_sert_ne_se_supprime_pas(self, document: Document, lise: Utilisateur) -> None:
        with pytest.raises(DonneeRefusee, match=r"sert encore \(la fiche 3.2 et la fiche 4.1\) : détachez-le"):
            supprimer_document(document, utilise_par=["la fiche 3.2", "la fiche 4.1"], par=lise, le=LE)
        assert Document.objects.exists()

    def test_une_contributrice_ne_touche_pas_a_celui_d_une_autre(self, document: Document, epci: Collectivite) -> None:
        autre = MembreFactory(contributeur=True, collectivite=epci).utilisateur
        for geste in (
            lambda: renommer_document(document, "x", par=autre, le=LE),
            lambda: rendre_confidentiel(document, True, par=autre, le=LE),
            lambda: supprimer_document(document, par=autre, le=LE),
        ):
            with pytest.raises(Refus, match="Édition"):
                geste()
        assert (
            renommer_document(document, "x", par=MembreFactory(editeur=True, collectivite=epci).utilisateur, le=LE).nom
            == "x"
        )

    def test_celui_qui_a_disparu_se_dit(self, document: Document, lise: Utilisateur) -> None:
        Document.objects.all().delete()
        with pytest.raises(DonneeRefusee, match="supprimé entre-temps"):
            renommer_document(document, "x", par=lise, le=LE)
