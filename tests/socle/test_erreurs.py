"""Error pages, and the exception of refused input."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from cordee.comptes.models import Utilisateur
from cordee.socle import erreurs
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, introuvable

pytestmark = pytest.mark.django_db


def _lever(erreur: Exception):
    def vue(request: HttpRequest) -> HttpResponse:
        raise erreur

    return vue


urlpatterns = [
    path("refus/", _lever(Refus("Demandez à Hélène Astier d'ouvrir ce référentiel."))),
    path("refus-muet/", _lever(PermissionDenied())),
    path("absent/", lambda request: introuvable()),
    path("panne/", _lever(ZeroDivisionError("secret de fabrication"))),
    path("", include("cordee.config.urls")),
]
handler400 = "cordee.socle.erreurs.requete_incorrecte"
handler403 = "cordee.socle.erreurs.page_interdite"
handler404 = "cordee.socle.erreurs.page_introuvable"
handler500 = "cordee.socle.erreurs.panne"


@pytest.fixture
def lise(client: Client, settings) -> Client:
    settings.ROOT_URLCONF = __name__
    client.force_login(Utilisateur.objects.create_user("lise@exemple.fr", prenom="Lise", nom="Faure"))
    client.raise_request_exception = False
    return client


def texte(reponse: HttpResponse) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


class TestDonneeRefusee:
    def test_elle_garde_chaque_message(self) -> None:
        refus = DonneeRefusee("Donnez un nom.", "Donnez une date.")
        assert refus.messages == ["Donnez un nom.", "Donnez une date."]
        assert str(refus) == "Donnez un nom. Donnez une date."


class TestPages:
    def test_un_refus_dit_sa_raison(self, lise: Client) -> None:
        reponse = lise.get("/refus/")
        assert reponse.status_code == 403
        assert "Demandez à Hélène Astier d’ouvrir ce référentiel." in texte(reponse)
        assert "</html>" in texte(reponse)

    def test_htmx_ne_recoit_que_la_phrase(self, lise: Client) -> None:
        reponse = lise.get("/refus/", headers={"HX-Request": "true"})
        assert reponse.status_code == 403
        assert texte(reponse).strip() == "Demandez à Hélène Astier d’ouvrir ce référentiel."

    def test_un_refus_muet_dit_a_qui_demander(self, lise: Client) -> None:
        assert "Demandez à une personne qui administre la collectivité" in texte(lise.get("/refus-muet/"))

    @pytest.mark.parametrize("adresse", ["/absent/", "/nulle-part/", "/t/000000000/"])
    def test_une_page_absente_le_dit_sans_en_dire_plus(self, lise: Client, adresse: str) -> None:
        reponse = lise.get(adresse)
        assert reponse.status_code == 404
        assert "Cette page n’existe pas, ou vous n’y avez pas accès" in texte(reponse)

    def test_une_panne_ne_dit_rien_du_programme(self, lise: Client) -> None:
        reponse = lise.get("/panne/")
        assert reponse.status_code == 500
        assert "Une erreur est survenue" in texte(reponse)
        assert "secret" not in texte(reponse)

    def test_un_formulaire_perime_le_dit(self) -> None:
        client = Client(enforce_csrf_checks=True)
        reponse = client.post("/connexion/", {"username": "a", "password": "b"})
        assert reponse.status_code == 403
        assert "Cette page est restée ouverte trop longtemps" in texte(reponse)

    def test_une_demande_abimee_le_dit(self, rf: RequestFactory) -> None:
        demande = rf.get("/")
        demande.csp_nonce = ""  # type: ignore[attr-defined]
        reponse = erreurs.requete_incorrecte(demande)
        assert reponse.status_code == 400
        assert "La demande est incomplète ou abîmée" in texte(reponse)

    def test_les_vraies_adresses_prennent_ces_pages(self) -> None:
        from cordee.config import urls

        assert {nom: getattr(urls, nom) for nom in ("handler400", "handler403", "handler404", "handler500")} == {
            "handler400": handler400, "handler403": handler403, "handler404": handler404, "handler500": handler500,
        }  # fmt: skip
