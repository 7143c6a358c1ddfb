"""What an .xlsx says outside the values of its cells: their comments, and which styles paint them."""

from __future__ import annotations

import posixpath
from typing import Any

from cordee.plans.domain.imports.fichiers import Archive, parcourir_xml

COMMENTAIRES_MAX = 500
"""Comments read in one sheet."""


def styles_colores(contenu: bytes) -> set[str]:
    """Numbers of the styles of cells that have a colour behind the text, from `xl/styles.xml`."""
    vue = _Styles()
    if contenu:
        parcourir_xml(contenu, vue.debut, vue.fin)
    return vue.colores


class _Styles:
    def __init__(self) -> None:
        self.dans = ""
        self.fonds: list[bool] = []
        self.rang = 0
        self.colores: set[str] = set()

    def debut(self, balise: str, attributs: dict[str, str]) -> None:
        nom = balise.rpartition(":")[2]
        if nom in {"fills", "cellXfs", "dxfs"}:
            self.dans = nom
        elif nom == "fill" and self.dans == "fills":
            self.fonds.append(False)
        elif nom == "patternFill" and self.dans == "fills" and self.fonds:
            self.fonds[-1] = attributs.get("patternType") == "solid"
        elif nom == "fgColor" and self.dans == "fills" and self.fonds:
            self.fonds[-1] = self.fonds[-1] and not _est_blanc(attributs)
        elif nom == "xf" and self.dans == "cellXfs":
            fond = attributs.get("fillId", "")
            if fond.isdecimal() and len(fond) < 6 and int(fond) < len(self.fonds) and self.fonds[int(fond)]:
                self.colores.add(str(self.rang))
            self.rang += 1

    def fin(self, balise: str) -> None:
        if balise.rpartition(":")[2] == self.dans:
            self.dans = ""


def _est_blanc(attributs: dict[str, str]) -> bool:
    return attributs.get("rgb", "").upper().endswith("FFFFFF") or attributs.get("theme") == "0"


def commentaires_de(archive: Archive, chemin: str, relations: dict[str, str]) -> dict[str, str]:
    """The comments of a sheet by reference of cell (`B3`); `relations` are the parts that it points to."""
    trouves: dict[str, str] = {}
    for cible in relations.values():
        partie = (
            cible.lstrip("/") if cible.startswith("/") else posixpath.normpath(f"{posixpath.dirname(chemin)}/{cible}")
        )
        if not posixpath.basename(partie).startswith("comments") or not (contenu := archive.lire(partie)):
            continue
        vue = _Commentaires(trouves)
        parcourir_xml(contenu, vue.debut, vue.fin, preparer=vue.preparer)
    return trouves


class _Commentaires:
    def __init__(self, trouves: dict[str, str]) -> None:
        self.trouves = trouves
        self.reference = ""
        self.analyseur: Any = None

    def preparer(self, analyseur: Any) -> None:
        self.analyseur = analyseur

    def debut(self, balise: str, attributs: dict[str, str]) -> None:
        nom = balise.rpartition(":")[2]
        if nom == "comment" and len(self.trouves) < COMMENTAIRES_MAX:
            self.reference = attributs.get("ref", "")
            self.trouves[self.reference] = ""
        elif nom == "t" and self.reference:
            self.analyseur.CharacterDataHandler = self.contenu

    def contenu(self, texte: str) -> None:
        self.trouves[self.reference] += texte

    def fin(self, balise: str) -> None:
        nom = balise.rpartition(":")[2]
        if nom == "t":
            self.analyseur.CharacterDataHandler = None
        elif nom == "comment":
            self.reference = ""
