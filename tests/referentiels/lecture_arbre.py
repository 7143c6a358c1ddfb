"""Reading the tree's answers as a person would: rows by identifier, their cells, what the head says."""

from __future__ import annotations

from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse


@dataclass(frozen=True)
class Rangee:
    """What a row shows, without its no-break spaces, and its attributes."""

    el: Tag
    fait: str
    gain: str
    statut: str

    @property
    def classes(self) -> list[str]:
        """Classes of the row."""
        return list(self.el["class"])

    @property
    def modifiable(self) -> bool:
        """Whether the statut is a control."""
        return self.el.select_one("a.st") is not None

    @property
    def cachee(self) -> bool:
        """Whether the server filtered it out."""
        return "x" in self.classes


def lire(reponse: HttpResponse) -> BeautifulSoup:
    """The page or the fragments; what is inside a `<template>` is read like the rest."""
    texte = reponse.content.decode().replace("<template>", "").replace("</template>", "")
    return BeautifulSoup(texte, "html.parser")


def propre(texte: str) -> str:
    """Text with ordinary spaces."""
    return " ".join(texte.replace("\u00a0", " ").replace("\u202f", " ").split())


def rangees(soupe: BeautifulSoup) -> dict[str, Rangee]:
    """Rows by number (`1.1.2`), in order."""
    return {
        str(el["id"]).partition("_")[2]: Rangee(el, *(propre(td.get_text()) for td in el.find_all("td")[1:]))
        for el in soupe.select("tr[id]")
    }


def tete(soupe: BeautifulSoup) -> str:
    """What the head says."""
    zone = soupe.select_one("#entete-score")
    assert zone is not None
    return propre(zone.get_text(" "))


def compte(soupe: BeautifulSoup) -> str:
    """`412 lignes sur 1 470`."""
    zone = soupe.select_one("#compte")
    assert zone is not None
    return propre(zone.get_text())
