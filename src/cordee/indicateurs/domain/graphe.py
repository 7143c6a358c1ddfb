"""A chart as places that `indicateurs/graphe.html` writes: percent across, pixels down, so that text never scales
(docs/calculs/indicateurs.md §Graphe)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cordee.indicateurs.domain.series import Genre, Serie
from cordee.indicateurs.domain.valeurs import Point
from cordee.outils.nombres import INSECABLE, formater

HAUTEUR = 200
"""Height of the drawing, in pixels."""
MARGE = 26
"""Pixels above and under it, for words."""
ANNEES_ECRITES = 7
GRADUATIONS = (2, 6)
"""Least and most steps of the vertical scale."""
PAS = (1.0, 2.0, 2.5, 5.0, 10.0)
ECART_RELATIF = 1e-6
"""Numbers closer than that, relatively, are drawn on a scale from zero."""
A_DROITE = 60.0
"""Percent of the width after which the words of a point go to its left."""
EN_HAUT = 30.0
"""Pixels from the top under which the words of a point go below it."""


@dataclass(frozen=True, slots=True)
class Repere:
    """A line of the grid: its place and its words."""

    place: str
    mot: str


@dataclass(frozen=True, slots=True)
class Marque:
    """A point drawn. `mot` is written beside it when not empty, on the side `cote` (debut, fin), `dy` pixels down."""

    x: str
    y: str
    titre: str
    mot: str = ""
    cote: str = "debut"
    dy: int = -10


@dataclass(frozen=True, slots=True)
class Trace:
    """A series drawn: a polyline in a box of 1000 × HAUTEUR stretched to the width, and its points."""

    genre: Genre
    nom: str
    ligne: str
    marques: tuple[Marque, ...]


@dataclass(frozen=True, slots=True)
class LigneTableau:
    """One year of the table twin: a cell a series, in their order."""

    annee: int
    cellules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graphe:
    """Everything that the template writes. `cible` is a horizontal line, `mots` the text alternative."""

    titre: str
    unite: str
    hauteur: int
    marge: int
    hauteur_totale: int
    traces: tuple[Trace, ...]
    graduations: tuple[Repere, ...]
    annees: tuple[Repere, ...]
    cible: Repere | None
    base: str
    tableau: tuple[LigneTableau, ...]
    mots: str


@dataclass(frozen=True, slots=True)
class Echelle:
    """A vertical scale: its ends and its step."""

    bas: float
    haut: float
    pas: float

    @property
    def valeurs(self) -> list[float]:
        """Values of the grid, from the bottom."""
        nombre = round((self.haut - self.bas) / self.pas)
        return [self.bas + rang * self.pas for rang in range(nombre + 1)]

    @property
    def decimales(self) -> int:
        """Decimals that the values of the grid need."""
        return next((d for d in range(8) if abs(round(self.pas, d) - self.pas) < self.pas * 1e-9), 8)


def composer_graphe(
    series: Sequence[Serie],
    *,
    titre: str,
    unite: str = "",
    precision: int = 2,
    cible: float | None = None,
    annee_cible: int | None = None,
) -> Graphe | None:
    """Chart of the series, with a horizontal line at the target when there is one. None when there is no point."""
    points = [point for serie in series for point in serie.points]
    if not points:
        return None
    cadre = _Cadre(points, cible, annee_cible)
    echelle = cadre.echelle
    return Graphe(
        titre=titre,
        unite=unite,
        hauteur=HAUTEUR,
        marge=MARGE,
        hauteur_totale=HAUTEUR + 2 * MARGE,
        traces=tuple(_tracer(serie, cadre, precision) for serie in series),
        graduations=tuple(
            Repere(f"{cadre.y(v):.1f}", formater(v, echelle.decimales, souple=True)) for v in echelle.valeurs
        ),
        annees=cadre.annees(),
        cible=None
        if cible is None
        else Repere(f"{cadre.y(cible):.1f}", f"cible{INSECABLE}: {formater(cible, precision, souple=True)}"),
        base=f"{cadre.y(min(max(0.0, echelle.bas), echelle.haut)):.1f}",
        tableau=_tableau(series, precision),
        mots=_mots(series, precision, unite, cible),
    )


def choisir_echelle(valeurs: Sequence[float]) -> Echelle:
    """Round ends around the values, by a round step. §Graphe."""
    bas, haut = min(valeurs), max(valeurs)
    proche = bas * haut > 0 and min(abs(bas), abs(haut)) > max(abs(bas), abs(haut)) / 2
    if not proche:
        bas, haut = min(bas, 0.0), max(haut, 0.0)
    if haut - bas < max(abs(bas), abs(haut)) * ECART_RELATIF:
        bas, haut = min(bas, 0.0), max(haut, 0.0)
    if bas == haut:
        haut = 1.0
    grandeur = 10.0 ** math.floor(math.log10(haut - bas))
    candidats = [base * grandeur * echelle for echelle in (0.1, 1.0) for base in PAS]
    pas = next(
        p
        for p in candidats
        if GRADUATIONS[0] <= math.ceil(haut / p - 1e-9) - math.floor(bas / p + 1e-9) <= GRADUATIONS[1]
    )
    return Echelle(math.floor(bas / pas + 1e-9) * pas, math.ceil(haut / pas - 1e-9) * pas, pas)


class _Cadre:
    """The two scales."""

    def __init__(self, points: Sequence[Point], cible: float | None, annee_cible: int | None) -> None:
        dates = [point.le for point in points]
        if cible is not None and annee_cible is not None:
            dates.append(date(annee_cible, 1, 1))
        self.debut, self.fin = min(dates), max(dates)
        valeurs = [point.valeur for point in points]
        self.echelle = choisir_echelle(valeurs if cible is None else [*valeurs, cible])

    def x(self, le: date) -> float:
        """Place in percent of the width."""
        duree = (self.fin - self.debut).days
        return (le - self.debut).days / duree * 100 if duree else 50.0

    def y(self, valeur: float) -> float:
        """Place in pixels from the top."""
        return HAUTEUR * (self.echelle.haut - valeur) / (self.echelle.haut - self.echelle.bas)

    def annees(self) -> tuple[Repere, ...]:
        """At most ANNEES_ECRITES years, always the last one."""
        premiere = self.debut.year if (self.debut.month, self.debut.day) == (1, 1) else self.debut.year + 1
        pas = max(1, math.ceil((self.fin.year - premiere + 1) / ANNEES_ECRITES))
        ecrites = sorted(range(self.fin.year, premiere - 1, -pas)) or [self.fin.year]
        return tuple(Repere(f"{min(max(self.x(date(annee, 1, 1)), 0.0), 100.0):.2f}", str(annee)) for annee in ecrites)


def _tracer(serie: Serie, cadre: _Cadre, precision: int) -> Trace:
    """The line and the points; only the last result and the last objective are written."""
    marques = []
    for point in serie.points:
        x, y = cadre.x(point.le), cadre.y(point.valeur)
        nombre = formater(point.valeur, precision, souple=True)
        ecrit = point is serie.points[-1] and serie.genre is not Genre.AUTRE
        marques.append(
            Marque(
                x=f"{x:.2f}",
                y=f"{y:.1f}",
                titre=f"{serie.nom}, {point.le.year}{INSECABLE}: {nombre}",
                mot=nombre if ecrit else "",
                cote="fin" if x > A_DROITE else "debut",
                dy=20 if y < EN_HAUT or (serie.genre is Genre.OBJECTIF and y < HAUTEUR - EN_HAUT) else -10,
            )
        )
    ligne = " ".join(f"{cadre.x(p.le) * 10:.1f},{cadre.y(p.valeur):.1f}" for p in serie.points)
    return Trace(serie.genre, serie.nom, ligne if len(serie.points) > 1 else "", tuple(marques))


def _tableau(series: Sequence[Serie], precision: int) -> tuple[LigneTableau, ...]:
    """One line a date that has a number, newest first."""
    dates = sorted({point.le for serie in series for point in serie.points}, reverse=True)
    colonnes = [{point.le: point.valeur for point in serie.points} for serie in series]
    return tuple(
        LigneTableau(le.year, tuple(formater(c.get(le), precision, souple=True) for c in colonnes)) for le in dates
    )


def _mots(series: Sequence[Serie], precision: int, unite: str, cible: float | None) -> str:
    """What the chart shows, in one sentence."""
    dits = []
    for serie in series:
        premier, dernier = serie.points[0], serie.points[-1]
        debut = f"{serie.nom}{INSECABLE}: {formater(premier.valeur, precision, souple=True)} en {premier.le.year}"
        suite = (
            ""
            if len(serie.points) == 1
            else f", {formater(dernier.valeur, precision, souple=True)} en {dernier.le.year}"
        )
        dits.append(debut + suite)
    if cible is not None:
        dits.append(f"cible{INSECABLE}: {formater(cible, precision, souple=True)}")
    return f"{'. '.join(dits)}{f' ({unite})' if unite else ''}. Le tableau qui suit dit chaque valeur."
