"""What copying a PDF does to a text, undone before it is read: words cut at the end of lines, headers and footers of
the pages, columns spaced out, boxes apart from their words (docs/calculs/import.md, « Texte d'un PDF »)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from cordee.plans.domain.imports.choix_cellules import a_des_cases, lire_domaine
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.listes_cellules import PUCES
from cordee.plans.domain.imports.publie.blocs import unifier_cases
from cordee.plans.domain.imports.publie.courants import SAUT, retirer_titres_courants
from cordee.plans.domain.imports.publie.libelles import rubrique_en_table, rubrique_exacte
from cordee.plans.domain.listes import CategoriePerimetre

LIGNES_EN_COLONNES = 3
"""Lines with a wide gap from which a text is one of columns."""
LIGNE_DE_CELLULE = "\x0b"
"""Line break inside a cell of a row."""


def remettre_en_page(texte: str) -> tuple[str, list[str]]:
    """The same text as if it had been typed, and the headers and footers taken off its pages."""
    lignes = [unifier_cases(ligne) for ligne in texte.replace(SAUT, f"\n{SAUT}\n").split("\n")]
    lignes, courants = retirer_titres_courants(lignes)
    if "\t" not in texte and sum(_en_colonnes(ligne) for ligne in lignes) >= LIGNES_EN_COLONNES:
        lignes = _aligner(lignes)
    return "\n".join(_recoller_les_lignes(_rendre_les_cases(lignes))), courants


_COUPURE = re.compile(r"(\w+)[-\u00ad\u2010]\n[ ]*(?=[a-zà-ÿ])")
_TRAITS = {"sous", "non", "co", "vice", "semi", "demi", "mi", "celui", "celle", "ceux", "celles", "éco", "eco", "est"}


def recoller(texte: str) -> str:
    """Words cut at the end of a line, whole again; the hyphen of « sous-action » stays."""
    return _COUPURE.sub(lambda m: m[1] + ("-" if m[1].lower() in _TRAITS else ""), texte)


def _recoller_les_lignes(lignes: Sequence[str]) -> list[str]:
    """The same line by line: what goes up leaves an empty line, so that every other keeps its number."""
    resultat: list[str] = []
    debut = 0
    for rang, ligne in enumerate(lignes):
        jointe = recoller(f"{resultat[debut]}\n{ligne}") if resultat and not any(resultat[debut + 1 :]) else ""
        if jointe and "\n" not in jointe and ligne.strip():
            resultat[debut] = jointe
            resultat.append("")
            continue
        debut = rang
        resultat.append(ligne)
    return resultat


# Columns ------------------------------------------------------------------------------------------------------------

_PUCES = PUCES.replace("□", "") + "\uf0b7\uf0a7\uf0d8"
_VIDE = re.compile(r"\S {3,}\S")
_PIECE = re.compile(r"\S+(?: {1,2}\S+)*")


def _en_colonnes(ligne: str) -> bool:
    return bool(_VIDE.search(ligne)) and not _cases_seules(ligne)


def _cases_seules(ligne: str) -> bool:
    """Boxes with their names, however they are spaced out."""
    return all(piece[0][0] in "☐☒" for piece in _PIECE.finditer(ligne))


def _aligner(lignes: Sequence[str]) -> list[str]:
    """Rows of a table drawn with spaces, their cells between tabs."""
    resultat: list[str] = []
    rangee: list[list[str]] = []
    debuts: list[int] = []

    def finir() -> None:
        if rangee:
            resultat.append("\t".join(recoller("\n".join(c)).replace("\n", LIGNE_DE_CELLULE) for c in rangee))
        rangee.clear()

    for ligne in lignes:
        pieces = _pieces(ligne)
        if not pieces or (len(pieces) == 1 and not pieces[0][0]) or _cases_seules(ligne):
            if rangee and pieces and _prolonge(rangee[0], ligne.strip()):
                rangee[0].append(ligne.strip())
                continue
            finir()
            resultat.append(ligne.strip())
            continue
        if len(pieces) > 1 and not pieces[0][0]:
            if rangee and _prolonge(rangee[0], pieces[0][1]):
                rangee[0].append(pieces.pop(0)[1])
            else:
                finir()
                debuts = [debut for debut, _ in pieces]
        elif rangee and len(pieces) > 1 and rubrique_en_table(pieces[0][1]) is not None:
            finir()
            debuts = [0, *(debut for debut, _ in pieces)]
        elif not rangee:
            resultat.append("\t".join(piece for _, piece in pieces))
            continue
        _ranger(rangee, pieces, debuts)
    finir()
    return resultat


def _pieces(ligne: str) -> list[tuple[int, str]]:
    """Texts between gaps, with their places; a bullet belongs to what it announces."""
    pieces = [(m.start(), m[0]) for m in _PIECE.finditer(ligne)]
    if len(pieces) > 1 and pieces[0][1] in _PUCES:
        return [(pieces[0][0], "  ".join(texte for _, texte in pieces))]
    return pieces


def _prolonge(libelle: Sequence[str], suite: str) -> bool:
    """Whether this text is the end of a label begun on the line above."""
    return bool(libelle) and rubrique_exacte(" ".join([*libelle, suite])) is not None


def _ranger(rangee: list[list[str]], pieces: Sequence[tuple[int, str]], debuts: Sequence[int]) -> None:
    """Puts each piece in the column that begins nearest to it."""
    while len(rangee) < len(debuts):
        rangee.append([])
    for debut, piece in pieces:
        if piece[0] in _PUCES:
            rangee[-1].append(piece)
            continue
        colonne = min(range(len(debuts)), key=lambda rang: abs(debuts[rang] - debut))
        rangee[colonne].append(piece)


# Boxes --------------------------------------------------------------------------------------------------------------

_BOITES = re.compile(r"^[☐☒\s]+$")


def _rendre_les_cases(lignes: Sequence[str]) -> list[str]:
    """Boxes copied on a line of their own go back before the names of the line above, else below."""
    pleines = [(rang, ligne) for rang, ligne in enumerate(lignes) if ligne.strip()]
    rendues, prises = list(lignes), set()
    for place, (rang, ligne) in enumerate(pleines):
        if not _BOITES.match(ligne):
            continue
        boites = re.findall("[☐☒]", ligne)
        voisines = {pas: pleines[place + pas] for pas in (-1, 1) if 0 <= place + pas < len(pleines)}
        libres = {pas: v for pas, v in voisines.items() if v[0] not in prises and not a_des_cases(v[1])}
        au_dessus = len(_noms_de_fin(libres[-1][1].split())) if -1 in libres else 0
        partages = [(-1, boites), (1, boites)]
        if 0 < au_dessus < len(boites):
            partages = [(-1, boites[:au_dessus]), (1, boites[au_dessus:])]
        cochees = {pas: _cocher(libres[pas][1], part) for pas, part in partages if pas in libres}
        retenues = [pas for pas, _ in partages if cochees.get(pas)]
        if len(partages[0][1]) == len(boites):
            retenues = retenues[:1]
        elif len(retenues) < len(partages):
            continue
        for pas in retenues:
            rendues[libres[pas][0]] = cochees[pas] or ""
            prises |= {libres[pas][0], rang}
        if retenues:
            rendues[rang] = ""
    return rendues


def _cocher(texte: str, boites: Sequence[str]) -> str | None:
    """« Impact Adaptation GES » with two boxes is « Impact ☒ Adaptation ☐ GES »; None when the line does not end with
    as many names as boxes."""
    mots = texte.split()
    debuts = _noms_de_fin(mots)[: len(boites)]
    if len(debuts) != len(boites):
        return None
    for boite, debut in zip(reversed(boites), debuts, strict=True):
        mots[debut] = f"{boite} {mots[debut]}"
    return " ".join(mots)


def _noms_de_fin(mots: Sequence[str]) -> list[int]:
    """Where each of the names that end a line begins, the last one first."""
    fin, debuts = len(mots), []
    while fin:
        debut = next((d for d in range(max(0, fin - 5), fin) if _est_un_nom(" ".join(mots[d:fin]))), None)
        if debut is None:
            break
        debuts.append(debut)
        fin = debut
    return debuts


@cache
def _est_un_nom(texte: str) -> bool:
    categories = {normaliser(categorie.libelle).rstrip("s") for categorie in CategoriePerimetre}
    return normaliser(texte).rstrip("s") in categories or lire_domaine(texte) is not None
