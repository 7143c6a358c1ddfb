"""The header band of a printed fiche: its marks and its sectors with their pictograms; whom it is for."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports.choix_cellules import PUBLICS_VISES, lire_codes
from cordee.plans.domain.listes import CategoriePerimetre, Cible, Genre, Secteur


@dataclass(frozen=True, slots=True)
class Case:
    """A box, ticked or not, and what is known of the amount. `picto`: name of its pictogram, if any."""

    libelle: str
    cochee: bool
    detail: str = ""
    picto: str = ""


def categories(fiche: FicheComplete) -> tuple[Case, ...]:
    """The three marks, ticked or not."""
    cochees = {str(code) for code in fiche.classements.get(Genre.CATEGORIE, ())}
    return tuple(
        Case(categorie.libelle, str(categorie) in cochees, picto=str(categorie)) for categorie in CategoriePerimetre
    )


def secteurs(fiche: FicheComplete) -> tuple[Case, ...]:
    """The regulated sectors of the fiche: drawn in the band, written in words further down."""
    codes = {str(code) for code in fiche.classements.get(Genre.SECTEUR, ())}
    return tuple(Case(secteur.libelle, True, picto=str(secteur)) for secteur in Secteur if str(secteur) in codes)


def public_cible(fiche: FicheComplete) -> list[str]:
    """The words of the fiche, then the publics of the list that these words do not name."""
    codes = fiche.classements.get(Genre.CIBLE, ())
    dits = lire_codes(fiche.public_cible, Genre.CIBLE).codes if fiche.public_cible else []
    restes = [code for code in codes if code not in dits]
    vises = ", ".join(Cible.libelle_de(str(code), str(code)) for code in restes)
    if not fiche.public_cible or not vises:
        return [fiche.public_cible or vises]
    return [fiche.public_cible, f"{PUBLICS_VISES} : {vises}"]
