"""A table of the dossier laid out for the screen and for a spreadsheet: groups of lines, columns of years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from cordee.plans.domain.pcaet.completude import Cle, Valeurs, annee_de_reference
from cordee.plans.domain.pcaet.volets import LONG_TERME, AnneesObjectifs, Ligne, Nature, Tableau

RECUL = 2
"""Years before the current one that a first constat is about, when nobody entered any: statistics take that long."""


@dataclass(frozen=True, slots=True)
class Colonne:
    """A year of constat or of objectives."""

    nature: Nature
    annee: int

    @property
    def titre(self) -> str:
        """`Diagnostic 2019`, `Objectif 2030`: read back by an import."""
        return f"{'Diagnostic' if self.nature is Nature.CONSTAT else 'Objectif'} {self.annee}"

    @property
    def code(self) -> str:
        """`constat-2019`: name of the column in a form."""
        return f"{self.nature}-{self.annee}"


@dataclass(frozen=True, slots=True)
class Case:
    """One cell."""

    colonne: Colonne
    cle: Cle
    valeur: Decimal | None

    @property
    def nom(self) -> str:
        """Name of the field of a form: `v-nox.dechets-constat-2019`."""
        return f"v-{self.cle[0]}-{self.colonne.code}"


@dataclass(frozen=True, slots=True)
class Rangee:
    """One line with its cells."""

    ligne: Ligne
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Groupe:
    """Lines under one heading (a pollutant, an energy), or without any."""

    titre: str
    rangees: tuple[Rangee, ...]


@dataclass(frozen=True, slots=True)
class Grille:
    """The whole table; `totaux` are those of the columns, None for an empty one or when adding means nothing."""

    colonnes: tuple[Colonne, ...]
    groupes: tuple[Groupe, ...]
    totaux: tuple[Decimal | None, ...]

    def cases(self) -> Iterable[Case]:
        """Every cell, line by line."""
        return (case for groupe in self.groupes for rangee in groupe.rangees for case in rangee.cases)


def colonnes_de(
    tableau: Tableau,
    valeurs: Valeurs,
    *,
    annee_courante: int,
    annees: AnneesObjectifs = LONG_TERME,
    en_plus: Colonne | None = None,
) -> list[Colonne]:
    """Years that have a value, the reference one (two years ago when none), the objectives, and the column asked
    for."""
    constats = {annee for _, nature, annee in valeurs if nature is Nature.CONSTAT}
    objectifs = {annee for _, nature, annee in valeurs if nature is Nature.OBJECTIF}
    constats.add(annee_de_reference(tableau, valeurs) or annee_courante - RECUL)
    if tableau.objectifs != "aucun":
        objectifs.update(tableau.annees(annees).toutes)
    if en_plus is not None:
        (constats if en_plus.nature is Nature.CONSTAT else objectifs).add(en_plus.annee)
    if tableau.objectifs == "aucun":
        objectifs.clear()
    return [Colonne(Nature.CONSTAT, annee) for annee in sorted(constats)] + [
        Colonne(Nature.OBJECTIF, annee) for annee in sorted(objectifs)
    ]


def composer_grille(
    tableau: Tableau,
    valeurs: Valeurs,
    *,
    annee_courante: int,
    annees: AnneesObjectifs = LONG_TERME,
    en_plus: Colonne | None = None,
) -> Grille:
    """Lays a table out. Totals add up one unit; pollutants are not added together."""
    colonnes = tuple(colonnes_de(tableau, valeurs, annee_courante=annee_courante, annees=annees, en_plus=en_plus))
    groupes = tuple(
        Groupe(titre, tuple(_rangee(ligne, colonnes, valeurs) for ligne in lignes))
        for titre, lignes in groupby(tableau.lignes, key=lambda ligne: ligne.groupe)
    )
    s_ajoutent = not any(ligne.poste and ligne.secteur for ligne in tableau.lignes) and bool(tableau.lignes)
    totaux = tuple(_total(valeurs, colonne) if s_ajoutent else None for colonne in colonnes)
    return Grille(colonnes, groupes, totaux)


def grille_lue(tableau: Tableau, valeurs: Valeurs) -> Grille:
    """The table as it is read: the columns and the lines that hold a value, constats first."""
    colonnes = tuple(sorted({Colonne(nature, annee) for _, nature, annee in valeurs}, key=lambda c: c.code))
    remplies = {cle for cle, _, _ in valeurs}
    lignes = [ligne for ligne in tableau.lignes if ligne.cle in remplies]
    groupes = tuple(
        Groupe(titre, tuple(_rangee(ligne, colonnes, valeurs) for ligne in du_groupe))
        for titre, du_groupe in groupby(lignes, key=lambda ligne: ligne.groupe)
    )
    return Grille(colonnes, groupes, (None,) * len(colonnes))


def _rangee(ligne: Ligne, colonnes: tuple[Colonne, ...], valeurs: Valeurs) -> Rangee:
    cles: list[Cle] = [(ligne.cle, colonne.nature, colonne.annee) for colonne in colonnes]
    return Rangee(ligne, tuple(Case(c, cle, valeurs.get(cle)) for c, cle in zip(colonnes, cles, strict=True)))


def _total(valeurs: Valeurs, colonne: Colonne) -> Decimal | None:
    parts = [v for (_, nature, annee), v in valeurs.items() if (nature, annee) == (colonne.nature, colonne.annee)]
    return sum(parts, Decimal(0)) if parts else None


def lire_nom_de_case(tableau: Tableau, nom: str) -> Cle | None:
    """The key that the name of a field designates, None when it is not one of the table's."""
    prefixe, _, reste = nom.partition("-")
    cle, _, colonne = reste.partition("-")
    nature, _, annee = colonne.partition("-")
    if prefixe != "v" or tableau.ligne(cle) is None or nature not in Nature._value2member_map_:
        return None
    if not (annee.isascii() and annee.isdigit() and len(annee) == 4):
        return None
    return cle, Nature(nature), int(annee)
