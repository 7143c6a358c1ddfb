"""What a write sends back, put in the page as it was, gives the page as it is: no row forgotten, none too many."""

from __future__ import annotations

import random
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse
from tests.referentiels.factories import LE, LIGNES, EngagementFactory, editrice, noeud
from tests.referentiels.lecture_arbre import lire

from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.models import Engagement, Referentiel

HTMX = {"HX-Request": "true"}
STATUTS = ("fait", "programme", "pas_fait", "non_renseigne", "non_concerne", "detaille")
PORTEURS = [ligne[0] for ligne in LIGNES if ligne[0].count(".") > 2]


def photographier(soupe: BeautifulSoup) -> dict[str, str]:
    """Each row as it is written, without what tells it is a replacement or folded."""
    return {el["id"]: ecrire(el) for el in soupe.select("tr[id]")}


def ecrire(el: Tag) -> str:
    el.attrs.pop("hx-swap-oob", None)
    el["class"] = [classe for classe in el["class"] if classe != "f"]
    return str(el)


def tete(soupe: BeautifulSoup) -> str:
    zone = soupe.select_one("#entete-score")
    assert zone is not None
    return zone.get_text()


def verifier(client: Client, engagement: Engagement, reponse: Any, avant: dict[str, str]) -> dict[str, str]:
    """The page after, once compared with the page before and what came back."""
    page = lire(client.get(reverse("arbre", args=[engagement.collectivite.siren, engagement.referentiel_id])))
    morceaux = lire(reponse)
    changees = photographier(morceaux)
    apres = photographier(page)
    assert avant | changees == apres
    assert not [code for code, ligne in changees.items() if avant[code] == ligne]
    if reponse.status_code == 200:
        assert tete(morceaux) == tete(page)
    return apres


def tirer(hasard: random.Random, numeros: list[str]) -> dict[str, Any]:
    statut = hasard.choice(STATUTS)
    donnees: dict[str, Any] = {"statut": statut, "code": hasard.sample(numeros, hasard.choice((1, 1, 1, 3)))}
    if statut == "detaille":
        donnees |= {"fait": "40", "programme": "35", "pas_fait": "25"}
    if hasard.random() < 0.15:
        donnees["portee"] = "a_renseigner"
    return donnees


@pytest.mark.django_db
@pytest.mark.parametrize("graine", range(3))
def test_la_page_et_ce_qu_un_geste_renvoie_disent_la_meme_chose(client: Client, graine: int) -> None:
    engagement, hasard = EngagementFactory(), random.Random(graine)
    qui = editrice(engagement)
    if graine:
        repondre(engagement.collectivite, "velo", False, par=qui, le=LE)
    client.force_login(qui)
    arguments = [engagement.collectivite.siren, engagement.referentiel_id]
    page = photographier(lire(client.get(reverse("arbre", args=arguments))))
    for _ in range(12):
        if hasard.random() < 0.2:
            reponse = client.post(reverse("annuler_statut", args=arguments), headers=HTMX)
        else:
            donnees = tirer(hasard, PORTEURS)
            donnees["code"] = [noeud(numero) for numero in donnees["code"]]
            reponse = client.post(reverse("statut", args=arguments), donnees, headers=HTMX)
        page = verifier(client, engagement, reponse, page)


@pytest.mark.usefixtures("donnees_livrees")
def test_sur_le_cae_les_points_redistribues_arrivent_aussi(client: Client) -> None:
    """A sous-mesure non concernée gives its points to its sisters, whose tâches all move (docs/calculs/scores.md)."""
    engagement = EngagementFactory(referentiel=Referentiel.objects.get(code="cae"))
    client.force_login(editrice(engagement))
    arguments = [engagement.collectivite.siren, "cae"]
    page = photographier(lire(client.get(reverse("arbre", args=arguments))))
    donnees = {"code": "cae_1.1.1.1", "statut": "non_concerne"}
    reponse = client.post(reverse("statut", args=arguments), donnees, headers=HTMX)
    changees = set(photographier(lire(reponse)))
    assert {"cae_1.1.1.1", "cae_1.1.1.1.1", "cae_1.1.1.2", "cae_1.1.1.2.1"} <= changees
    assert not {"cae_1.1.1", "cae_1.1", "cae_1.1.2"} & changees  # the mesure keeps its points
    verifier(client, engagement, reponse, page)
