"""The blocks of a PDF, page after page: tables, rows, headings, paragraphs, without headers nor footers
(docs/calculs/import.md, « Fichiers PDF »)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cordee.plans.domain.imports.bandeaux import est_un_axe
from cordee.plans.domain.imports.pdf.alignes import aligner
from cordee.plans.domain.imports.pdf.colonnes import couper_en_colonnes
from cordee.plans.domain.imports.pdf.grilles import Rangee, TableauTrace, Trait, rangees_de, tableaux_de
from cordee.plans.domain.imports.pdf.lignes import (
    Ligne,
    Paragraphe,
    joindre,
    lignes_de,
    paragraphes_de,
    taille_du_corps,
)
from cordee.plans.domain.imports.pdf.processus import Mot, PagePdf
from cordee.plans.domain.imports.publie.blocs import BLOCS_MAX, Bloc, ranger
from cordee.plans.domain.imports.publie.courants import SAUT, retirer_titres_courants
from cordee.plans.domain.imports.publie.libelles import CHEMIN, rubrique_en_table

MARGE = 0.12
"""Share of the height of a page where its header and its footer are."""
TITRE = 1.12
"""Size of the letters of a heading, in sizes of those of the text."""
NIVEAUX_MAX = 4
_NUMERO = re.compile(r"^(?:page\s*|p\.\s*|[-–]\s*)?\d{1,3}(?:\s*(?:/|sur|of)\s*\d{1,3})?\s*[-–]?$", re.I)


@dataclass(slots=True)
class DocumentPdf:
    """Blocks of a PDF with the page of each, and the pages that are only pictures."""

    blocs: list[Bloc] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    nombre: int = 0


def composer_document(pages: Sequence[PagePdf]) -> DocumentPdf:
    """The blocks of these pages."""
    corps = taille_du_corps(pages)
    courants = _retirer_les_courants(pages, corps)
    niveaux = _niveaux(pages, corps)
    numerotes: list[tuple[int, Bloc]] = []
    for page in pages:
        neufs = [bloc for bloc in _Page(page, corps, niveaux).blocs() if bloc is not None]
        if numerotes and neufs:
            _recoller_les_pages(numerotes, neufs)
        numerotes += [(page.numero, bloc) for bloc in neufs]
    numerotes = numerotes[:BLOCS_MAX]
    blocs = [replace(bloc, ligne=rang) for rang, (_, bloc) in enumerate(numerotes, 1)]
    return DocumentPdf(
        [*blocs, *(Bloc((courant,), courant=True) for courant in courants)],
        [numero for numero, _ in numerotes],
        [page.numero for page in pages if page.image and sum(len(mot.texte) for mot in page.mots) < 30],
        len(pages),
    )


def _niveaux(pages: Iterable[PagePdf], corps: float) -> list[float]:
    """Sizes of the headings, the biggest first."""
    tailles = Counter(round(mot.taille * 2) / 2 for page in pages for mot in page.mots if mot.taille > TITRE * corps)
    return sorted(tailles, reverse=True)


# Headers and footers -------------------------------------------------------------------------------------------------


def _retirer_les_courants(pages: Sequence[PagePdf], corps: float) -> list[str]:
    """Takes the headers and the footers off the pages; gives their texts."""
    textes: list[str] = []
    lignes: list[tuple[PagePdf, Ligne] | None] = []
    for page in pages:
        if textes:
            textes.append(SAUT)
            lignes.append(None)
        for ligne in lignes_de(page.mots):
            textes.append(ligne.texte)
            lignes.append((page, ligne))
    gardees, _ = retirer_titres_courants(textes)
    grandes = Counter(textes[rang] for rang, place in enumerate(lignes) if place and place[1].taille > TITRE * corps)
    for rang, place in enumerate(lignes):
        if place is not None and place[1].taille > TITRE * corps and grandes[textes[rang]] == 1:
            gardees[rang] = textes[rang]  # the heading that the headers of other pages repeat
    _rendre_les_axes(textes, gardees)
    retirees: dict[str, list[str]] = {}
    tables: dict[int, list[TableauTrace]] = {}
    for texte, gardee, place in zip(textes, gardees, lignes, strict=True):
        if place is None:
            continue
        page, ligne = place
        au_bord = ligne.y0 < MARGE * page.hauteur or ligne.y1 > (1 - MARGE) * page.hauteur
        if au_bord and ((texte and not gardee) or _NUMERO.match(texte)) and not _en_table(page, ligne, tables):
            retires = {id(mot) for mot in ligne.mots}
            page.mots = [mot for mot in page.mots if id(mot) not in retires and not _est_dans(mot, ligne)]
            retirees.setdefault(re.sub(r"\d+", "#", texte), []).append(texte)
    return [" … ".join(dict.fromkeys((dits[0], dits[-1]))) for dits in retirees.values()]


RANGEES_MIN = 3
"""Rows of a table whose first one, repeated on each page, is no header of the page."""


def _en_table(page: PagePdf, ligne: Ligne, tables: dict[int, list[TableauTrace]]) -> bool:
    """Whether a line stands in a table that is more than the frame of a header."""
    if page.numero not in tables:
        trouves, _ = tableaux_de(page.traits, page.mots)
        tables[page.numero] = [t for t in trouves if t.colonnes > 1 and len(rangees_de(t)) >= RANGEES_MIN]
    return any(tableau.contient(mot) for tableau in tables[page.numero] for mot in ligne.mots)


def _rendre_les_axes(textes: Sequence[str], gardees: list[str]) -> None:
    """A header that names an axe, or what is written elsewhere in the document, says where the fiche stands: it is kept
    on the first of the pages that repeat it."""
    ailleurs = {" ".join(gardee.split()) for gardee in gardees if gardee}
    precedentes: set[str] = set()
    page: set[str] = set()
    for rang, texte in enumerate(textes):
        if texte == SAUT:
            precedentes, page = page, set()
        elif not gardees[rang]:
            plat = " ".join(texte.split())
            page.add(plat)
            if plat not in precedentes and (est_un_axe(plat) or CHEMIN in plat or plat in ailleurs):
                gardees[rang] = texte


def _est_dans(mot: Mot, ligne: Ligne) -> bool:
    """Whether a word is half of one of the line, joined there."""
    return any(m.y0 == mot.y0 and m.x0 <= mot.x0 and mot.x1 <= m.x1 for m in ligne.mots)


# One page ------------------------------------------------------------------------------------------------------------


class _Page:
    def __init__(self, page: PagePdf, corps: float, niveaux: list[float]) -> None:
        self.corps, self.niveaux = corps, niveaux
        self.tableaux, self.traits = tableaux_de(page.traits, page.mots)
        pris = {id(mot) for tableau in self.tableaux for cellule in tableau.cellules for mot in cellule.mots}
        self.lignes = lignes_de(mot for mot in page.mots if id(mot) not in pris)
        self.droite = max((ligne.x1 for ligne in self.lignes), default=page.largeur)
        self.imbriques = [t for t in self.tableaux if any(_contient(autre, t) for autre in self.tableaux)]

    def blocs(self) -> list[Bloc | None]:
        """Everything from top to bottom."""
        resultat: list[Bloc | None] = []
        reste = list(self.lignes)
        dehors = [t for t in self.tableaux if t not in self.imbriques]
        for tableau in sorted(dehors, key=lambda t: (t.cadre[1], t.cadre[0])):
            dessus = [ligne for ligne in reste if ligne.milieu < tableau.cadre[1]]
            reste = [ligne for ligne in reste if ligne.milieu >= tableau.cadre[1]]
            resultat += self._region(dessus, self.traits, self.droite)
            resultat += self._tableau(tableau)
        return [*resultat, *self._region(reste, self.traits, self.droite)]

    def _tableau(self, tableau: TableauTrace) -> list[Bloc | None]:
        resultat: list[Bloc | None] = []
        internes = [t for t in self.imbriques if _contient(tableau, t)]
        for rangee in rangees_de(tableau):
            resultat += self._rangee(rangee)
            bas = max(c.cadre[3] for c in rangee.cellules if c is not None)
            for interne in [t for t in internes if t.cadre[1] < bas]:
                internes.remove(interne)
                resultat += self._tableau(interne)
        for interne in internes:
            resultat += self._tableau(interne)
        return resultat

    def _rangee(self, rangee: Rangee) -> list[Bloc | None]:
        presentes = [c for c in rangee.cellules if c is not None]
        if len(rangee.cellules) == 1 and presentes:  # a frame around ordinary content
            cellule = presentes[0]
            return self._region(lignes_de(cellule.mots), [], cellule.cadre[2] - 6)
        textes = ["" if cellule is None else cellule.texte for cellule in rangee.cellules]
        return [ranger(textes, tableau=True, largeurs=rangee.largeurs, couvertes=rangee.couvertes)]

    def _region(self, lignes: Sequence[Ligne], traits: Sequence[Trait], droite: float) -> list[Bloc | None]:
        """Lines outside of tables: paragraphs, and rows of texts side by side; columns of a newspaper one by one."""
        if (coupe := couper_en_colonnes(lignes)) is not None:
            dessus, gauche, a_droite, dessous = coupe
            limite = min(mot.x0 for ligne in a_droite for mot in ligne.mots) - 5
            return [
                *self._region(dessus, traits, droite),
                *self._region(gauche, traits, limite),
                *self._region(a_droite, traits, droite),
                *self._region(dessous, traits, droite),
            ]
        resultat: list[Bloc | None] = []
        simples: list[Ligne] = []
        place = 0
        while place < len(lignes):
            if len(lignes[place].morceaux) < 2 or lignes[place].est_de_cases:
                simples.append(lignes[place])
                place += 1
                continue
            bloc = aligner(lignes[place:], traits, self.corps)
            resultat += self._paragraphes(simples, droite)
            simples = []
            resultat += [ranger(cellules, tableau=True) for cellules in bloc.textes(droite)]
            place += bloc.prises
        return [*resultat, *self._paragraphes(simples, droite)]

    def _paragraphes(self, lignes: Sequence[Ligne], droite: float) -> list[Bloc | None]:
        return [self._paragraphe(paragraphe) for paragraphe in paragraphes_de(lignes, droite)]

    def _paragraphe(self, paragraphe: Paragraphe) -> Bloc | None:
        niveau = 0
        if paragraphe.taille > TITRE * self.corps:
            rang = sum(1 for taille in self.niveaux if taille > paragraphe.taille + 0.3)
            niveau = min(rang + 1, NIVEAUX_MAX)
        return ranger([paragraphe.texte], niveau=niveau, gras=paragraphe.gras)


def _contient(dehors: TableauTrace, dedans: TableauTrace) -> bool:
    if dehors is dedans or dehors.surface <= dedans.surface:
        return False
    x0, y0, x1, y1 = dehors.cadre
    return (
        x0 - 1 <= dedans.cadre[0]
        and y0 - 1 <= dedans.cadre[1]
        and dedans.cadre[2] <= x1 + 1
        and dedans.cadre[3] <= y1 + 1
    )


# From one page to the next -------------------------------------------------------------------------------------------


def _recoller_les_pages(avant: list[tuple[int, Bloc]], neufs: list[Bloc]) -> None:
    """A row that the page cut is whole again; a header that a table repeats is left out; a paragraph goes on."""
    _, dernier = avant[-1]
    premier = neufs[0]
    if premier.tableau and dernier.tableau:
        if _est_un_entete_repete(premier, [bloc for _, bloc in avant]):
            neufs.pop(0)
            if not neufs:
                return
            premier = neufs[0]
        if premier.tableau and _prolonge(premier, dernier):
            cellules = [*dernier.cellules]
            for rang, texte in enumerate(premier.cellules):
                if texte:
                    cellules[rang] = _prolonger(cellules[rang], texte)
            avant[-1] = (avant[-1][0], replace(dernier, cellules=tuple(cellules)))
            neufs.pop(0)
    elif not premier.tableau and not dernier.tableau and _va_a_la_ligne(dernier, premier):
        avant[-1] = (avant[-1][0], replace(dernier, cellules=(joindre(dernier.texte, premier.texte),)))
        neufs.pop(0)


def _prolonge(bloc: Bloc, dessus: Bloc) -> bool:
    """Whether a row is the end of the one that the page cut: no label of its own."""
    if len(bloc.cellules) > len(dessus.cellules) or bloc.cellules[0]:
        return False
    remplies = [cellule for cellule in bloc.cellules if cellule]
    return len(remplies) == 1 or not any(rubrique_en_table(cellule) for cellule in remplies[:-1])


def _prolonger(avant: str, suite: str) -> str:
    if avant and suite[:1].islower() and not avant.endswith((".", ";", ":")):
        return joindre(avant, suite)
    return f"{avant}\n{suite}" if avant else suite


def _va_a_la_ligne(avant: Bloc, apres: Bloc) -> bool:
    seuls = avant.niveau == apres.niveau == 0 and avant.gras == apres.gras
    return seuls and apres.texte[:1].islower() and not avant.texte.endswith((".", ";", ":", "!", "?"))


ENTETES_VUS = 400


def _est_un_entete_repete(bloc: Bloc, avant: Sequence[Bloc]) -> bool:
    if len(bloc.cellules) < 3 or not all(bloc.cellules):
        return False
    recents = avant[-ENTETES_VUS:]
    debut = next((rang for rang in range(len(recents) - 1, -1, -1) if not recents[rang].tableau), -1)
    return any(autre.cellules == bloc.cellules for autre in recents[debut + 1 :])
