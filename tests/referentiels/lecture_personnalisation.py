"""Reading the pages of the personnalisation as a person would: questions, states, what each answer is worth."""

from __future__ import annotations

from typing import Any, NamedTuple

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cordee.territoires.models import Collectivite

HTMX = {"HX-Request": "true"}


class Effet(NamedTuple):
    """A line of the table of a question."""

    potentiel: str
    score: str
    change: str


def propre(element: Tag | None) -> str:
    """Text with ordinary spaces."""
    texte = element.get_text(" ") if element is not None else ""
    return " ".join(texte.replace("\u00a0", " ").replace("\u202f", " ").split()).replace(" ,", ",").replace(" .", ".")


def lire(reponse: HttpResponse) -> BeautifulSoup:
    """The page, or the pieces that htmx receives."""
    return BeautifulSoup(reponse.content.decode(), "html.parser")


def page(client: Client, collectivite: Collectivite, thematique: str = "", **parametres: str) -> BeautifulSoup:
    """The page that sums up, or the one of a thématique."""
    adresse = reverse("personnalisation", args=[collectivite.siren])
    if thematique:
        adresse = reverse("thematique", args=[collectivite.siren, thematique])
    reponse = client.get(adresse, parametres)
    assert reponse.status_code == 200, reponse.status_code
    return lire(reponse)


def questions(soupe: BeautifulSoup) -> list[str]:
    """Codes of the questions on screen, in order."""
    return [str(bloc["id"]).removeprefix("q-") for bloc in soupe.select("article.question")]


def effets(soupe: BeautifulSoup, code: str) -> dict[tuple[str, str], Effet]:
    """What each answer is worth: (référentiel, answer) -> line."""
    lignes: dict[tuple[str, str], Effet] = {}
    referentiel = ""
    for ligne in soupe.select(f"#effets-{code} tbody tr"):
        titre = propre(ligne.find("th")).removesuffix(" aujourd’hui")
        if "groupe" in (ligne.get("class") or []):
            referentiel = titre
        else:
            lignes[referentiel, titre] = Effet(*(propre(cellule) for cellule in ligne.find_all("td")))
    return lignes


def actuelle(soupe: BeautifulSoup, code: str) -> set[str]:
    """Answers marked as today's, one for each référentiel."""
    return {
        propre(ligne.find("th")).removesuffix(" aujourd’hui") for ligne in soupe.select(f"#effets-{code} tr.actuelle")
    }


def etat(soupe: BeautifulSoup, code: str) -> str:
    """What is said under the control; alone when the answer to htmx starts with it."""
    return propre(soupe.select_one(f"#etat-{code}"))


def dit(soupe: BeautifulSoup) -> str:
    """The sentence read aloud."""
    return propre(soupe.select_one("[data-annonce]"))


def phrase(soupe: BeautifulSoup) -> str:
    """The sentence at the head of the page."""
    return propre(soupe.select_one(".reponse"))


def poster(
    client: Client, collectivite: Collectivite, code: str, valeur: str, *, htmx: bool = True, **champs: str
) -> Any:
    """Answers a question."""
    adresse = reverse("repondre_question", args=[collectivite.siren, code])
    return client.post(adresse, {"valeur": valeur, **champs}, headers=HTMX if htmx else {})


def justifier(
    client: Client, collectivite: Collectivite, code: str, texte: str, *, htmx: bool = True, **champs: str
) -> Any:
    """Justifies an answer."""
    adresse = reverse("justifier_reponse", args=[collectivite.siren, code])
    return client.post(adresse, {"texte": texte, **champs}, headers=HTMX if htmx else {})
