"""The page of a mesure, its panel and its answers, read as a person would."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse
from tests.referentiels.factories import noeud
from tests.referentiels.lecture_arbre import lire, propre

from cordee.referentiels.models import Engagement

HTMX = {"HX-Request": "true"}


def adresse(engagement: Engagement, numero: str, nom: str = "mesure") -> str:
    """`mesure`, `panneau_mesure` or `commenter_mesure` of a node."""
    return reverse(nom, args=[engagement.collectivite.siren, engagement.referentiel_id, noeud(numero)])


def ouvrir(client: Client, engagement: Engagement, numero: str, nom: str = "mesure", **options: Any) -> BeautifulSoup:
    """The page (or the panel) of a node, which must be served."""
    reponse = client.get(adresse(engagement, numero, nom), **options)
    assert reponse.status_code == 200, reponse.status_code
    return lire(reponse)


def texte(soupe: BeautifulSoup | Tag, selecteur: str) -> str:
    """What a part says, with ordinary spaces."""
    trouve = soupe.select_one(selecteur)
    assert trouve is not None, selecteur
    return propre(trouve.get_text(" "))


def par_id(soupe: BeautifulSoup, identifiant: str) -> Tag:
    """An element by id (codes have dots)."""
    trouve = soupe.find(id=identifiant)
    assert isinstance(trouve, Tag), identifiant
    return trouve


def ligne(soupe: BeautifulSoup, numero: str) -> Tag:
    """Row of a node."""
    return par_id(soupe, noeud(numero))


def choisi(soupe: BeautifulSoup, numero: str) -> str:
    """Statut checked in the row of a node, empty when none is."""
    coche = par_id(soupe, f"m-statut-{noeud(numero)}").select_one("input[name=statut][checked]")
    return str(coche["value"]) if coche else ""
