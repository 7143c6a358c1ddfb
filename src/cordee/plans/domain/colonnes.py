"""Our spreadsheet: a whole plan as sheets of cells, and back without loss.

`ecrire_plan` gives the sheets, each a list of rows whose first is the header; `exports.classeur` turns them into XLSX,
and the import reads
the sheets of any file that `version_de` recognises with `lire_classeur`. People may edit the file
between: add rows, change cells, sort, delete columns. What belongs together is found by the technical column
« Repère », else by code, else by title. This module writes and walks; `colonnes_lecture` reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from cordee.plans.domain.colonnes_cellules import FLOTTANT, Valeur, nettoyer
from cordee.plans.domain.colonnes_champs import ecrire_cellule, entetes_des_champs, trouver
from cordee.plans.domain.colonnes_feuilles import (
    AXES,
    CHAMPS_AXES,
    CLES_TABLES,
    COLONNES,
    FICHES,
    INFORMATIVES,
    MARQUE,
    PLACEMENTS,
    PLAN,
    PLANS,
    REPERE,
    REPERE_AXE,
    REPERE_PARENT,
    REPERE_PARENT_AXE,
    SUITES,
    TABLES,
    entete_axe,
    entete_titre,
)
from cordee.plans.domain.colonnes_genres import Table
from cordee.plans.domain.colonnes_plan import CHAMPS_PLAN, TABLES_PLAN
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, PlanComplet

Feuilles = dict[str, list[list[Valeur]]]
"""Cells by sheet: rows from the header down."""

VERSION = 1
SIGNATURE = "cordee.plan"
"""What the hidden sheet of the mark holds, with the version."""
CELLULE_MAX = 32_000
"""Characters of a cell, under Excel's limit; the rest goes to the sheet of continuations."""


# Walks --------------------------------------------------------------------------------------------------------------


def parcourir_axes(axes: Iterable[AxeComplet], chemin: tuple[AxeComplet, ...] = ()) -> Iterator[tuple[AxeComplet, ...]]:
    """Every axe with its ancestors, from the first down: `(axe, sous-axe)`."""
    for axe in axes:
        yield (*chemin, axe)
        yield from parcourir_axes(axe.axes, (*chemin, axe))


def parcourir_fiches(plan: PlanComplet) -> Iterator[tuple[tuple[AxeComplet, ...], int, FicheComplete]]:
    """Every placement: the axes above, the rank among their fiches from 0, the fiche. A fiche comes as often as it is
    placed; sous-fiches are under their fiche."""
    for rang, fiche in enumerate(plan.fiches):
        yield (), rang, fiche
    for chemin in parcourir_axes(plan.axes):
        for rang, fiche in enumerate(chemin[-1].fiches):
            yield chemin, rang, fiche


def fiches_du_plan(plan: PlanComplet) -> list[FicheComplete]:
    """Each fiche once, in the order of the plan."""
    vues: dict[object, FicheComplete] = {}
    for _, _, fiche in parcourir_fiches(plan):
        vues.setdefault(_identite(fiche), fiche)
    return list(vues.values())


def _identite(fiche: FicheComplete) -> object:
    """A saved fiche is known by its number; another one only by itself."""
    return fiche.ref if fiche.ref is not None else (id(fiche),)


def poser_chemins(plan: PlanComplet) -> PlanComplet:
    """Fills `chemins` of every fiche from where it stands in the plan, and gives the plan back."""
    chemins: dict[object, list[tuple[str, ...]]] = {}
    for axes, _, fiche in parcourir_fiches(plan):
        chemins.setdefault(_identite(fiche), []).append(tuple(axe.nom for axe in axes))
    for _, _, fiche in parcourir_fiches(plan):
        fiche.chemins = tuple(chemins[_identite(fiche)])
    return plan


# Writing ------------------------------------------------------------------------------------------------------------


def ecrire_plan(plan: PlanComplet) -> Feuilles:
    """The plan as sheets of cells, header first (`lire_plan` gives it back). The mark and the continuations of long
    texts are the last two sheets."""
    ecrivain = _Ecrivain(plan)
    feuilles: Feuilles = {
        PLAN: [["Élément", "Valeur"], *([c.entete, c.codec.ecrire(getattr(plan, c.attribut))] for c in CHAMPS_PLAN)],
        **({PLANS: ecrivain.plans()} if plan.recueil else {}),
        FICHES: ecrivain.fiches(),
        **{table.feuille: ecrivain.table(table) for table in TABLES},
        PLACEMENTS: ecrivain.placements(),
        AXES: ecrivain.axes(),
        **{table.feuille: lignes for table in TABLES_PLAN if (lignes := _table_du_plan(plan, table))},
    }
    suites: list[list[Valeur]] = [["Suite", "Texte"]]
    for lignes in feuilles.values():
        for ligne in lignes:
            ligne[:] = [_couper(valeur, suites) for valeur in ligne]
    return {**feuilles, SUITES: suites, MARQUE: [[SIGNATURE, VERSION]]}


def _table_du_plan(plan: PlanComplet, table: Table) -> list[list[Valeur]]:
    """A sheet of lists of the plan; empty without any row."""
    elements = getattr(plan, table.attribut)
    lignes: list[list[Valeur]] = [
        [champ.codec.ecrire(getattr(e, champ.attribut)) for champ in table.champs] for e in elements
    ]
    return [[champ.entete for champ in table.champs], *lignes] if lignes else []


def _couper(valeur: Valeur, suites: list[list[Valeur]]) -> Valeur:
    if not isinstance(valeur, str) or len(valeur) <= CELLULE_MAX:
        return valeur
    numero = f"suite {len(suites)}"
    for debut in range(CELLULE_MAX, len(valeur), CELLULE_MAX):
        # The bars keep the outer blanks of a piece, which a cell would lose.
        suites.append([numero, f"|{valeur[debut : debut + CELLULE_MAX]}|"])
    return f"{valeur[:CELLULE_MAX]}|[{numero}]"


class _Ecrivain:
    """Gives each fiche and axe its repère, then writes the sheets."""

    def __init__(self, plan: PlanComplet) -> None:
        self.plan = plan
        self.placements_de = list(parcourir_fiches(plan))
        self.chemins_axes = list(parcourir_axes(plan.axes))
        rangs = count(1)
        self.repere_axe = {
            id(chemin[-1]): _repere_de_l_axe(chemin[-1], rang) for rang, chemin in enumerate(self.chemins_axes, 1)
        }
        self.lignes: list[tuple[tuple[AxeComplet, ...], tuple[FicheComplete, ...]]] = []
        self.repere_fiche: dict[object, str] = {}
        self.premiers: set[int] = set()
        for rang, (axes, _, fiche) in enumerate(self.placements_de):
            if _identite(fiche) not in self.repere_fiche:
                self.premiers.add(rang)
                self._ajouter(axes, (fiche,), rangs)

    def _ajouter(self, axes: tuple[AxeComplet, ...], lignee: tuple[FicheComplete, ...], rangs: Iterator[int]) -> None:
        fiche = lignee[-1]
        rang = next(rangs)
        self.repere_fiche[_identite(fiche)] = f"F{fiche.ref}" if fiche.ref is not None else f"L{rang}"
        self.lignes.append((axes, lignee))
        for sous in fiche.sous_fiches:
            self._ajouter(axes, (*lignee, sous), rangs)

    def plans(self) -> list[list[Valeur]]:
        """What each plan of a recueil is, a row each."""
        presents = {axe.plan for axe in self.plan.axes}
        lignes = [
            [c.codec.ecrire(getattr(tete, c.attribut)) for c in CHAMPS_PLAN]
            for tete in self.plan.plans
            if tete.ref in presents
        ]
        return [[champ.entete for champ in CHAMPS_PLAN], *lignes]

    def repere(self, fiche: FicheComplete) -> str:
        return self.repere_fiche[_identite(fiche)]

    def fiches(self) -> list[list[Valeur]]:
        ajoutes = entetes_des_champs(self.plan.champs)
        niveaux = max([3, *(len(chemin) for chemin in self.chemins_axes)])
        profondeurs = max([2, *(len(lignee) for _, lignee in self.lignes)])
        entetes: list[Valeur] = [
            *(entete_axe(niveau) for niveau in range(1, niveaux + 1)),
            *(entete_titre(rang) for rang in range(profondeurs)),
            *(colonne.entete for colonne in (*COLONNES, *INFORMATIVES)),
            *(entete for _, entete in ajoutes),
            REPERE, REPERE_AXE, REPERE_PARENT,
        ]  # fmt: skip
        lignes: list[list[Valeur]] = [entetes]
        for axes, lignee in self.lignes:
            fiche = lignee[-1]
            lignes.append([
                *_completer([nettoyer(axe.nom) for axe in axes], niveaux),
                *_completer([nettoyer(autre.titre) for autre in lignee], profondeurs),
                *(colonne.ecrire(fiche) for colonne in (*COLONNES, *INFORMATIVES)),
                *(ecrire_cellule(trouver(fiche.champs, defini)) for defini, _ in ajoutes),
                self.repere(fiche),
                self.repere_axe[id(axes[-1])] if axes else None,
                self.repere(lignee[-2]) if len(lignee) > 1 else None,
            ])  # fmt: skip
        return lignes

    def table(self, table: Table) -> list[list[Valeur]]:
        annees = self._annees() if table.attribut == "indicateurs" else []
        entetes: list[Valeur] = [champ.entete for champ in (*CLES_TABLES, *table.champs)]
        entetes += [f"{nom} {annee}" for annee in annees for nom in ("Résultat", "Objectif")]
        lignes = [entetes]
        for _, lignee in self.lignes:
            fiche = lignee[-1]
            for element in getattr(fiche, table.attribut):
                ligne: list[Valeur] = [self.repere(fiche), fiche.code or None, fiche.titre]
                ligne += [champ.codec.ecrire(getattr(element, champ.attribut)) for champ in table.champs]
                if annees:
                    resultats, objectifs = dict(element.resultats), dict(element.objectifs)
                    ligne += [FLOTTANT.ecrire(serie.get(annee)) for annee in annees for serie in (resultats, objectifs)]
                lignes.append(ligne)
        return lignes

    def _annees(self) -> list[int]:
        indicateurs = [indicateur for _, lignee in self.lignes for indicateur in lignee[-1].indicateurs]
        return sorted({annee for i in indicateurs for annee, _ in (*i.resultats, *i.objectifs)})

    def placements(self) -> list[list[Valeur]]:
        lignes: list[list[Valeur]] = [[*(champ.entete for champ in CLES_TABLES), "Autre axe", REPERE_AXE, "Rang"]]
        for numero, (axes, rang, fiche) in enumerate(self.placements_de):
            if numero not in self.premiers:
                nom, repere = (axes[-1].nom, self.repere_axe[id(axes[-1])]) if axes else (None, None)
                lignes.append([self.repere(fiche), fiche.code or None, fiche.titre, nom, repere, rang + 1])
        return lignes

    def axes(self) -> list[list[Valeur]]:
        lignes: list[list[Valeur]] = [[*(c.entete for c in CHAMPS_AXES), "Dans l'axe", REPERE, REPERE_PARENT_AXE]]
        for chemin in self.chemins_axes:
            axe, parent = chemin[-1], chemin[-2] if len(chemin) > 1 else None
            lignes.append([
                *(champ.codec.ecrire(getattr(axe, champ.attribut)) for champ in CHAMPS_AXES),
                parent.nom if parent else None,
                self.repere_axe[id(axe)],
                self.repere_axe[id(parent)] if parent else None,
            ])  # fmt: skip
        return lignes


def _repere_de_l_axe(axe: AxeComplet, rang: int) -> str:
    if axe.plan is not None:
        return f"P{axe.plan}"
    return f"A{axe.ref}" if axe.ref is not None else f"X{rang}"


def _completer(noms: Sequence[str], longueur: int) -> list[Valeur]:
    return [*noms, *[None] * (longueur - len(noms))]
