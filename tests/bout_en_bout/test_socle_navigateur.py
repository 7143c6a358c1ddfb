"""Documents, notifications and « Mes documents » in a browser: themes, widths, no script, and a job followed live."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.comptes.factories_notifications import NotificationFactory, genre_essai
from tests.documents.factories import DocumentFactory
from tests.socle.fabrique_travaux import creer_travail
from tests.territoires.factories import MembreFactory

from cordee.comptes.actions.preferences import jeton_desabonnement
from cordee.documents.models import Document
from cordee.socle.enums import EtatTravail
from cordee.socle.models import Travail
from cordee.territoires.models import Membre

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lise() -> Iterator[Membre]:
    """An editor with documents, notifications, and ended jobs of each sort."""
    membre = MembreFactory(editeur=True)
    qui, epci = membre.utilisateur, membre.collectivite
    DocumentFactory(collectivite=epci, nom="Délibération du 12 mars 2026 portant engagement dans le PCAET.txt")
    DocumentFactory(collectivite=epci, nom="Étude", confidentiel=True)
    DocumentFactory(collectivite=epci, lien=True, nom="Portail de la Région")
    with genre_essai():
        NotificationFactory(destinataire=qui, parametres={"detail": "Échéance : 1 mai", "lieu": "PCAET"})
        NotificationFactory(destinataire=qui, parametres={"perimee": True}, lue_le=timezone.now())
        pret = creer_travail(demande_par=qui, etat=EtatTravail.FINI, fin_le=timezone.now(), nom_fichier="Plan.csv")
        pret.fichier.save(f"{pret.pk}/a.csv", ContentFile(b"a;b"))
        creer_travail(demande_par=qui, etat=EtatTravail.ECHOUE, message="Choisissez un plan.")
        creer_travail(demande_par=qui, etat=EtatTravail.ANNULE, fin_le=timezone.now())
        yield membre


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_pages_sont_accessibles_et_tiennent_dans_l_ecran(
    ouvrir: Ouvrir, lise: Membre, largeur: int, theme: str
) -> None:
    siren, document = lise.collectivite.siren, Document.objects.order_by("id").first()
    assert document is not None
    creer_travail(demande_par=lise.utilisateur, etat=EtatTravail.EN_COURS, avancement=42, etape="Lecture du tableau")
    for lieu in (
        reverse("documents", args=[siren]),
        reverse("document_modifier", args=[siren, document.pk]),
        reverse("document_supprimer", args=[siren, document.pk]),
        reverse("travaux"),
        reverse("comptes:notifications"),
        reverse("comptes:compte"),
        reverse("comptes:desabonnement", args=[jeton_desabonnement(lise.utilisateur)]),
    ):
        sans_faute(ouvrir(lieu, lise.utilisateur, largeur=largeur, theme=theme))
    neuve = MembreFactory()
    for lieu in (
        reverse("documents", args=[neuve.collectivite.siren]),
        reverse("travaux"),
        reverse("comptes:notifications"),
    ):
        sans_faute(ouvrir(lieu, neuve.utilisateur, largeur=largeur, theme=theme))


def test_un_travail_se_suit_jusqu_au_telechargement(ouvrir: Ouvrir, lise: Membre) -> None:
    Travail.objects.all().delete()
    travail = creer_travail(demande_par=lise.utilisateur, etat=EtatTravail.EN_COURS, avancement=10, etape="Lecture")
    page = ouvrir(reverse("travaux"), lise.utilisateur)
    annuler = page.get_by_role("button", name="Annuler Export du plan")
    annuler.focus()
    Travail.objects.update(avancement=70, etape="Écriture")
    expect(page.get_by_text("Écriture")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "70")
    expect(annuler).to_be_focused()  # the fragment is replaced each second, the keyboard stays where it was
    travail.fichier.save(f"{travail.pk}/a.csv", ContentFile(b"a;b"), save=False)
    Travail.objects.update(
        etat=EtatTravail.FINI, fichier=travail.fichier.name, nom_fichier="Plan.csv", fin_le=timezone.now()
    )
    lien = page.get_by_role("link", name="Télécharger Plan.csv")
    expect(lien).to_be_visible()
    expect(page.locator("#annonces")).to_contain_text("Terminé")
    with page.expect_download() as arrive:
        lien.click()
    assert arrive.value.suggested_filename == "Plan.csv"
    page.get_by_role("button", name="Retirer Export du plan de la liste").click()
    expect(page.locator(".travail")).to_have_count(0)


def test_sans_script_on_depose_un_fichier_et_on_lit_ses_notifications(
    ouvrir: Ouvrir, lise: Membre, tmp_path: Path
) -> None:
    fichier = tmp_path / "Bilan.txt"
    fichier.write_text("Bilan de l'année", encoding="utf-8")
    page = ouvrir(reverse("documents", args=[lise.collectivite.siren]), lise.utilisateur, script=False)
    page.get_by_label("Fichier", exact=True).set_input_files(fichier)
    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_text("est dans les documents.")).to_be_visible()
    expect(page.get_by_role("link", name="Notifications : 1 non lue")).to_be_visible()
    page.get_by_role("link", name="Notifications : 1 non lue").click()
    page.get_by_role("button", name="Tout marquer comme lu").click()
    expect(page.get_by_text("Tout est lu.")).to_be_visible()


def test_un_long_nom_de_territoire_fictif_tient_dans_la_barre_d_un_telephone(ouvrir: Ouvrir) -> None:
    membre = MembreFactory(editeur=True, collectivite__nom="CC du Haut-Sérac et des Deux Aiguilles")
    membre.collectivite.fictive = True
    membre.collectivite.save()
    page = ouvrir(reverse("documents", args=[membre.collectivite.siren]), membre.utilisateur, largeur=360)
    expect(page.get_by_text("données fictives")).to_be_visible()
    sans_faute(page)
