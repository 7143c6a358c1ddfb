"""CSV of the fiches of a plan, for spreadsheets set in French: semicolons, UTF-8 with its mark, decimal commas.

A text that begins like a formula gets an apostrophe before it: opened in a spreadsheet, it stays a text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from datetime import date, datetime

from cordee.plans.domain.colonnes import ecrire_plan, fiches_du_plan
from cordee.plans.domain.colonnes_cellules import Valeur
from cordee.plans.domain.colonnes_feuilles import FICHES, PLAN_DU_RECUEIL, entete_axe
from cordee.plans.domain.faits import lignee
from cordee.plans.domain.fiche import PlanComplet
from cordee.plans.domain.formats import Options
from cordee.plans.exports.csv_colonnes import colonnes_ajoutees

MARQUE_UTF8 = "\ufeff"
DANGEREUX = ("=", "+", "-", "@", "\t", "\r")
NOMBRE = re.compile(r"-?\d+(,\d+)?")


def csv_du_plan(plan: PlanComplet, options: Options | None = None, seules: Collection[int] | None = None) -> bytes:
    """A row a fiche or sous-fiche, with the columns of our spreadsheet then those of `csv_colonnes`. `plan` holds what
    the options keep; `seules` are the fiches that have a row, all of them when None:
    a sous-fiche says the titles above it in its own row."""
    lignes = ecrire_plan(plan)[FICHES]
    if plan.recueil:  # it has no sheet to say so: the header of its plans does
        lignes[0] = [PLAN_DU_RECUEIL if entete == entete_axe(1) else entete for entete in lignes[0]]
    gardees = [rang for rang, entete in enumerate(lignes[0]) if not str(entete).startswith("Repère")]
    fiches = [membre for fiche in fiches_du_plan(plan) for membre in lignee(fiche)]
    ajoutees = colonnes_ajoutees(fiches, options or Options())
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow([*(cellule(lignes[0][rang]) for rang in gardees), *(colonne.entete for colonne in ajoutees)])
    for ligne, fiche in zip(lignes[1:], fiches, strict=True):
        if seules is not None and fiche.ref not in seules:
            continue
        plus = (cellule(colonne.ecrire(fiche)) for colonne in ajoutees)
        ecrivain.writerow([*(cellule(ligne[rang]) for rang in gardees), *plus])
    return (MARQUE_UTF8 + tampon.getvalue()).encode("utf-8")


def cellule(valeur: Valeur) -> str:
    """Text of a cell: `12,5`, `31/12/2026`, and never a formula."""
    if valeur is None:
        return ""
    if isinstance(valeur, datetime):
        return f"{valeur:%d/%m/%Y %H:%M}"
    if isinstance(valeur, date):
        return f"{valeur.day:02d}/{valeur.month:02d}/{valeur.year}"
    if isinstance(valeur, int | float):
        return str(valeur).replace(".", ",")
    texte = str(valeur)
    return f"'{texte}" if texte.startswith(DANGEREUX) and not NOMBRE.fullmatch(texte) else texte
