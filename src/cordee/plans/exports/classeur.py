"""XLSX of a plan: readable by people, read back by the import without loss (`domain.colonnes`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.colonnes import Feuilles, ecrire_plan
from cordee.plans.domain.colonnes_cellules import Valeur
from cordee.plans.domain.colonnes_feuilles import (
    AXES,
    CHAMPS_AXES,
    CLES_TABLES,
    COLONNES,
    FICHES,
    INFORMATIVES,
    MARQUE,
    PLAN,
    PLANS,
    SUITES,
    TABLES,
)
from cordee.plans.domain.colonnes_plan import CHAMPS_PLAN, TABLES_PLAN
from cordee.plans.domain.fiche import PlanComplet

ENCRE, PAPIER, EPICEA, FILET = "#1b292c", "#f8f5ee", "#1d5240", "#ddd6c7"
BANDES = {
    "place": "#1d5240",
    "presentation": "#265673",
    "objectifs": "#8a4f04",
    "acteurs": "#435257",
    "modalites": "#265673",
    "classement": "#435257",
    "liens": "#8a4f04",
    "trace": ENCRE,
    "champs": "#5c3d66",
}
"""Colour of the headers of each band of columns: white text on each is above 4.5:1."""
FORMATS = {
    "montant": "#,##0.00",
    "taux": "0.0%",
    "date": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
    "nombre": "General",
    "entier": "0",
}
TECHNIQUES = 13
"""Width of the technical columns, shown in grey."""
LISTE_MAX = 255
"""Characters of the words of a list that Excel keeps in a cell."""
A_AJOUTER = 300
"""Rows below the last one where a list is proposed too."""
DU_PLAN = tuple(table.feuille for table in TABLES_PLAN)
HAUTEUR_MAX = 120
"""Points: a row grows with its text up to here, the rest is read in the cell."""


def classeur_du_plan(plan: PlanComplet) -> bytes:
    """Bytes of the XLSX of the plan."""
    return _ecrire(ecrire_plan(plan), plan.nom)


def _ecrire(feuilles: Feuilles, titre: str) -> bytes:
    tampon = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(tampon, options) as classeur:
        classeur.set_properties({"title": titre[:250], "author": "Cordée"})
        _Ecriture(classeur).toutes(feuilles)
    return tampon.getvalue()


class _Ecriture:
    def __init__(self, classeur: Any) -> None:
        self.classeur = classeur
        self.formats = {
            nom: self._format({"num_format": code} if code else {})
            for nom, code in {**FORMATS, "texte": "", "gris": ""}.items()
        }
        self.formats["gris"].set_font_color("#7d7566")
        self.formats["libelle"] = self._format({"bold": True})

    def _format(self, plus: dict[str, Any]) -> Any:
        base = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True, "font_color": ENCRE}
        return self.classeur.add_format({**base, "bottom": 1, "bottom_color": FILET, **plus})

    def _entete(self, fond: str) -> Any:
        return self.classeur.add_format({
            "bold": True, "font_name": "Calibri", "font_size": 10, "font_color": "#ffffff", "bg_color": fond,
            "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#ffffff",
        })  # fmt: skip

    def toutes(self, feuilles: Feuilles) -> None:
        """Every sheet, « Fiches » opened first."""
        for nom, lignes in feuilles.items():
            feuille = self.classeur.add_worksheet(nom)
            if nom in (SUITES, MARQUE):
                self._brute(feuille, lignes)
                feuille.very_hidden()
                continue
            colonnes = _colonnes(nom, [str(entete) for entete in lignes[0]])
            self._tableau(feuille, lignes, colonnes)
            _proposer(feuille, nom, [str(entete) for entete in lignes[0]], len(lignes) + A_AJOUTER)
            _imprimer(feuille, nom, len(lignes), len(colonnes))
            if nom == FICHES:
                feuille.activate()
                feuille.set_first_sheet()

    def _brute(self, feuille: Any, lignes: list[list[Valeur]]) -> None:
        for rang, ligne in enumerate(lignes):
            for colonne, valeur in enumerate(ligne):
                self._cellule(feuille, rang, colonne, valeur, None)

    def _tableau(self, feuille: Any, lignes: list[list[Valeur]], colonnes: list[tuple[str, str, int]]) -> None:
        entetes = {couleur: self._entete(couleur) for couleur in {fond for _, fond, _ in colonnes}}
        for colonne, (_, fond, largeur) in enumerate(colonnes):
            feuille.set_column(colonne, colonne, largeur)
            feuille.write_string(0, colonne, str(lignes[0][colonne]), entetes[fond])
        feuille.set_row(0, 44)
        formats = [self.formats[nom] for nom, _, _ in colonnes]
        for rang, ligne in enumerate(lignes[1:], 1):
            for colonne, valeur in enumerate(ligne):
                self._cellule(feuille, rang, colonne, valeur, formats[colonne])
            feuille.set_row(rang, _hauteur(ligne, [largeur for _, _, largeur in colonnes]))

    def _cellule(self, feuille: Any, rang: int, colonne: int, valeur: Valeur, style: Any) -> None:
        if valeur is None or valeur == "":
            feuille.write_blank(rang, colonne, None, style)
        elif isinstance(valeur, str):
            feuille.write_string(rang, colonne, valeur, style)
        elif isinstance(valeur, date):
            date_style = self.formats["moment" if isinstance(valeur, datetime) else "date"]
            feuille.write_datetime(rang, colonne, valeur, date_style)
        elif isinstance(valeur, int | float):
            # A year in a column of dates stays a year.
            style = self.formats["entier"] if style is self.formats["date"] else style
            feuille.write_number(rang, colonne, valeur, style)


def _colonnes(nom: str, entetes: list[str]) -> list[tuple[str, str, int]]:
    """Format, colour and width of each column of a sheet."""
    if nom == PLAN:
        return [("libelle", EPICEA, 30), ("texte", EPICEA, 90)]
    if nom == FICHES:
        connues = {c.entete: (c.format, BANDES[c.groupe], c.largeur) for c in (*COLONNES, *INFORMATIVES)}
        place, ajoute = ("texte", BANDES["place"], 28), ("texte", BANDES["champs"], 24)
        premiere = entetes.index(COLONNES[0].entete) if COLONNES[0].entete in entetes else len(entetes)
        return [
            connues.get(entete)
            or (("gris", ENCRE, TECHNIQUES) if entete.startswith("Repère") else place if rang < premiere else ajoute)
            for rang, entete in enumerate(entetes)
        ]
    champs = {
        AXES: CHAMPS_AXES,
        PLANS: CHAMPS_PLAN,
        **{table.feuille: (*CLES_TABLES, *table.champs) for table in TABLES},
        **{table.feuille: table.champs for table in TABLES_PLAN},
    }
    largeurs = {c.entete: (c.codec.format, EPICEA, c.largeur) for c in champs.get(nom, CLES_TABLES)}
    defaut = ("nombre", EPICEA, 16)
    return [("gris", ENCRE, TECHNIQUES) if e.startswith("Repère") else largeurs.get(e, defaut) for e in entetes]


def _proposer(feuille: Any, nom: str, entetes: list[str], bas: int) -> None:
    """The words of the closed lists, to choose from. What is typed otherwise is let through: the import says it."""
    mots = _mots_des_fiches() if nom == FICHES else _mots_de_la_table(nom)
    for colonne, entete in enumerate(entetes):
        proposes = mots.get(entete, ())
        if proposes and len(",".join(proposes)) <= LISTE_MAX and not any("," in mot for mot in proposes):
            regle = {
                "validate": "list", "source": list(proposes),
                "error_type": "warning", "error_title": "Hors de la liste",
                "error_message": "L'import ne connaît que les mots de la liste.",
            }  # fmt: skip
            feuille.data_validation(1, colonne, bas, colonne, regle)


def _mots_des_fiches() -> dict[str, tuple[str, ...]]:
    champs = {colonne.entete: CHAMPS[colonne.cle] for colonne in COLONNES if colonne.cle in CHAMPS}
    return {
        entete: ("Oui", "Non") if champ.nature == "oui_non" else tuple(m.libelle for m in champ.choix or ())
        for entete, champ in champs.items()
    }


def _mots_de_la_table(nom: str) -> dict[str, tuple[str, ...]]:
    champs = {table.feuille: table.champs for table in TABLES}.get(nom, ())
    return {champ.entete: champ.codec.mots for champ in champs}


def _hauteur(ligne: Iterable[Valeur], largeurs: list[int]) -> float:
    """Points for the tallest text of the row."""
    lignes = 1
    for valeur, largeur in zip(ligne, largeurs, strict=False):
        if isinstance(valeur, str) and (len(valeur) > largeur or "\n" in valeur):
            lignes = max(lignes, sum(1 + len(bout) // (largeur + 1) for bout in valeur.split("\n")))
    return min(HAUTEUR_MAX, 3 + 13.5 * lignes)


def _imprimer(feuille: Any, nom: str, lignes: int, colonnes: int) -> None:
    feuille.hide_gridlines(2)
    feuille.set_landscape()
    feuille.set_paper(8 if nom == FICHES else 9)  # A3, A4
    feuille.fit_to_pages(1, 0)
    feuille.repeat_rows(0)
    feuille.set_footer("&L&A&RPage &P sur &N")
    if nom == PLAN:
        feuille.freeze_panes(1, 0)
        return
    feuille.freeze_panes(1, {FICHES: 5, AXES: 1, PLANS: 1, **dict.fromkeys(DU_PLAN, 1)}.get(nom, 3))
    feuille.autofilter(0, 0, max(lignes - 1, 1), colonnes - 1)
