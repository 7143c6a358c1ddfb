"""Files of a démarche PCAET: open data, spreadsheet of a table, report in Word. They take prepared data."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from cordee.outils.dates import jour_long
from cordee.outils.texte import typographier
from cordee.plans.domain.pcaet import CHAMPS, Grille, Tableau
from cordee.plans.exports.word import Document

BOM = "\ufeff"
FORMULES = ("=", "+", "-", "@", "\t", "\r")


def ecrire_entetes(lignes: Iterable[Mapping[str, object]]) -> bytes:
    """The national « Entête » as CSV: UTF-8 with BOM, semicolons, one row a démarche."""
    tampon = StringIO()
    sortie = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    sortie.writerow(CHAMPS)
    sortie.writerows([_cellule(ligne[champ]) for champ in CHAMPS] for ligne in lignes)
    return (BOM + tampon.getvalue()).encode()


def _cellule(valeur: object) -> str:
    """A text is never taken for a formula; line breaks are spaces, a row stays a row."""
    if valeur is None:
        return ""
    texte = " ".join(str(valeur).split())
    return f"'{texte}" if texte.startswith(FORMULES) else texte


def ecrire_json(document: Mapping[str, Any]) -> bytes:
    """A JSON document in UTF-8, indented."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def classeur_du_volet(tableau: Tableau, grille: Grille, titre: str) -> bytes:
    """The table as a spreadsheet to fill and to import back: a group, a line, then the years."""
    tampon = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(tampon, options) as classeur:
        classeur.set_properties({"title": titre[:250], "author": "Cordée"})
        entete = classeur.add_format({"bold": True, "bg_color": "#1d5240", "font_color": "#ffffff", "text_wrap": True})
        nombre = classeur.add_format({"num_format": "#,##0.####"})
        feuille = classeur.add_worksheet(tableau.volet.libelle[:31])
        groupes = any(groupe.titre for groupe in grille.groupes)
        noms = [*(["Groupe"] if groupes else []), f"Ligne ({tableau.unite})"]
        for colonne, texte in enumerate([*noms, *(c.titre for c in grille.colonnes)]):
            feuille.write(0, colonne, texte, entete)
        rang = 0
        for groupe in grille.groupes:
            for rangee in groupe.rangees:
                rang += 1
                for colonne, texte in enumerate([*([groupe.titre] if groupes else []), rangee.ligne.libelle]):
                    feuille.write_string(rang, colonne, texte)
                for colonne, case in enumerate(rangee.cases, start=len(noms)):
                    if case.valeur is not None:
                        feuille.write_number(rang, colonne, float(case.valeur), nombre)
        feuille.set_column(0, len(noms) - 1, 34)
        feuille.set_column(len(noms), len(noms) + len(grille.colonnes), 15)
        feuille.freeze_panes(1, len(noms))
    return tampon.getvalue()


@dataclass(frozen=True, slots=True)
class BilanImprimable:
    """A report ready to be written. `depose_le` None: still a draft."""

    titre: str
    demarche: str
    collectivite: str
    arrete_au: date
    sections: Sequence[tuple[str, str]]
    adopte_le: date | None = None
    depose_le: date | None = None


def bilan_en_docx(bilan: BilanImprimable) -> bytes:
    """The report as a Word document: a title, what it is about, its sections."""
    document = Document(typographier(bilan.titre), bilan.collectivite, typographier(bilan.demarche))
    document.paragraphe(typographier(bilan.titre), "Title")
    document.paragraphe(typographier(f"{bilan.demarche}, {bilan.collectivite}"), "Subtitle")
    faits = [f"Chiffres arrêtés au {jour_long(bilan.arrete_au)}"]
    if bilan.adopte_le:
        faits.append(f"plan adopté le {jour_long(bilan.adopte_le)}")
    faits.append(f"déposé le {jour_long(bilan.depose_le)}" if bilan.depose_le else "projet, non déposé")
    document.paragraphe(typographier(", ".join(faits)) + ".")
    for titre, texte in bilan.sections:
        document.titre(typographier(titre), 2)
        for ligne in texte.splitlines():
            puce = ligne.startswith("- ")
            propre = typographier(ligne.removeprefix("- ").strip())
            if propre:
                document.paragraphe(propre, "List Bullet" if puce else None)
    return document.octets()
