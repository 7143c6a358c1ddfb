"""Tables drawn with lines: their cells, spread over several rows or columns perhaps
(docs/calculs/import.md, « Fichiers PDF »)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cordee.plans.domain.imports.pdf.lignes import lignes_de, paragraphes_de
from cordee.plans.domain.imports.pdf.processus import Mot

JEU = 3.5
"""Points between two lines that meet, or that are one."""
CASES_MAX = 20_000
"""Cells of one table; more are a drawing."""
Trait = tuple[float, float, float, float]


@dataclass(slots=True)
class Cellule:
    """A cell: its place in the grid, its frame, its words."""

    rang: int
    colonne: int
    largeur: int
    hauteur: int
    cadre: Trait
    mots: list[Mot] = field(default_factory=list)

    @property
    def texte(self) -> str:
        """Its paragraphs, a line each."""
        marge = max(2.0, min((mot.x0 for mot in self.mots), default=0) - self.cadre[0])
        droite = self.cadre[2] - min(marge, 12.0)
        return "\n".join(p.texte for p in paragraphes_de(lignes_de(self.mots), droite))


@dataclass(slots=True)
class TableauTrace:
    """A table: its frame and its cells, row by row."""

    cadre: Trait
    cellules: list[Cellule]
    colonnes: int
    xs: tuple[float, ...] = ()

    def contient(self, mot: Mot) -> bool:
        """Whether the middle of a word is in it."""
        x0, y0, x1, y1 = self.cadre
        return x0 - 1 <= (mot.x0 + mot.x1) / 2 <= x1 + 1 and y0 - 1 <= mot.milieu <= y1 + 1

    @property
    def surface(self) -> float:
        """Its size."""
        return (self.cadre[2] - self.cadre[0]) * (self.cadre[3] - self.cadre[1])


def tableaux_de(traits: Iterable[Trait], mots: Sequence[Mot]) -> tuple[list[TableauTrace], list[Trait]]:
    """The tables of a page with their words, the innermost having theirs, and the horizontal lines that are in none."""
    couches, droits = _fusionner(traits)
    tableaux, libres = [], []
    for lignes, colonnes in _composantes(couches, droits):
        tableau = _grille(lignes, colonnes) if len(lignes) >= 2 and len(colonnes) >= 1 else None
        if tableau is None:
            libres += lignes
        else:
            tableaux.append(tableau)
    for mot in mots:
        dedans = min((t for t in tableaux if t.contient(mot)), key=lambda t: t.surface, default=None)
        if dedans is not None:
            _ranger(dedans, mot)
    gardes = [t for t in tableaux if any(c.mots for c in t.cellules) and len(t.cellules) > 1]
    for tableau in tableaux:
        if tableau not in gardes:
            libres += [(tableau.cadre[0], y, tableau.cadre[2], y) for y in (tableau.cadre[1], tableau.cadre[3])]
    return gardes, libres


def _ranger(tableau: TableauTrace, mot: Mot) -> None:
    x, y = (mot.x0 + mot.x1) / 2, mot.milieu
    for cellule in tableau.cellules:
        x0, y0, x1, y1 = cellule.cadre
        if x0 - 1 <= x <= x1 + 1 and y0 - 0.5 <= y <= y1 + 0.5:
            cellule.mots.append(mot)
            return


def _fusionner(traits: Iterable[Trait]) -> tuple[list[Trait], list[Trait]]:
    """Horizontal and vertical lines, pieces of one line joined."""
    couches = [t for t in traits if t[2] - t[0] >= t[3] - t[1]]
    droits = [(y0, x0, y1, x1) for x0, y0, x1, y1 in traits if x1 - x0 < y1 - y0]
    return _joindre(couches), [(x0, y0, x1, y1) for y0, x0, y1, x1 in _joindre(droits)]


def _joindre(traits: Sequence[Trait]) -> list[Trait]:
    joints: list[list[float]] = []
    groupes: list[list[Trait]] = []
    for trait in sorted(traits, key=lambda t: t[1]):
        if groupes and trait[1] - groupes[-1][-1][1] <= 1.5:
            groupes[-1].append(trait)
        else:
            groupes.append([trait])
    for groupe in groupes:
        hauteur = sum(t[1] for t in groupe) / len(groupe)
        courant: list[float] | None = None
        for x0, _, x1, _ in sorted(groupe):
            if courant is not None and x0 <= courant[2] + JEU:
                courant[2] = max(courant[2], x1)
            else:
                courant = [x0, hauteur, x1, hauteur]
                joints.append(courant)
    return [(t[0], t[1], t[2], t[3]) for t in joints]


def _composantes(couches: list[Trait], droits: list[Trait]) -> list[tuple[list[Trait], list[Trait]]]:
    """Lines that touch each other, together."""
    parents = list(range(len(couches) + len(droits)))

    def racine(rang: int) -> int:
        while parents[rang] != rang:
            parents[rang] = parents[parents[rang]]
            rang = parents[rang]
        return rang

    for i, (hx0, hy, hx1, _) in enumerate(couches):
        for j, (vx, vy0, _, vy1) in enumerate(droits):
            if hx0 - JEU <= vx <= hx1 + JEU and vy0 - JEU <= hy <= vy1 + JEU:
                parents[racine(i)] = racine(len(couches) + j)
    groupes: dict[int, tuple[list[Trait], list[Trait]]] = {}
    for rang, trait in enumerate([*couches, *droits]):
        groupe = groupes.setdefault(racine(rang), ([], []))
        groupe[0 if rang < len(couches) else 1].append(trait)
    return list(groupes.values())


def _positions(valeurs: Iterable[float]) -> list[float]:
    """Positions that are one, as one."""
    groupes: list[list[float]] = []
    for valeur in sorted(valeurs):
        if groupes and valeur - groupes[-1][-1] <= JEU:
            groupes[-1].append(valeur)
        else:
            groupes.append([valeur])
    return [sum(groupe) / len(groupe) for groupe in groupes]


def _grille(couches: list[Trait], droits: list[Trait]) -> TableauTrace | None:
    """The cells between these lines; None when they make less than a grid."""
    gauche = min(t[0] for t in (*couches, *droits))
    droite = max(t[2] for t in (*couches, *droits))
    haut, bas = min(t[1] for t in (*couches, *droits)), max(t[3] for t in (*couches, *droits))
    xs = _positions([gauche, droite, *(t[0] for t in droits)])
    ys = _positions([haut, bas, *(t[1] for t in couches)])
    colonnes, rangs = len(xs) - 1, len(ys) - 1
    if colonnes < 1 or rangs < 1 or colonnes * rangs > CASES_MAX:
        return None
    parents = {(i, j): (i, j) for i in range(rangs) for j in range(colonnes)}

    def racine(case: tuple[int, int]) -> tuple[int, int]:
        while parents[case] != case:
            case = parents[case]
        return case

    for i in range(rangs):
        y = (ys[i] + ys[i + 1]) / 2
        for j in range(colonnes):
            x = (xs[j] + xs[j + 1]) / 2
            if j + 1 < colonnes and not any(abs(v[0] - xs[j + 1]) <= JEU and v[1] <= y <= v[3] for v in droits):
                parents[racine((i, j + 1))] = racine((i, j))
            if i + 1 < rangs and not any(abs(h[1] - ys[i + 1]) <= JEU and h[0] <= x <= h[2] for h in couches):
                parents[racine((i + 1, j))] = racine((i, j))
    groupes: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for case in parents:
        groupes.setdefault(racine(case), []).append(case)
    cellules = []
    for cases in groupes.values():
        i0, i1 = min(i for i, _ in cases), max(i for i, _ in cases)
        j0, j1 = min(j for _, j in cases), max(j for _, j in cases)
        cadre = (xs[j0], ys[i0], xs[j1 + 1], ys[i1 + 1])
        cellules.append(Cellule(i0, j0, j1 - j0 + 1, i1 - i0 + 1, cadre))
    cellules.sort(key=lambda c: (c.rang, c.colonne))
    return TableauTrace((gauche, haut, droite, bas), cellules, colonnes, tuple(xs))


@dataclass(frozen=True, slots=True)
class Rangee:
    """A row of a table: the cells that begin in it, in order, None for a column that a cell of a row above covers."""

    cellules: tuple[Cellule | None, ...]
    largeurs: tuple[int, ...]
    couvertes: frozenset[int]
    cadre: Trait


def rangees_de(tableau: TableauTrace) -> list[Rangee]:
    """The rows, without the columns where nothing stands in the whole table."""
    pleines = sorted({c.colonne for c in tableau.cellules if c.mots})
    rangs = sorted({c.rang for c in tableau.cellules})
    resultat = []
    for rang in rangs:
        presentes = [c for c in tableau.cellules if c.rang <= rang < c.rang + c.hauteur]
        cellules: list[Cellule | None] = []
        largeurs: list[int] = []
        couvertes: set[int] = set()
        for cellule in sorted(presentes, key=lambda c: c.colonne):
            tenues = [j for j in pleines if cellule.colonne <= j < cellule.colonne + cellule.largeur]
            if not tenues:
                continue
            if cellule.rang < rang:
                couvertes.update(range(sum(largeurs), sum(largeurs) + len(tenues)))
            cellules.append(cellule if cellule.rang == rang else None)
            largeurs.append(len(tenues))
        if any(cellule is not None and cellule.mots for cellule in cellules):
            haut = min(c.cadre[1] for c in presentes if c.rang == rang)
            cadre = (tableau.cadre[0], haut, tableau.cadre[2], haut)
            resultat.append(Rangee(tuple(cellules), tuple(largeurs), frozenset(couvertes), cadre))
    return resultat


def traits_entre(traits: Sequence[Trait], haut: float, bas: float, gauche: float, droite: float) -> bool:
    """Whether a line that runs under half of this width at least stands between these heights."""
    large = max(droite - gauche, 1.0)
    return any(haut < y <= bas and min(x1, droite) - max(x0, gauche) > 0.5 * large for x0, y, x1, _ in traits)
