"""Files that leave the indicateurs. They take prepared data and never query."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter

BOM = "\ufeff"
FORMULES = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts with one of these would be run as a formula by a spreadsheet."""
ENTETES = ("Identifiant", "Nom", "Indicateur parent", "Unité", "Commentaire", "Source")
LARGEURS = (14, 60, 40, 16, 40, 24)
Cellule = str | float | None


@dataclass(frozen=True)
class LigneExport:
    """One indicateur and one source, with its numbers by year, and what applications above say of it."""

    identifiant: str
    titre: str
    parent: str
    unite: str
    commentaire: str
    source: str
    resultats: Mapping[int, float]
    objectifs: Mapping[int, float]
    complements: Mapping[str, str] = field(default_factory=dict)


def _tableau(lignes: Sequence[LigneExport]) -> tuple[list[str], list[list[Cellule]]]:
    """Headers and rows: only the complements that say something, and the years that have a number, résultats then
    objectifs of each."""
    resultats = {annee for ligne in lignes for annee in ligne.resultats}
    objectifs = {annee for ligne in lignes for annee in ligne.objectifs}
    dits = list(dict.fromkeys(nom for ligne in lignes for nom, mots in ligne.complements.items() if mots))
    entetes = [*ENTETES, *dits]
    for annee in sorted(resultats | objectifs):
        entetes += [f"{annee} Résultat"] * (annee in resultats) + [f"{annee} Objectif"] * (annee in objectifs)
    rangees: list[list[Cellule]] = []
    for ligne in lignes:
        rangee: list[Cellule] = [
            ligne.identifiant, ligne.titre, ligne.parent, ligne.unite, ligne.commentaire, ligne.source,
            *(ligne.complements.get(nom, "") for nom in dits),
        ]  # fmt: skip
        for annee in sorted(resultats | objectifs):
            rangee += [ligne.resultats.get(annee)] * (annee in resultats)
            rangee += [ligne.objectifs.get(annee)] * (annee in objectifs)
        rangees.append(rangee)
    return entetes, rangees


def ecrire_csv(lignes: Sequence[LigneExport]) -> bytes:
    """As French spreadsheets open it with a double click: UTF-8 with BOM, semicolons, decimal commas."""
    entetes, rangees = _tableau(lignes)
    tampon = io.StringIO()
    sortie = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    sortie.writerow(entetes)
    sortie.writerows([_ecrire(cellule) for cellule in rangee] for rangee in rangees)
    return (BOM + tampon.getvalue()).encode()


def _ecrire(cellule: Cellule) -> str:
    if cellule is None:
        return ""
    if isinstance(cellule, str):
        return f"'{cellule}" if cellule.startswith(FORMULES) else cellule
    texte = f"{cellule:.6f}".rstrip("0").rstrip(".").replace(".", ",")
    return "0" if texte == "-0" else texte


def ecrire_xlsx(lignes: Sequence[LigneExport]) -> bytes:
    """One sheet with a frozen header and true numbers; no text is ever a formula."""
    entetes, rangees = _tableau(lignes)
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(
        tampon, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as classeur:
        feuille = classeur.add_worksheet("Indicateurs")
        gras = classeur.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        feuille.freeze_panes(1, 2)
        for colonne, entete in enumerate(entetes):
            autre = 12 if entete[:4].isdigit() else 30
            feuille.set_column(colonne, colonne, LARGEURS[colonne] if colonne < len(LARGEURS) else autre)
        feuille.write_row(0, 0, entetes, gras)
        for numero, rangee in enumerate(rangees, start=1):
            for colonne, cellule in enumerate(rangee):
                if isinstance(cellule, str):
                    feuille.write_string(numero, colonne, cellule)
                elif cellule is not None:
                    feuille.write_number(numero, colonne, cellule)
        feuille.autofilter(0, 0, max(len(rangees), 1), len(entetes) - 1)
    return tampon.getvalue()
