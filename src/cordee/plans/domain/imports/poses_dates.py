"""Dates on their way into a fiche."""

from __future__ import annotations

from datetime import date

from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.colonnes_cellules import CelluleIllisible, Valeur, lire_texte
from cordee.plans.domain.fiche import DateConnue
from cordee.plans.domain.imports import choix_cellules, dates
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.listes_cellules import COCHEES
from cordee.plans.domain.imports.messages import citer
from cordee.plans.domain.imports.montants import est_sans_montant
from cordee.plans.domain.imports.poses import Case, poser_ligne, poser_texte
from cordee.plans.domain.listes import Precision


def poser_debut(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Start. A whole period fills the end too when nothing else does."""
    _poser_dates(case, valeur, est_fin=False)


def poser_fin(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """End. « En continu » says that it comes back every year."""
    _poser_dates(case, valeur, est_fin=True)


def _poser_dates(case: Case, valeur: Valeur, *, est_fin: bool) -> None:
    try:
        periode = dates.lire_periode(valeur)
    except CelluleIllisible as erreur:
        if est_sans_montant(lire_texte(valeur)):
            return
        case.erreur(str(erreur))
        return
    if periode is None:
        return
    if periode.continu:
        case.fiche.amelioration_continue = True
    etendue = periode.debut is not None and periode.fin is not None and not _un_moment(periode)
    if etendue:
        case.avertir(f"{citer(lire_texte(valeur))} donne un début et une fin : les deux sont repris.")
    if not est_fin and periode.debut is None and periode.fin is not None:
        case.fiche.debut = dates.au_premier_jour(periode.fin)
    elif not est_fin or etendue:
        case.fiche.debut = periode.debut or case.fiche.debut
    if (est_fin or etendue) and not (periode.continu and periode.fin is None):
        case.fiche.fin = periode.fin or periode.debut


def _un_moment(periode: dates.Periode) -> bool:
    """A day, a month, a quarter or a year, not a stretch between two of them."""
    if periode.debut is None or periode.fin is None:
        return True
    duree = (periode.fin.jour - periode.debut.jour).days
    return duree <= {Precision.JOUR: 0, Precision.MOIS: 184, Precision.ANNEE: 366}[periode.debut.precision] and (
        periode.debut.jour.year == periode.fin.jour.year
    )


def poser_calendrier(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Calendar in words, and the dates that it says."""
    if isinstance(valeur, str | bool):
        texte = " ".join(lire_texte(valeur).split())
        texte = _annees_cochees(texte) or texte
        periode = dates.chercher_periode(texte)
        if len(texte) > CHAMPS["calendrier"].long_max:
            poser_texte(case, f"Calendrier : {texte}", ("description",))
        else:
            poser_ligne(case, texte, ("calendrier",))
    else:
        lue = dates.lire_periode(valeur)
        if lue is None:
            return
        periode = lue
        poser_ligne(case, lire_texte(valeur), ("calendrier",))
    if periode.continu:
        case.fiche.amelioration_continue = True
    case.fiche.debut = case.fiche.debut or periode.debut
    case.fiche.fin = case.fiche.fin or periode.fin


def _annees_cochees(texte: str) -> str:
    """`☐ 2024 ☒ 2025 ☒ 2026` is `2025 - 2026`."""
    annees = [mot for mot in choix_cellules.coches(texte) if mot.isdecimal()]
    if not any(signe in texte for signe in COCHEES) or not annees:
        return ""
    return annees[0] if len(annees) == 1 else f"{min(annees)} - {max(annees)}"


def poser_annee(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`annee:2025`: a box of a grid of years, ticked or filled in."""
    texte = lire_texte(valeur).strip()
    if texte in {"", "-", "–"} or normaliser(texte) in {"non", "0", "faux"}:
        return
    annee = int(details[0])
    fiche = case.fiche
    if fiche.debut is None or fiche.debut.jour.year > annee:
        fiche.debut = DateConnue(date(annee, 1, 1), Precision.ANNEE)
    if fiche.fin is None or fiche.fin.jour.year < annee:
        fiche.fin = DateConnue(date(annee, 12, 31), Precision.ANNEE)
    if len(texte) > 2 and normaliser(texte) not in {"oui", "vrai"}:
        poser_ligne(case, f"{annee} : {texte}", ("calendrier",))
