"""Renaming and deleting a jalon, with and without htmx."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.referentiels.factories import LE, EngagementFactory, editrice, lectrice
from tests.referentiels.lecture_arbre import lire, propre

from cordee.journal.models import Ecriture
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.models import Engagement, Snapshot

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def engagement(client: Client) -> Engagement:
    """A N0 and a named jalon; an editor is signed in."""
    engagement = EngagementFactory()
    figer_score(engagement, "N0", par=engagement.ouvert_par, le=LE, jalon=TypeJalon.ETAT_INITIAL)
    figer_score(engagement, "Bilan", par=engagement.ouvert_par, le=LE)
    client.force_login(editrice(engagement))
    return engagement


def adresse(engagement: Engagement, nom: str, ref: str = "bilan") -> str:
    return reverse(nom, args=[engagement.collectivite.siren, engagement.referentiel_id, ref])


def noms() -> set[str]:
    return set(Snapshot.objects.values_list("nom", flat=True))


# -- renaming --------------------------------------------------------------------------------------------------------
def test_renommer_passe_par_une_page(client: Client, engagement: Engagement) -> None:
    soupe = lire(client.get(adresse(engagement, "renommer_jalon")))
    champ = soupe.select_one("form.renommage [name=nom]")
    assert champ is not None
    assert champ["value"] == "Bilan"
    reponse = client.post(adresse(engagement, "renommer_jalon"), {"nom": "Bilan de mars"}, follow=True)
    assert "Le jalon s’appelle « Bilan de mars »." in propre(lire(reponse).get_text())
    assert noms() == {"N0", "Bilan de mars"}


def test_renommer_sur_place_rend_le_nom_et_le_foyer(client: Client, engagement: Engagement) -> None:
    formulaire = lire(client.get(adresse(engagement, "renommer_jalon"), headers=HTMX))
    assert formulaire.select_one("form#nom-bilan [autofocus]") is not None
    assert formulaire.select_one("html") is None
    reponse = lire(client.post(adresse(engagement, "renommer_jalon"), {"nom": "Bilan de mars"}, headers=HTMX))
    assert propre(reponse.select_one(".t").get_text()) == "Bilan de mars"  # type: ignore[union-attr]
    assert reponse.select_one("#nom-bilan a[autofocus]") is not None
    assert propre(reponse.select_one("[data-annonce]").get_text()) == "Le jalon est renommé."  # type: ignore[union-attr]


def test_garder_le_nom_le_rend_tel_quel(client: Client, engagement: Engagement) -> None:
    reponse = lire(client.get(adresse(engagement, "renommer_jalon"), {"annuler": "oui"}, headers=HTMX))
    assert reponse.select_one("form") is None
    assert propre(reponse.select_one(".t").get_text()) == "Bilan"  # type: ignore[union-attr]


@pytest.mark.parametrize("entetes", [{}, HTMX])
@pytest.mark.parametrize(
    ("nom", "message"), [("", "Donnez un nom"), ("n0", "s’appelle déjà « n0 »"), ("y" * 301, "300 caractères")]
)
def test_un_nom_refuse_est_dit_et_garde(
    client: Client, engagement: Engagement, nom: str, message: str, entetes: dict[str, str]
) -> None:
    reponse = client.post(adresse(engagement, "renommer_jalon"), {"nom": nom}, headers=entetes)
    assert reponse.status_code == 422
    soupe = lire(reponse)
    champ = soupe.select_one("[name=nom]")
    assert champ is not None
    assert champ["value"] == nom
    assert champ["aria-invalid"] == "true"
    erreur = soupe.find(id=champ["aria-describedby"])
    assert erreur is not None
    assert message in propre(erreur.get_text())
    assert noms() == {"N0", "Bilan"}


# -- deleting --------------------------------------------------------------------------------------------------------
def test_supprimer_demande_d_abord(client: Client, engagement: Engagement) -> None:
    soupe = lire(client.get(adresse(engagement, "supprimer_jalon")))
    assert "Supprimer « Bilan » ?" in propre(soupe.get_text())
    assert soupe.select_one("form[method=post] .danger") is not None
    assert noms() == {"N0", "Bilan"}


def test_supprimer_garde_les_points_au_journal(client: Client, engagement: Engagement) -> None:
    reponse = client.post(adresse(engagement, "supprimer_jalon"), follow=True)
    assert "Le jalon « Bilan » est supprimé." in propre(lire(reponse).get_text())
    assert noms() == {"N0"}
    ecriture = Ecriture.objects.first()
    assert ecriture is not None
    assert ecriture.verbe == "referentiels.supprimer_jalon"
    assert ecriture.details == {"points_faits": 0, "points_potentiels": 35}


# -- what cannot be changed ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verbe", ["renommer_jalon", "supprimer_jalon"])
def test_le_n0_dit_pourquoi_il_ne_change_pas(client: Client, engagement: Engagement, verbe: str) -> None:
    soupe = lire(client.get(adresse(engagement, verbe, "n0")))
    assert "C’est la référence du contrat ou d’un audit" in propre(soupe.get_text())
    assert soupe.select_one("main form") is None
    reponse = client.post(adresse(engagement, verbe, "n0"), {"nom": "Autre"})
    assert reponse.status_code == 422
    assert "« N0 » ne se renomme ni ne se supprime" in propre(lire(reponse).get_text())
    assert noms() == {"N0", "Bilan"}


@pytest.mark.parametrize("verbe", ["renommer_jalon", "supprimer_jalon"])
@pytest.mark.parametrize("methode", ["get", "post"])
def test_un_inconnu_recoit_404_une_lectrice_403_une_editrice_le_reste(
    client: Client, engagement: Engagement, verbe: str, methode: str
) -> None:
    def statut(qui: Any, ref: str = "bilan") -> int:
        client.force_login(qui)
        code: int = getattr(client, methode)(adresse(engagement, verbe, ref), {"nom": "Bilan 2"}).status_code
        return code

    assert statut(UtilisateurFactory()) == 404
    assert statut(lectrice(engagement)) == 403
    assert statut(editrice(engagement), "perdu") == 404
    assert noms() == {"N0", "Bilan"}
    assert statut(editrice(engagement)) == (200 if methode == "get" else 302)


def test_le_jalon_d_un_voisin_est_introuvable(client: Client, engagement: Engagement) -> None:
    voisin = EngagementFactory(referentiel=engagement.referentiel)
    figer_score(voisin, "Ailleurs", par=voisin.ouvert_par, le=LE)
    assert client.post(adresse(engagement, "supprimer_jalon", "ailleurs")).status_code == 404
    assert client.post(adresse(voisin, "supprimer_jalon", "ailleurs")).status_code == 404
    assert noms() == {"N0", "Bilan", "Ailleurs"}
