"""The table of the leviers as CSV and XLSX: objective, what fiches bring, coverage, a row a levier."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import xlsxwriter

from cordee.plans.domain.couverture import Couverture, LevierCouvert, Taux
from cordee.plans.domain.trajectoire import Releve, signe
from cordee.plans.exports.mosaique import dire_taux, dire_tonnes
from cordee.plans.exports.repartition import ecrire_csv

ENTETES = (
    "Secteur", "Levier", "Indicateurs", "2019 (kteq CO2)", "2030 (kteq CO2)", "Part régionale (%)",
    "Objectif (kteq CO2)", "Effort (t CO2e/an)", "Apport des fiches (t CO2e/an)", "Apport au moins", "Apport au plus",
    "Couverture (%)", "Couverture au moins (%)", "Couverture au plus (%)", "Fiches chiffrées", "Fiches sans chiffre",
    "Valeurs manquantes",
)  # fmt: skip
Cellule = str | float | int


def repondre(couverture: Couverture) -> tuple[str, str]:
    """The answer: what stands out, then the rest."""
    taux = couverture.taux
    if taux is None:
        return "Objectifs de 2030 à renseigner", " : sans eux, rien ne dit ce que les fiches doivent apporter."
    apport = float(couverture.apport.central)
    if not apport:
        return (
            "Rien n'est encore chiffré",
            f" sur les {dire_tonnes(couverture.effort)} à gagner chaque année d'ici 2030.",
        )
    reste = couverture.effort - apport
    suite = f" ; il reste {dire_tonnes(reste)} à trouver." if reste > 0 else " : les fiches y suffisent."
    return f"{dire_taux(taux)} de l'effort de 2030", f" couvert par des fiches chiffrées{suite}"


def lignes_des_leviers(couverture: Couverture, releves: Mapping[str, Releve]) -> list[list[Cellule]]:
    """A row a levier, in the order of the list; what is not known is empty."""
    return [
        [secteur.objectif.nom, *_ligne(levier, releves)]
        for secteur in couverture.secteurs
        for levier in secteur.leviers
    ]


def _ligne(levier: LevierCouvert, releves: Mapping[str, Releve]) -> Iterable[Cellule]:
    objectif, apport = levier.objectif, levier.apport
    return [
        objectif.nom,
        " + ".join(objectif.base),
        _somme(objectif.base, releves, "depart"),
        _somme(objectif.base, releves, "but"),
        _ou_vide(objectif.part),
        _ou_vide(objectif.objectif),
        _ou_vide(objectif.effort, 1),
        *(round(float(tonnes), 2) for tonnes in (apport.central, apport.bas, apport.haut)),
        *_taux(levier.taux),
        len(levier.chiffrees),
        len(levier.sans_chiffre),
        ", ".join(objectif.manquants),
    ]


def _somme(base: Iterable[str], releves: Mapping[str, Releve], bout: str) -> Cellule:
    nombres = [(i, getattr(releves.get(i, Releve()), bout)) for i in base]
    connus = [signe(i) * nombre.valeur for i, nombre in nombres if nombre is not None]
    return round(sum(connus), 2) if connus else ""


def _ou_vide(valeur: float | None, decimales: int = 2) -> Cellule:
    return "" if valeur is None else round(valeur, decimales)


def _taux(taux: Taux | None) -> list[Cellule]:
    if taux is None:
        return ["", "", ""]
    return [round(part, 1) for part in (taux.central, taux.bas, taux.haut)]


def csv_des_leviers(couverture: Couverture, releves: Mapping[str, Releve]) -> bytes:
    """For spreadsheets set in French."""
    return ecrire_csv([ENTETES, *lignes_des_leviers(couverture, releves)])


def classeur_des_leviers(couverture: Couverture, releves: Mapping[str, Releve], sources: Iterable[str]) -> bytes:
    """Two sheets: the leviers, and where the numbers come from."""
    tampon = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(tampon, options) as classeur:
        classeur.set_properties({"title": "Leviers de la trajectoire", "author": "Cordée"})
        gras = classeur.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        feuille = classeur.add_worksheet("Leviers")
        feuille.write_row(0, 0, ENTETES, gras)
        for rang, ligne in enumerate(lignes_des_leviers(couverture, releves), 1):
            feuille.write_row(rang, 0, ligne)
        for colonne in range(len(ENTETES)):
            feuille.set_column(colonne, colonne, (14, 44, 18, 0)[min(colonne, 3)] or 13)
        feuille.freeze_panes(1, 2)
        feuille.autofilter(0, 0, len(couverture.leviers), len(ENTETES) - 1)
        notes = classeur.add_worksheet("Sources")
        notes.set_column(0, 0, 110)
        for rang, phrase in enumerate(sources):
            notes.write(rang, 0, phrase)
    return tampon.getvalue()
