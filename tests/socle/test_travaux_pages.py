"""« Mes documents »: the page, the fragment that follows a job, and the gestures."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.socle.fabrique_travaux import LE, creer_travail

from cordee.comptes.models import Utilisateur
from cordee.socle.enums import EtatTravail
from cordee.socle.models import Travail

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def zoe(client: Client) -> Utilisateur:
    compte = UtilisateurFactory()
    client.force_login(compte)
    return compte


@pytest.fixture
def pret(zoe: Utilisateur) -> Travail:
    travail = creer_travail(
        demande_par=zoe, etat=EtatTravail.FINI, fin_le=LE, message="12 fiches.", nom_fichier="Plan d'été.csv",
        type_mime="text/csv",
    )  # fmt: skip
    travail.fichier.save(f"{travail.pk}/a.csv", ContentFile(b"a;b"))
    return travail


def lire(reponse) -> str:
    texte = reponse.content.decode().replace("&nbsp;", " ")
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


def test_la_page_vide_dit_quoi_faire(client: Client, zoe: Utilisateur) -> None:
    page = lire(client.get(reverse("travaux")))
    assert "Vous n’avez encore rien demandé." in page
    assert "Aucun document pour l’instant" in page


def test_la_page_dit_ce_qui_est_pret_et_ce_qui_ne_l_est_pas(client: Client, zoe: Utilisateur, pret: Travail) -> None:
    creer_travail(demande_par=zoe, libelle="Import du plan", etat=EtatTravail.EN_COURS, avancement=42, etape="Lecture")
    creer_travail(demande_par=zoe, etat=EtatTravail.ECHOUE, message="Choisissez un plan.\nDonnez une date.")
    creer_travail(demande_par=zoe, etat=EtatTravail.ANNULE, fin_le=LE)
    creer_travail(demande_par=zoe, etat=EtatTravail.EN_ATTENTE)
    creer_travail(libelle="Celui d'une autre")
    page = lire(client.get(reverse("travaux")))
    assert "<b>1 document</b> prêt à télécharger." in page
    assert 'value="42"' in page
    assert "<p>Choisissez un plan.</p><p>Donnez une date.</p>" in page
    assert "Rien n’a été enregistré." in page
    assert "Celui d" not in page
    assert page.count('hx-trigger="every 1s"') == 2


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_page_se_lit_en_autant_de_requetes_quel_que_soit_le_nombre(
    client: Client, zoe: Utilisateur, nombre: int, django_assert_num_queries
) -> None:
    for _ in range(nombre):
        creer_travail(demande_par=zoe, etat=EtatTravail.EN_COURS)
    with django_assert_num_queries(7):
        client.get(reverse("travaux"))


def test_les_pages_se_suivent(client: Client, zoe: Utilisateur) -> None:
    for _ in range(31):
        creer_travail(demande_par=zoe, etat=EtatTravail.FINI)
    assert "Page 1 sur 2" in lire(client.get(reverse("travaux")))
    assert 'href="?page=1"' in lire(client.get(reverse("travaux"), {"page": 2}))


def test_le_fragment_s_interroge_jusqu_a_la_fin(client: Client, zoe: Utilisateur) -> None:
    travail = creer_travail(demande_par=zoe, etat=EtatTravail.EN_COURS, avancement=7)
    adresse = reverse("travail_etat", args=[travail.pk])
    assert client.get(adresse)["Location"] == travail.get_absolute_url()
    fragment = client.get(adresse, headers=HTMX)
    assert f'hx-get="{adresse}"' in lire(fragment)
    assert "<html" not in lire(fragment)
    Travail.objects.update(etat=EtatTravail.FINI, lien="/t/1/imports/3/", fin_le=LE)
    fin = client.get(adresse, headers=HTMX)
    assert "every 1s" not in lire(fin)
    assert 'href="/t/1/imports/3/"' in lire(fin)
    assert "HX-Redirect" not in fin
    assert client.get(adresse + "?suivre=1", headers=HTMX)["HX-Redirect"] == "/t/1/imports/3/"


def test_le_fichier_se_telecharge_sous_son_nom_et_ne_s_affiche_jamais(client: Client, pret: Travail) -> None:
    reponse = client.get(reverse("travail_telecharger", args=[pret.pk]))
    assert b"".join(reponse.streaming_content) == b"a;b"  # type: ignore[attr-defined]
    assert reponse["Content-Disposition"].startswith("attachment; filename*=utf-8''Plan%20d")
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Cache-Control"] == "private, no-store"
    pret.refresh_from_db()
    assert pret.recupere_le is not None
    assert "Rien de nouveau à télécharger." in lire(client.get(reverse("travaux")))


def test_un_fichier_perdu_ou_pas_encore_fait_est_introuvable(client: Client, zoe: Utilisateur, pret: Travail) -> None:
    pret.fichier.storage.delete(pret.fichier.name)
    assert client.get(reverse("travail_telecharger", args=[pret.pk])).status_code == 404
    en_cours = creer_travail(demande_par=zoe, etat=EtatTravail.EN_COURS)
    assert client.get(reverse("travail_telecharger", args=[en_cours.pk])).status_code == 404


def test_annuler_se_dit_sur_place_ou_sur_la_page(client: Client, zoe: Utilisateur) -> None:
    travail = creer_travail(demande_par=zoe, etat=EtatTravail.EN_COURS)
    fragment = client.post(reverse("travail_annuler", args=[travail.pk]), headers=HTMX)
    assert "Annulation demandée…" in lire(fragment)
    attend = creer_travail(demande_par=zoe)
    assert client.post(reverse("travail_annuler", args=[attend.pk]))["Location"] == reverse("travaux")
    attend.refresh_from_db()
    assert attend.etat == EtatTravail.ANNULE


def test_annuler_trop_tard_le_dit(client: Client, pret: Travail) -> None:
    reponse = client.post(reverse("travail_annuler", args=[pret.pk]), follow=True)
    assert "Ce travail est déjà terminé" in lire(reponse)
    assert "Terminé le 8 avr. 2026" in lire(client.post(reverse("travail_annuler", args=[pret.pk]), headers=HTMX))


def test_retirer_efface_la_ligne(client: Client, zoe: Utilisateur, pret: Travail) -> None:
    en_cours = creer_travail(demande_par=zoe, etat=EtatTravail.EN_COURS)
    refus = client.post(reverse("travail_supprimer", args=[en_cours.pk]), follow=True)
    assert "annulez-le d’abord" in lire(refus)
    reponse = client.post(reverse("travail_supprimer", args=[pret.pk]), follow=True)
    assert "est retiré de la liste" in lire(reponse)
    en_cours.etat = EtatTravail.ECHOUE
    en_cours.save()
    assert client.post(reverse("travail_supprimer", args=[en_cours.pk]), headers=HTMX).content == b""
    assert not Travail.objects.exists()
