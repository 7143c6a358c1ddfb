"""From contours in degrees to shapes of a small map. Source: docs/calculs/plans.md, « Carte »."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

LARGEUR: Final = 1000
"""Width of the drawing, in its own units."""

HAUTEUR_MAX: Final = 900
FINESSE: Final = 1.2
"""Detail under this distance is dropped, in the same units."""

CLASSES: Final = 4
"""Shades above the empty one."""

Point = tuple[float, float]
Anneau = list[Point]


@dataclass(frozen=True, slots=True)
class Contour:
    """A territory as GeoJSON gives it: outer and inner rings of (longitude, latitude), in degrees."""

    code: str
    nom: str
    anneaux: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Forme:
    """A territory on the drawing: path, the point where its figure is written, and the width of its largest part."""

    code: str
    nom: str
    trace: str
    x: float
    y: float
    largeur: float


@dataclass(frozen=True, slots=True)
class Dessin:
    """Shapes in a drawing of `largeur` by `hauteur` units."""

    largeur: int
    hauteur: int
    formes: tuple[Forme, ...]


def read_contours(geojson: Mapping[str, Any]) -> list[Contour]:
    """Territories of a GeoJSON FeatureCollection of (multi)polygons. The code is the property `siren`, `code` or
    `code_insee`; what has no code or no surface is skipped.

    Raises ValueError when it is not a FeatureCollection.
    """
    if geojson.get("type") != "FeatureCollection" or not isinstance(geojson.get("features"), list):
        raise ValueError("GeoJSON FeatureCollection expected")
    contours = []
    for objet in geojson["features"]:
        proprietes = objet.get("properties") or {}
        code = next((str(proprietes[cle]) for cle in ("siren", "code", "code_insee") if proprietes.get(cle)), "")
        anneaux = _read_anneaux(objet.get("geometry") or {})
        if code and anneaux:
            contours.append(Contour(code, str(proprietes.get("nom") or code), anneaux))
    return contours


def _read_anneaux(geometrie: Mapping[str, Any]) -> tuple[tuple[Point, ...], ...]:
    if geometrie.get("type") == "Polygon":
        polygones = [geometrie["coordinates"]]
    elif geometrie.get("type") == "MultiPolygon":
        polygones = geometrie["coordinates"]
    else:
        return ()
    anneaux = [tuple((float(p[0]), float(p[1])) for p in anneau) for polygone in polygones for anneau in polygone]
    return tuple(anneau for anneau in anneaux if len(anneau) >= 4)


def draw_carte(contours: Sequence[Contour]) -> Dessin:
    """The contours on a plane: equirectangular projection, longitudes shortened by the cosine of the middle
    latitude, north up, as large as the drawing allows."""
    points = [point for contour in contours for anneau in contour.anneaux for point in anneau]
    if not points:
        return Dessin(LARGEUR, 0, ())
    ouest, est = min(x for x, _ in points), max(x for x, _ in points)
    sud, nord = min(y for _, y in points), max(y for _, y in points)
    cosinus = math.cos(math.radians((sud + nord) / 2))
    etendue_x, etendue_y = max((est - ouest) * cosinus, 1e-9), max(nord - sud, 1e-9)
    echelle = min(LARGEUR / etendue_x, HAUTEUR_MAX / etendue_y)
    marge = (LARGEUR - etendue_x * echelle) / 2
    formes = []
    for contour in contours:
        anneaux = [
            [(marge + (x - ouest) * cosinus * echelle, (nord - y) * echelle) for x, y in anneau]
            for anneau in contour.anneaux
        ]
        grand = max(anneaux, key=lambda anneau: abs(compute_aire(anneau)))
        x, y = find_centre(grand)
        largeur = max(x for x, _ in grand) - min(x for x, _ in grand)
        formes.append(
            Forme(contour.code, contour.nom, _write_trace(anneaux), round(x, 1), round(y, 1), round(largeur, 1))
        )
    return Dessin(LARGEUR, math.ceil(etendue_y * echelle), tuple(formes))


def _write_trace(anneaux: Iterable[Anneau]) -> str:
    morceaux = []
    for anneau in anneaux:
        points = [f"{x:.1f} {y:.1f}" for x, y in simplify(anneau, FINESSE)]
        morceaux.append("M" + "L".join(points[:-1]) + "Z")
    return "".join(morceaux)


def compute_aire(anneau: Sequence[Point]) -> float:
    """Signed area of a closed ring."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(anneau)) / 2


def find_centre(anneau: Sequence[Point]) -> Point:
    """Centroid of a closed ring; the mean of its points when it has no surface."""
    aire = compute_aire(anneau)
    if abs(aire) < 1e-9:
        return sum(x for x, _ in anneau) / len(anneau), sum(y for _, y in anneau) / len(anneau)
    paires = list(itertools.pairwise(anneau))
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in paires) / (6 * aire)
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in paires) / (6 * aire)
    return x, y


def simplify(anneau: Sequence[Point], finesse: float) -> Anneau:
    """A closed ring with fewer points (Douglas and Peucker): none of those dropped is further than `finesse` from
    what remains. A ring that would vanish is left whole."""
    dernier = len(anneau) - 1
    garder = {0, dernier}
    milieu = max(range(len(anneau)), key=lambda rang: math.dist(anneau[0], anneau[rang]))
    garder.add(milieu)
    pile = [(0, milieu), (milieu, dernier)]
    while pile:
        debut, fin = pile.pop()
        loin, rang = 0.0, 0
        for candidat in range(debut + 1, fin):
            distance = _distance(anneau[candidat], anneau[debut], anneau[fin])
            if distance > loin:
                loin, rang = distance, candidat
        if loin > finesse:
            garder.add(rang)
            pile += [(debut, rang), (rang, fin)]
    return [anneau[rang] for rang in sorted(garder)] if len(garder) >= 4 else list(anneau)


def _distance(point: Point, debut: Point, fin: Point) -> float:
    """Distance from a point to a segment."""
    dx, dy = fin[0] - debut[0], fin[1] - debut[1]
    carre = dx * dx + dy * dy
    part = 0.0 if not carre else ((point[0] - debut[0]) * dx + (point[1] - debut[1]) * dy) / carre
    part = min(max(part, 0.0), 1.0)
    return math.dist(point, (debut[0] + part * dx, debut[1] + part * dy))


@dataclass(frozen=True, slots=True)
class Classe:
    """A shade of the legend: numbers of fiches from `bas` to `haut`, both included."""

    rang: int
    bas: int
    haut: int


def list_classes(nombres: Iterable[int]) -> list[Classe]:
    """At most four shades of about the same width, from 1 to the largest number; none when all are zero."""
    plus_grand = max(nombres, default=0)
    total = min(CLASSES, plus_grand)
    bornes = [plus_grand * rang // total for rang in range(total + 1)] if total else []
    return [Classe(rang + 1, bas + 1, haut) for rang, (bas, haut) in enumerate(itertools.pairwise(bornes))]


def find_classe(nombre: int, classes: Iterable[Classe]) -> int:
    """Rank of the shade of a number, 0 for none."""
    return next((classe.rang for classe in classes if classe.bas <= nombre <= classe.haut), 0)
