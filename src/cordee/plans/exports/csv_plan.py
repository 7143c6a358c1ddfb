"""CSV of the fiches of a plan, for spreadsheets set in French: semicolons, UTF-8 with its mark, decimal commas.

A text that begins like a formula gets an apostrophe before it: opened in a spreadsheet, it stays a text.
"""

from __future__ import annotations

import csv
import io
from datetime import date

from cordee.plans.domain.colonnes import ecrire_plan, fiches_du_plan
from cordee.plans.domain.colonnes_cellules import Valeur
from cordee.plans.domain.colonnes_feuilles import FICHES
from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.listes import UniteBudget
from cordee.plans.exports.bilan import lignee
from cordee.plans.exports.montants import total_budget

MARQUE_UTF8 = "\ufeff"
DANGEREUX = ("=", "+", "-", "@", "\t", "\r")
SOMMES = tuple((unite, reel) for unite in UniteBudget for reel in (False, True))


def csv_du_plan(plan: PlanComplet) -> bytes:
    """A row a fiche or sous-fiche, with the columns of our spreadsheet then the totals of its budget."""
    lignes = ecrire_plan(plan)[FICHES]
    gardees = [rang for rang, entete in enumerate(lignes[0]) if not str(entete).startswith("Repère")]
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    sommes = [f"Budget {'dépensé' if reel else 'prévu'}, {unite.libelle}" for unite, reel in SOMMES]
    ecrivain.writerow([*(cellule(lignes[0][rang]) for rang in gardees), *sommes])
    fiches = [membre for fiche in fiches_du_plan(plan) for membre in lignee(fiche)]
    for ligne, fiche in zip(lignes[1:], fiches, strict=True):
        ecrivain.writerow([*(cellule(ligne[rang]) for rang in gardees), *_sommes(fiche)])
    return (MARQUE_UTF8 + tampon.getvalue()).encode("utf-8")


def _sommes(fiche: FicheComplete) -> list[str]:
    totaux = (total_budget(fiche.budgets, unite, reel=reel) for unite, reel in SOMMES)
    return ["" if total is None else f"{total:.2f}".replace(".", ",") for total in totaux]


def cellule(valeur: Valeur) -> str:
    """Text of a cell: `12,5`, `31/12/2026`, and never a formula."""
    if valeur is None:
        return ""
    if isinstance(valeur, date):
        return f"{valeur.day:02d}/{valeur.month:02d}/{valeur.year}"
    if isinstance(valeur, int | float):
        return str(valeur).replace(".", ",")
    texte = str(valeur)
    return f"'{texte}" if texte.startswith(DANGEREUX) else texte
