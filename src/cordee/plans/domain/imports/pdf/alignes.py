"""Rows that no line draws: texts side by side, a label and its text, columns of figures
(docs/calculs/import.md, « Fichiers PDF »)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cordee.plans.domain.imports.pdf.grilles import Trait, traits_entre
from cordee.plans.domain.imports.pdf.lignes import INTERLIGNE, Ligne, Morceau, est_une_puce, paragraphes_de
from cordee.plans.domain.imports.pdf.processus import Mot
from cordee.plans.domain.imports.publie.libelles import rubrique_en_table, rubrique_exacte

SAUT_MAX = 3.2
"""Distance of two rows of one table, in heights of letters."""
GOUTTIERE = 0.35
"""Gap between two columns, in heights of letters, when other rows say where they are."""


@dataclass(slots=True)
class RangeeAlignee:
    """A row: the lines of each column."""

    cellules: dict[int, list[Ligne]] = field(default_factory=dict)

    def ajouter(self, places: dict[int, Morceau]) -> None:
        """Adds what a line holds."""
        for colonne, morceau in places.items():
            self.cellules.setdefault(colonne, []).append(Ligne([morceau]))


class _Colonnes:
    """Where the columns of a block are; they grow with what they receive."""

    def __init__(self, ligne: Ligne) -> None:
        self.bornes = [[m.x0, m.x1] for m in ligne.morceaux]

    def placer(self, ligne: Ligne) -> dict[int, Morceau] | None:
        """The pieces of a line by column; None when one of them spreads over two columns."""
        bornes = [list(b) for b in self.bornes]
        places: dict[int, list[Mot]] = {}
        for morceau in ligne.morceaux:
            touchees = _touchees(bornes, morceau.x0, morceau.x1)
            if len(touchees) > 1:
                if not self._couper(bornes, morceau, touchees, places):
                    return None
                continue
            rang = touchees[0] if touchees else _ouvrir(bornes, morceau, places)
            bornes[rang] = [min(bornes[rang][0], morceau.x0), max(bornes[rang][1], morceau.x1)]
            places.setdefault(rang, []).extend(morceau.mots)
        self.bornes = bornes
        return {rang: Morceau(mots) for rang, mots in sorted(places.items())}

    def _couper(
        self, bornes: list[list[float]], morceau: Morceau, touchees: list[int], places: dict[int, list[Mot]]
    ) -> bool:
        """Cuts a piece where the columns are, when there is a gap at each cut."""
        precedent = None
        rangs: list[int] = []
        for mot in morceau.mots:
            touches = [r for r in touchees if min(mot.x1, bornes[r][1]) - max(mot.x0, bornes[r][0]) > 0]
            if len(touches) > 1 or (not touches and precedent is None):
                return False
            rang = touches[0] if touches else rangs[-1]
            if precedent is not None and rang != rangs[-1] and mot.x0 - precedent.x1 < GOUTTIERE * mot.taille:
                return False
            rangs.append(rang)
            precedent = mot
        if rangs != sorted(rangs):
            return False
        for rang, mot in zip(rangs, morceau.mots, strict=True):
            bornes[rang] = [min(bornes[rang][0], mot.x0), max(bornes[rang][1], mot.x1)]
            places.setdefault(rang, []).append(mot)
        return True


def _touchees(bornes: Sequence[Sequence[float]], x0: float, x1: float) -> list[int]:
    return [rang for rang, (b0, b1) in enumerate(bornes) if min(x1, b1) - max(x0, b0) > 0.5]


def _ouvrir(bornes: list[list[float]], morceau: Morceau, places: dict[int, list[Mot]]) -> int:
    """A column where there was none; those to the right of it move."""
    rang = sum(1 for b0, _ in bornes if b0 < morceau.x0)
    bornes.insert(rang, [morceau.x0, morceau.x1])
    for ancien in sorted((r for r in places if r >= rang), reverse=True):
        places[ancien + 1] = places.pop(ancien)
    return rang


@dataclass(slots=True)
class Alignement:
    """Rows of one block, and how many lines of the region it took."""

    rangees: list[RangeeAlignee]
    colonnes: list[list[float]]
    prises: int

    def textes(self, droite: float) -> list[list[str]]:
        """The cells of each row, as paragraphs."""
        limites = [*(b[0] - 5 for b in self.colonnes[1:]), max(droite, self.colonnes[-1][1])]
        return [
            [
                "\n".join(p.texte for p in paragraphes_de(rangee.cellules.get(rang, []), limite))
                for rang, limite in enumerate(limites)
            ]
            for rangee in self.rangees
        ]


def aligner(lignes: Sequence[Ligne], traits: Sequence[Trait], corps: float) -> Alignement:
    """The rows that begin with the first of these lines, which holds several pieces."""
    colonnes = _Colonnes(lignes[0])
    rangees = [RangeeAlignee()]
    rangees[0].ajouter(dict(enumerate(lignes[0].morceaux)))
    prises, precedente, traces = 1, lignes[0], False
    for place, ligne in enumerate(lignes[1:], 1):
        trait = traits_entre(traits, precedente.milieu, ligne.milieu, colonnes.bornes[0][0], colonnes.bornes[-1][1])
        suivante = lignes[place + 1] if place + 1 < len(lignes) else None
        if _est_ailleurs(precedente, ligne, corps):
            break
        nombre = len(colonnes.bornes)
        loin = ligne.milieu - precedente.milieu > INTERLIGNE * max(precedente.taille, ligne.taille)
        avant = [list(b) for b in colonnes.bornes]
        places = colonnes.placer(ligne)
        if places is None or (
            len(places) == 1 and 0 in places and _finit(rangees[-1], precedente, ligne, suivante, trait, nombre)
        ):
            colonnes.bornes = avant
            break
        if len(colonnes.bornes) > nombre and loin and len(rangees) > 1:
            colonnes.bornes = avant
            break
        if len(colonnes.bornes) > nombre:
            _decaler(rangees, avant, colonnes.bornes)
        if _commence(rangees[-1], places, precedente, ligne, trait, traces):
            rangees.append(RangeeAlignee())
        traces = traces or trait
        rangees[-1].ajouter(places)
        precedente, prises = ligne, place + 1
    return Alignement(rangees, colonnes.bornes, prises)


def _decaler(rangees: Sequence[RangeeAlignee], avant: list[list[float]], apres: list[list[float]]) -> None:
    """Gives the rows already read their new columns."""
    nouvelles = {
        rang: next(n for n, b in enumerate(apres) if b[0] <= a[0] + 0.1 and b[1] >= a[1] - 0.1)
        for rang, a in enumerate(avant)
    }
    for rangee in rangees:
        rangee.cellules = {nouvelles[rang]: lignes for rang, lignes in rangee.cellules.items()}


def _est_ailleurs(avant: Ligne, ligne: Ligne, corps: float) -> bool:
    titre = len(ligne.morceaux) == 1 and ligne.taille > 1.12 * corps and ligne.taille > avant.taille + 0.6
    return titre or ligne.milieu - avant.milieu > SAUT_MAX * max(avant.taille, ligne.taille, corps)


def _finit(
    rangee: RangeeAlignee, avant: Ligne, ligne: Ligne, suivante: Ligne | None, trait: bool, colonnes: int
) -> bool:
    """Whether a line that only stands in the first column is no more of the block."""
    proche = ligne.milieu - avant.milieu <= INTERLIGNE * max(avant.taille, ligne.taille)
    tete = rangee.cellules.get(0)
    if est_une_puce(ligne.texte) and not trait:
        return True
    if proche and not trait and tete and tete[-1].gras == ligne.gras:
        libelle = " ".join(x.texte for x in tete)
        return rubrique_en_table(ligne.texte) is not None and rubrique_exacte(f"{libelle} {ligne.texte}") is None
    en_rangee = suivante is not None and len(suivante.morceaux) > 1
    if en_rangee and suivante is not None and suivante.gras and ligne.gras:
        return True  # the name of the next table
    if colonnes > 2 and rubrique_en_table(ligne.texte) is not None:
        return True
    return not (trait and (en_rangee or not ligne.gras))


def _commence(
    rangee: RangeeAlignee, places: dict[int, Morceau], avant: Ligne, ligne: Ligne, trait: bool, traces: bool
) -> bool:
    """Whether a line begins a row."""
    if trait:
        return True
    ecart = ligne.milieu - avant.milieu
    if 0 not in places:
        return ecart > 2.2 * max(avant.taille, ligne.taille) and len(places) > 1
    tete = rangee.cellules.get(0)
    if not tete:
        return rubrique_en_table(places[0].texte) is None and ecart > INTERLIGNE * ligne.taille
    libelle = " ".join(x.texte for x in tete)
    if rubrique_exacte(f"{libelle} {places[0].texte}") is not None:
        return False
    if rubrique_en_table(places[0].texte) is not None or ecart > INTERLIGNE * max(avant.taille, ligne.taille):
        return True
    return not (traces or places[0].texte[:1].islower() or len(places) == 1)
