"""Rectangles with surfaces in proportion to numbers: the squarified treemap (docs/calculs/leviers.md, « Mosaïque »)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

INVISIBLE = 1e-9
"""Share of the frame under which nothing is drawn."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A place, from the top left."""

    x: float
    y: float
    largeur: float
    hauteur: float

    @property
    def surface(self) -> float:
        """Its surface."""
        return self.largeur * self.hauteur

    def retrecir(self, marge: float, haut: float = 0) -> Rectangle:
        """The same with a margin inside, and a band left free at its top; never less than nothing."""
        return Rectangle(
            self.x + marge,
            self.y + marge + haut,
            max(self.largeur - 2 * marge, 0),
            max(self.hauteur - 2 * marge - haut, 0),
        )


def disposer(valeurs: Sequence[float], cadre: Rectangle) -> list[Rectangle]:
    """A rectangle for each value, in their order; empty for a value of zero or less, or too small to be seen."""
    total = sum(valeur for valeur in valeurs if valeur > 0)
    places = [Rectangle(cadre.x, cadre.y, 0, 0) for _ in valeurs]
    if total <= 0 or cadre.surface <= 0:
        return places
    vus = (rang for rang, valeur in enumerate(valeurs) if valeur > total * INVISIBLE)
    ordre = sorted(vus, key=lambda r: (-valeurs[r], r))
    surfaces = [valeurs[rang] / total * cadre.surface for rang in ordre]
    for rang, place in zip(ordre, _remplir(surfaces, cadre), strict=True):
        places[rang] = place
    return places


def _remplir(surfaces: Sequence[float], libre: Rectangle) -> Iterable[Rectangle]:
    debut = 0
    while debut < len(surfaces):
        cote = min(libre.largeur, libre.hauteur)
        fin = debut + 1
        while fin < len(surfaces) and _pire(surfaces[debut : fin + 1], cote) <= _pire(surfaces[debut:fin], cote):
            fin += 1
        rangee = surfaces[debut:fin]
        derniere = fin == len(surfaces)
        yield from _ranger(rangee, libre, derniere)
        libre = _reste(sum(rangee), libre)
        debut = fin


def _pire(rangee: Sequence[float], cote: float) -> float:
    """The worst ratio between the sides of the rectangles of a row laid along a side."""
    epaisseur = sum(rangee) / cote if cote else 0
    if not epaisseur:
        return float("inf")
    longueurs = [surface / epaisseur for surface in (max(rangee), min(rangee))]
    return max(max(longueur / epaisseur, epaisseur / longueur) if longueur else float("inf") for longueur in longueurs)


def _ranger(rangee: Sequence[float], libre: Rectangle, derniere: bool) -> Iterable[Rectangle]:
    """The row along the shortest side of what is free; the last one takes all that is left."""
    total, debut = sum(rangee), 0.0
    debout = libre.largeur >= libre.hauteur
    epaisseur = _epaisseur(total, libre, debout) if not derniere else (libre.largeur if debout else libre.hauteur)
    for surface in rangee:
        longueur = surface / total * (libre.hauteur if debout else libre.largeur)
        if debout:
            yield Rectangle(libre.x, libre.y + debut, epaisseur, longueur)
        else:
            yield Rectangle(libre.x + debut, libre.y, longueur, epaisseur)
        debut += longueur


def _epaisseur(total: float, libre: Rectangle, debout: bool) -> float:
    cote = libre.hauteur if debout else libre.largeur
    return min(total / cote, libre.largeur if debout else libre.hauteur) if cote else 0.0


def _reste(total: float, libre: Rectangle) -> Rectangle:
    if libre.largeur >= libre.hauteur:
        pris = _epaisseur(total, libre, True)
        return Rectangle(libre.x + pris, libre.y, libre.largeur - pris, libre.hauteur)
    pris = _epaisseur(total, libre, False)
    return Rectangle(libre.x, libre.y + pris, libre.largeur, libre.hauteur - pris)
