"""From a table of actions of a document to fiches, through the reading of spreadsheets."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cordee.plans.domain.colonnes_cellules import lire_texte
from cordee.plans.domain.fiche import AxeComplet
from cordee.plans.domain.imports.bandeaux import est_un_axe, est_un_total
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.codes import decouper_titre
from cordee.plans.domain.imports.messages import LectureImport, Lieu, citer
from cordee.plans.domain.imports.publie.actions import TableauDActions
from cordee.plans.domain.imports.publie.axes import prolonger
from cordee.plans.domain.imports.publie.brouillon import Brouillon
from cordee.plans.domain.imports.publie.libelles import est_du_bruit
from cordee.plans.domain.imports.tableau import lire_tableau

CHEMIN_MAX = 3


def axes_du_tableau(
    brouillon: Brouillon, lecture: LectureImport, precedents: tuple[str, ...], *, plusieurs: bool
) -> tuple[str, ...]:
    """Axes named above a table; what else stands there is listed. When the document has several tables, the heading of
    each is an axe too."""
    noms, autres = [], []
    dernier = next((e for e in reversed(brouillon.tete) if e.titre and not est_du_bruit(e.texte)), None)
    nommes = any(est_un_axe(e.texte) for e in brouillon.tete)
    for entree in brouillon.tete:
        nom = " ".join(entree.texte.split())
        if est_un_axe(nom):
            noms.append(nom)
        elif entree is dernier and plusieurs and not nommes:
            lecture.avertir(f"Lu comme axe, d'après sa place au-dessus du tableau : {citer(nom)}.", entree.lieu)
            noms.append(nom)
        else:
            autres.append(entree)
    brouillon.bruits += [e for e in autres if est_du_bruit(e.texte)]
    lecture.non_repris += [(e.lieu, e.texte) for e in autres if not est_du_bruit(e.texte)]
    return prolonger(precedents, tuple(dict.fromkeys(noms))[:CHEMIN_MAX])


def lire_actions(
    tableau: TableauDActions,
    chemin: tuple[str, ...],
    decrites: Collection[str],
    lecture: LectureImport,
    axes: dict[tuple[str, ...], AxeComplet],
) -> None:
    """Reads the rows of a table under these axes. A table that lists the fiches of the document (`decrites`: their
    titles) says nothing more than they do; its other rows are listed."""
    feuille = tableau.feuille
    lu = tableau.lire(feuille)
    titre = next((c.rang for c in lu.colonnes if c.cle == "titre"), None) if lu is not None else None
    if lu is None or titre is None:
        lecture.non_repris += [(Lieu("", b.ligne), _dire(b.cellules)) for b in (tableau.entete, *tableau.rangees)]
        return
    rangees = {r: ligne for r, ligne in enumerate(feuille.lignes) if r > lu.entete and any(ligne)}
    connues = {r for r, ligne in rangees.items() if normaliser(decouper_titre(lire_texte(ligne[titre]))[1]) in decrites}
    for rang, ligne in rangees.items():
        total = est_un_total([lire_texte(v) for v in ligne if v])
        if total or (connues and rang not in connues):
            lecture.non_repris.append((Lieu("", rang + 1), _dire(lire_texte(v) for v in ligne)))
    if connues:
        return
    par_axe = any(colonne.cle.startswith("axe:") for colonne in lu.colonnes)
    lire_tableau(
        lecture, feuille, lu.entete, lu.colonnes, axes=axes, sous=() if par_axe else chemin, libre=True, souple=True
    )


def _dire(cellules: Iterable[str]) -> str:
    """A row on one line."""
    return " – ".join(" ".join(cellule.split()) for cellule in cellules if cellule)
