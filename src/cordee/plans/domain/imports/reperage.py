"""Finding the table in a sheet: its header row, and what its columns most probably are
(docs/calculs/import.md, « Trouver le tableau »)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cordee.plans.domain.colonnes_cellules import CelluleIllisible, lire_texte
from cordee.plans.domain.imports.classeurs import Feuille, Valeur
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.entetes import Colonne, cle_entete, proposer
from cordee.plans.domain.imports.montants import lire_montant

LIGNES_CHERCHEES = 25
"""Rows among which the header is looked for."""
ECHANTILLON = 40
"""Rows read to tell an amount from a tick."""


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table found: its sheet, the last row of its header from 0, its columns, how many of them were recognised."""

    feuille: Feuille
    entete: int
    colonnes: tuple[Colonne, ...]
    reconnues: int

    @property
    def a_un_titre(self) -> bool:
        """Whether a column holds the titles."""
        return any(colonne.cle == "titre" for colonne in self.colonnes)

    @property
    def est_sur(self) -> bool:
        """Every header is one of ours or of the official template."""
        return self.a_un_titre and all(c.confiance == 100 for c in self.colonnes if c.entete)


def trouver_tableaux(feuilles: Sequence[Feuille]) -> list[Tableau]:
    """The best table of each visible sheet that has one, with a column of titles, best first."""
    trouves = [tableau for f in feuilles if f.visible and (tableau := trouver_tableau(f)) is not None]
    return sorted((t for t in trouves if t.a_un_titre), key=lambda t: -t.reconnues)


def memes_colonnes(tableau: Tableau, autre: Tableau) -> bool:
    """Whether two sheets repeat the same table: a plan cut in one sheet for each axe."""
    if tableau.feuille is autre.feuille:
        return False
    un, deux = ({cle_entete(c.entete) for c in t.colonnes if c.entete} for t in (tableau, autre))
    return len(un & deux) * 5 >= 4 * max(len(un), len(deux), 1)


def trouver_tableau(feuille: Feuille) -> Tableau | None:
    """The row that reads most like a header among the first ones; None for a sheet of less than two columns."""
    meilleur: Tableau | None = None
    for rang in range(min(LIGNES_CHERCHEES, len(feuille.lignes))):
        tableau = tableau_a(feuille, rang)
        if tableau is not None and (meilleur is None or tableau.reconnues > meilleur.reconnues):
            meilleur = tableau
    return meilleur


def tableau_a(feuille: Feuille, rang: int) -> Tableau | None:
    """The table whose header is at this row."""
    entetes, dernier = _entetes(feuille, rang)
    if sum(bool(e) for e in entetes) < 2:
        return None
    colonnes = _corriger(feuille, dernier, proposer(entetes))
    cles = {colonne.cle for colonne in colonnes if colonne.confiance >= 60 and len(colonne.entete) < 120}
    return Tableau(feuille, dernier, tuple(colonnes), len(cles - {"ignorer"}) + 2 * ("titre" in cles))


def _entetes(feuille: Feuille, rang: int) -> tuple[list[str], int]:
    """Texts of the header, completed by the row below when it details merged cells (« Budget » over 2024, 2025)."""
    dessus = {
        colonne: lire_texte(feuille.valeur(haut, gauche))
        for haut, gauche, bas, droite in feuille.fusions
        if haut <= rang <= bas and droite > gauche
        for colonne in range(gauche, droite + 1)
    }
    propres = [lire_texte(valeur) for valeur in feuille.lignes[rang]]
    largeur = max(feuille.largeur, len(propres))
    propres += [""] * (largeur - len(propres))
    suivante = [lire_texte(feuille.valeur(rang + 1, colonne)) for colonne in range(largeur)]
    remplies = [colonne for colonne, texte in enumerate(suivante) if texte]
    if len(remplies) >= 2 and dessus and all(colonne in dessus for colonne in remplies):
        return [
            f"{dessus[c]} {suivante[c]}".strip() if suivante[c] else propres[c] for c in range(largeur)
        ], rang + 1  # fmt: skip
    return propres, rang


def _corriger(feuille: Feuille, entete: int, colonnes: Sequence[Colonne]) -> list[Colonne]:
    """What the cells say against the header: a year with ticks is a calendar, « N° » with sentences is a title."""
    corrigees = []
    for colonne in colonnes:
        valeurs = _echantillon(feuille, entete, colonne.rang)
        if re.match(r"budget::(19|20)\d\d", colonne.cle) and valeurs and not _des_montants(valeurs):
            colonne = replace(colonne, cle=f"annee:{colonne.cle.split(':')[2]}", confiance=85)
        elif colonne.cle.startswith("finance:") and not (valeurs and _des_montants(valeurs)):
            colonne = replace(colonne, cle="ignorer", confiance=40)
        elif colonne.cle == "titre" and valeurs and all(_est_court(v) for v in valeurs):
            colonne = replace(colonne, cle="code", confiance=70)
        elif colonne.cle == "code" and valeurs and sum(len(lire_texte(v)) > 25 for v in valeurs) * 2 > len(valeurs):
            colonne = replace(colonne, cle="ignorer", confiance=40)
        corrigees.append(colonne)
    return _titre_par_defaut(corrigees, feuille, entete)


def _echantillon(feuille: Feuille, entete: int, colonne: int) -> list[Valeur]:
    lignes = range(entete + 1, min(entete + 1 + ECHANTILLON, len(feuille.lignes)))
    return [v for rang in lignes if (v := feuille.valeur(rang, colonne)) is not None]


def _des_montants(valeurs: Sequence[Valeur]) -> bool:
    lus = 0
    for valeur in valeurs:
        try:
            lus += lire_montant(valeur) is not None and normaliser(lire_texte(valeur)) != "x"
        except CelluleIllisible:
            continue
    return lus * 2 >= len(valeurs)


def _est_court(valeur: Valeur) -> bool:
    return bool(re.fullmatch(r"[A-Za-z]{0,4}[ °.-]?\d[\d.\- ]*[a-z]?", lire_texte(valeur)))


def _titre_par_defaut(colonnes: list[Colonne], feuille: Feuille, entete: int) -> list[Colonne]:
    """When a column called « Action » only held numbers, the titles are in the next one of short texts."""
    if any(colonne.cle == "titre" for colonne in colonnes) or not any(c.cle == "code" for c in colonnes):
        return colonnes
    for rang, colonne in enumerate(colonnes):
        if colonne.cle == "code" or cle_entete(colonne.entete) not in _TITRES_POSSIBLES:
            continue
        valeurs = _echantillon(feuille, entete, colonne.rang)
        if valeurs and all(isinstance(v, str) and len(v) <= 300 for v in valeurs):
            colonnes[rang] = replace(colonne, cle="titre", confiance=65)
            break
    return colonnes


_TITRES_POSSIBLES = {
    "description", "descriptif", "intitule", "libelle", "objet", "nom", "designation", "titre", "action", "actions",
    "contenu", "projet",
}  # fmt: skip
