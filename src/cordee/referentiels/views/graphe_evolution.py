"""The curve of a score over time, as places in percent that its template writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cordee.outils.nombres import ordinal, pourcent
from cordee.referentiels.domain import SEUILS
from cordee.referentiels.queries.jalons import Genre, PointEvolution

HAUTEUR = 240
"""Height of the drawing area, in pixels."""

MARGE_VERTICALE = 28
"""Pixels above and under it, for words."""

PLAFONDS = (0.2, 0.35, 0.5, 0.65, 0.75, 1.0)
"""Tops of the scale: thresholds of stars, so that the next one shows."""

MARGE = 1.12
NOM_COURT = 12
"""Longest name written on the curve, in characters."""

A_DROITE = 70
"""Percent of the width after which words go to the left of their point."""

SOUS_LE_POINT = 28
"""Pixels that words need under their point: scores mostly rise, so there is room under the first ones."""

MOIS_COURTS = ("janv.", "avr.", "juil.", "oct.")


@dataclass(frozen=True)
class Repere:
    """A line of the grid: its place and its words."""

    place: str
    mot: str


@dataclass(frozen=True)
class Marque:
    """A point drawn: places in percent (x) and pixels (y). `etiquette` is written (dx, dy) pixels away, from the anchor
    `cote`."""

    x: str
    y: str
    genre: Genre
    titre: str
    etiquette: str
    cote: str
    dx: int
    dy: int


@dataclass(frozen=True)
class Graphe:
    """`trace` is a polyline in a box of 1000 × HAUTEUR stretched to the width; points are those of the table twin."""

    hauteur: int
    marge: int
    hauteur_totale: int
    trace: str
    seuils: tuple[Repere, ...]
    dates: tuple[Repere, ...]
    marques: tuple[Marque, ...]
    points: tuple[PointEvolution, ...]
    mots: str


def composer_graphe(points: Sequence[PointEvolution]) -> Graphe | None:
    """Curve of points, oldest first; None when they are all of one day."""
    if len({point.le for point in points}) < 2:
        return None
    cadre = _Cadre(points)
    marques = [cadre.marquer(point) for point in points if point.genre is not Genre.RELEVE]
    premier, dernier = points[0], points[-1]
    return Graphe(
        hauteur=HAUTEUR,
        marge=MARGE_VERTICALE,
        hauteur_totale=HAUTEUR + 2 * MARGE_VERTICALE,
        trace=" ".join(f"{cadre.x(point.le) * 10:.1f},{cadre.y(point.ratio):.1f}" for point in points),
        seuils=cadre.seuils(),
        dates=cadre.dates(),
        marques=tuple(marques),
        points=tuple(reversed(points)),
        mots=f"Part faite du potentiel : {pourcent(premier.ratio)} au début, {pourcent(dernier.ratio)} aujourd'hui. "
        "Le tableau qui suit dit chaque valeur.",
    )


class _Cadre:
    """The scales: days from the first point to the last, ratios from 0 to a threshold above all of them."""

    def __init__(self, points: Sequence[PointEvolution]) -> None:
        self.debut, self.fin = points[0].le, points[-1].le
        haut = max(point.ratio for point in points) * MARGE
        self.plafond = next((p for p in PLAFONDS if p >= haut), 1.0)

    def x(self, le: date) -> float:
        """Place in percent of the width."""
        return (le - self.debut).days / (self.fin - self.debut).days * 100

    def y(self, ratio: float) -> float:
        """Place in pixels from the top."""
        return HAUTEUR * (1 - min(ratio / self.plafond, 1.0))

    def marquer(self, point: PointEvolution) -> Marque:
        x, y = self.x(point.le), self.y(point.ratio)
        a_droite, en_bas = x > A_DROITE, y > HAUTEUR - SOUS_LE_POINT
        nom = point.nom if len(point.nom) <= NOM_COURT else ""
        etiquette = " ".join(part for part in (nom, pourcent(point.ratio)) if part)
        return Marque(
            x=f"{x:.2f}",
            y=f"{y:.1f}",
            genre=point.genre,
            titre=point.nom,
            etiquette=etiquette if point.genre in (Genre.N0, Genre.AUJOURDHUI) else "",
            cote="fin" if a_droite else "debut",
            dx=0 if a_droite else 8,
            dy=-13 if a_droite or en_bas else 18,
        )

    def seuils(self) -> tuple[Repere, ...]:
        """Thresholds of the stars that the scale shows."""
        return tuple(
            Repere(f"{self.y(seuil / 100):.1f}", f"{ordinal(rang, feminin=True)} étoile, {pourcent(seuil / 100, 0)}")
            for rang, seuil in enumerate(SEUILS, start=1)
            if 0 < seuil / 100 <= self.plafond
        )

    def dates(self) -> tuple[Repere, ...]:
        """First days of the years, or of the quarters when there are less than two years."""
        mois = (1,) if (self.fin - self.debut).days > 2 * 365 else (1, 4, 7, 10)
        reperes = []
        for annee in range(self.debut.year, self.fin.year + 1):
            for rang in mois:
                jour = date(annee, rang, 1)
                if self.debut <= jour <= self.fin:
                    mot = str(annee) if rang == 1 else MOIS_COURTS[(rang - 1) // 3]
                    reperes.append(Repere(f"{self.x(jour):.2f}", mot))
        return tuple(reperes)
