"""Dates on their way into a fiche."""

from __future__ import annotations

import re
from datetime import date

from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.colonnes_cellules import CelluleIllisible, Valeur, lire_texte
from cordee.plans.domain.fiche import DateConnue
from cordee.plans.domain.imports import choix_cellules, dates
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.listes_cellules import COCHEES, VIDES
from cordee.plans.domain.imports.messages import citer
from cordee.plans.domain.imports.montants import est_sans_montant
from cordee.plans.domain.imports.poses import Case, garder_en_mots, poser_ligne
from cordee.plans.domain.listes import Precision

MOTS_MAX = 300
"""Characters of words in place of a date."""
_EN_CHIFFRES = re.compile(r"\d\s*[/.-]\s*\d|^[\d\s.,]+$")
"""What was meant as a date: an impossible one stays an error."""


def poser_debut(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Start. A whole period fills the end too when nothing else does."""
    _poser_dates(case, valeur, est_fin=False)


def poser_fin(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """End. « En continu » says that it comes back every year."""
    _poser_dates(case, valeur, est_fin=True)


def _poser_dates(case: Case, valeur: Valeur, *, est_fin: bool) -> None:
    try:
        periode = dates.lire_periode(valeur) or dates.Periode()
    except CelluleIllisible as erreur:
        texte = " ".join(lire_texte(valeur).split())
        if est_sans_montant(texte):
            return
        if case.garde_les_mots and not _EN_CHIFFRES.search(texte) and len(texte) <= MOTS_MAX:
            case.avertir(f"{citer(texte)} n'est pas une date : ce texte est gardé dans le calendrier.")
            poser_ligne(case, texte, ("calendrier",))
            return
        case.erreur(str(erreur))
        if case.souple:
            poser_ligne(case, texte, ("calendrier",))
        return
    if periode.continu:
        case.fiche.amelioration_continue = True
    etendue = periode.debut is not None and periode.fin is not None and not _un_moment(periode.debut, periode.fin)
    if etendue and est_fin and case.fiche.debut is not None:
        etendue = False
        case.avertir(f"{citer(lire_texte(valeur))} donne aussi un début : celui de la colonne du début est gardé.")
    elif etendue:
        case.avertir(f"{citer(lire_texte(valeur))} donne un début et une fin : les deux sont repris.")
    if not est_fin and periode.debut is None and periode.fin is not None:
        case.fiche.debut = dates.au_premier_jour(periode.fin)
    elif not est_fin or etendue:
        case.fiche.debut = periode.debut or case.fiche.debut
    elif periode.fin is None and periode.debut is not None:  # « en continu depuis 2020 »
        case.fiche.debut = case.fiche.debut or periode.debut
        case.avertir(f"{citer(lire_texte(valeur))} donne un début et aucune fin : il est lu comme un début.")
    if (est_fin or etendue) and periode.fin is not None:
        case.fiche.fin = periode.fin


def _un_moment(debut: DateConnue, fin: DateConnue) -> bool:
    """A day, a month, a quarter or a year, not a stretch between two of them."""
    duree = (fin.jour - debut.jour).days
    return debut.jour.year == fin.jour.year and (
        duree <= {Precision.JOUR: 0, Precision.MOIS: 184, Precision.ANNEE: 366}[debut.precision]
    )


def poser_calendrier(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Calendar in words, and the dates that it says."""
    if isinstance(valeur, str):
        dit = " ".join(lire_texte(valeur).split())
        texte = _sans_les_cases_vides(dit)
        if dit and not texte:
            case.avertir("Rien n'est coché dans le calendrier : choisissez les dates dans la fiche.")
            case.lecture.non_repris.append((case.lieu, dit))
        periode = dates.chercher_periode(texte)
    else:  # a yes is no date, and is refused as such
        texte = lire_texte(valeur)
        periode = dates.lire_periode(valeur) or dates.Periode()
    if len(texte) > CHAMPS["calendrier"].long_max:
        garder_en_mots(case, "Calendrier", texte)
    else:
        poser_ligne(case, texte, ("calendrier",))
    if periode.continu:
        case.fiche.amelioration_continue = True
    case.fiche.debut = case.fiche.debut or periode.debut
    case.fiche.fin = case.fiche.fin or periode.fin


_CASES = re.compile(f"[{COCHEES}{VIDES}]")


def _sans_les_cases_vides(texte: str) -> str:
    """`☐ 2024 ☒ 2025 ☒ 2026` is `2025 - 2026`; the words before the boxes stay."""
    if not choix_cellules.a_des_cases(texte):
        return texte
    coches = choix_cellules.coches(texte)
    annees = coches and all(mot.isdecimal() for mot in coches)
    dit = " - ".join(dict.fromkeys((min(coches), max(coches)))) if annees else ", ".join(coches)
    return f"{_CASES.split(texte)[0].strip()} {dit}".strip()


def poser_annee(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`annee:2025`, `annee:2025:t1`: a box of a grid of years or of their parts, ticked or filled in."""
    texte = lire_texte(valeur).strip()
    if texte in {"", "-", "–"} or normaliser(texte) in {"non", "0", "faux"}:
        return
    annee = int(details[0])
    fiche = case.fiche
    debut, fin = DateConnue(date(annee, 1, 1), Precision.ANNEE), DateConnue(date(annee, 12, 31), Precision.ANNEE)
    if details[1:]:
        bout = dates.chercher_periode(f"{details[1]} {annee}")
        debut, fin = bout.debut or debut, bout.fin or fin
    if fiche.debut is None or fiche.debut.jour > debut.jour:
        fiche.debut = debut
    if fiche.fin is None or fiche.fin.jour < fin.jour:
        fiche.fin = fin
    if len(texte) > 2 and normaliser(texte) not in {"oui", "vrai"}:
        poser_ligne(case, f"{annee} : {texte}", ("calendrier",))
