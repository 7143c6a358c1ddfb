"""A checklist in one cell, as the national platform exports it: `Audit : réalisé`, a line each."""

from __future__ import annotations

import re

from cordee.plans.domain.colonnes_cellules import Valeur, lire_texte
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports import choix_cellules
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.poses import Case, poser_texte, poser_titre
from cordee.plans.domain.listes import StatutFiche

_ETAPE = re.compile(r"^(?:[-–•*]\s*)?(\S.*?)\s*:\s*([^:]{3,40})$")
_COCHE = {
    "realise": StatutFiche.REALISE,
    "realisee": StatutFiche.REALISE,
    "non realise": StatutFiche.A_VENIR,
    "non realisee": StatutFiche.A_VENIR,
}


def poser_etapes(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Sous-fiches, when each line is a name and how it stands; else a text that tells the work."""
    lignes = [ligne.strip() for ligne in lire_texte(valeur).split("\n") if ligne.strip()]
    etapes = [etape for ligne in lignes if (etape := _lire(ligne)) is not None]
    if len(etapes) < len(lignes):
        poser_texte(case, valeur, ("description",))
        return
    for titre, statut in etapes:
        sous = FicheComplete("", statut=statut)
        case.lecture.origines[id(sous)] = case.lieu
        poser_titre(Case(sous, case.lecture, case.lieu, souple=case.souple), titre, ())
        case.fiche.sous_fiches.append(sous)


def _lire(ligne: str) -> tuple[str, StatutFiche] | None:
    trouve = _ETAPE.match(ligne)
    if trouve is None:
        return None
    statut = _COCHE.get(normaliser(trouve[2])) or choix_cellules.lire_statut(trouve[2]).statut
    return (trouve[1], statut) if statut is not None else None
