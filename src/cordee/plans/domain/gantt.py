"""Geometry of the Gantt: percents across, pixels down. Source: docs/calculs/plans.md, « Gantt ».

Nothing is drawn here: the template writes the numbers in an SVG whose text never scales.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import MOIS_COURTS
from cordee.plans.domain.listes import StatutFiche, TypeLien
from cordee.plans.domain.planning import add_mois

TETE: Final = 44
"""Height of the head, px."""

RANG: Final = 36
"""Height of a row, px."""

EPAISSEUR: Final = 16
"""Height of a bar, px."""

PASSE_MAX: Final = 30
AVENIR_MAX: Final = 40
"""Years kept before and after today: a date typed wrong does not flatten the whole drawing."""

_DEGRE: Final = 8
"""Length of the horizontal ends of an arrow, px."""


class Zoom(ChoixTexte):
    """Finest column of the scale: label, months of it, least width in px."""

    MOIS = "mois", "Mois", 1, 48
    TRIMESTRE = "trimestre", "Trimestre", 3, 38
    ANNEE = "annee", "Année", 12, 56

    def __init__(self, valeur: str, libelle: str, mois: int, largeur: int) -> None:
        self.mois = mois
        self.largeur = largeur


@dataclass(frozen=True, slots=True)
class Repere:
    """A vertical line of the scale with its label; `annee` for the first line of a year."""

    x: float
    libelle: str
    annee: bool = False


@dataclass(frozen=True, slots=True)
class Echelle:
    """Time scale: `debut` is its first day, `fin` the day after its last."""

    debut: date
    fin: date
    zoom: Zoom

    def x(self, jour: date) -> float:
        """Percent of the width at which a day begins, kept inside the drawing."""
        part = 100 * (jour - self.debut).days / (self.fin - self.debut).days
        return round(min(max(part, 0.0), 100.0), 3)

    @property
    def mois(self) -> int:
        """Months drawn."""
        return (self.fin.year - self.debut.year) * 12 + self.fin.month - self.debut.month

    @property
    def largeur(self) -> int:
        """Least width of the drawing, px."""
        return self.mois // self.zoom.mois * self.zoom.largeur

    def list_annees(self) -> list[Repere]:
        """One line a year."""
        annees = range(self.debut.year, (self.fin - timedelta(days=1)).year + 1)
        return [Repere(self.x(date(annee, 1, 1)), str(annee), True) for annee in annees]

    def list_colonnes(self) -> list[Repere]:
        """One line a quarter (`T1`) or a month (`janv.`), none when years are the finest column."""
        if self.zoom is Zoom.ANNEE:
            return []
        reperes = []
        jour = self.debut
        while jour < self.fin:
            libelle = MOIS_COURTS[jour.month - 1] if self.zoom is Zoom.MOIS else f"T{(jour.month + 2) // 3}"
            reperes.append(Repere(self.x(jour), libelle))
            jour = add_mois(jour, self.zoom.mois)
        return reperes


def choose_echelle(jours: Iterable[date | None], aujourdhui: date, zoom: Zoom | None = None) -> Echelle:
    """Whole years around the days given and today. Without a wish, the finest column follows the span: months up to
    two years, quarters up to eight, then years."""
    bas, haut = aujourdhui.year - PASSE_MAX, aujourdhui.year + AVENIR_MAX
    annees = [min(max(jour.year, bas), haut) for jour in jours if jour is not None] + [aujourdhui.year]
    debut, fin = min(annees), max(annees) + 1
    if zoom is None:
        zoom = Zoom.MOIS if fin - debut <= 2 else Zoom.TRIMESTRE if fin - debut <= 8 else Zoom.ANNEE
    return Echelle(date(debut, 1, 1), date(fin, 1, 1), zoom)


class Forme(ChoixTexte):
    """How a fiche is drawn."""

    BARRE = "barre", "Prévu"
    A_VENIR = "a_venir", "À venir"
    OUVERTE = "ouverte", "Sans échéance"
    JALON = "jalon", "Jalon"


@dataclass(frozen=True, slots=True)
class Barre:
    """A fiche on the scale: x and widths in percent. `fait` is the width that is done; the late part starts at the
    end of the bar."""

    forme: Forme
    x: float
    largeur: float = 0.0
    fait: float = 0.0
    retard: float = 0.0

    @property
    def bout(self) -> float:
        """Percent of its end, late part aside."""
        return round(self.x + self.largeur, 3)

    @property
    def bout_retard(self) -> float:
        """Percent of the end of all that is drawn."""
        return round(self.bout + self.retard, 3)


def draw_barre(
    echelle: Echelle,
    debut: date | None,
    fin: date | None,
    *,
    aujourdhui: date,
    statut: str | None = None,
    avancement: float | None = None,
    en_retard: bool = False,
) -> Barre | None:
    """Bar of a fiche from its first to its last day; None without any date.

    With an end alone it is a milestone on that day; with a start alone, or when it repeats every year (give `fin`
    None), an open bar to the end of the scale.
    """
    if debut is None and fin is None:
        return None
    if debut is None:
        assert fin is not None
        x = echelle.x(fin)
        return Barre(Forme.JALON, x, retard=_width(x, echelle.x(aujourdhui)) if en_retard else 0.0)
    x = echelle.x(debut)
    bout = 100.0 if fin is None else echelle.x(fin + timedelta(days=1))
    largeur = _width(x, bout)
    if fin is None:
        return Barre(Forme.OUVERTE, x, largeur)
    part = min(max(avancement or 0.0, 0.0), 100.0) / 100
    a_venir = statut in {StatutFiche.A_VENIR, StatutFiche.A_DISCUTER} and not part and debut > aujourdhui
    return Barre(
        Forme.A_VENIR if a_venir else Forme.BARRE,
        x,
        largeur,
        round(largeur * part, 3),
        _width(bout, echelle.x(aujourdhui)) if en_retard else 0.0,
    )


def _width(gauche: float, droite: float) -> float:
    return round(max(droite - gauche, 0.0), 3)


def find_etendue(periodes: Iterable[tuple[date | None, date | None]]) -> tuple[date, date] | None:
    """First and last day of a set of fiches, None when no date is known."""
    jours = [jour for periode in periodes for jour in periode if jour is not None]
    return (min(jours), max(jours)) if jours else None


@dataclass(frozen=True, slots=True)
class Fleche:
    """An arrow between two bars: `trace` is the path of an SVG whose width is 1000 units, whatever it is on screen;
    the head is at `x` percent and `y` px, turned right or left."""

    trace: str
    x: float
    y: float
    vers_la_droite: bool = True


def find_milieu(rang: int) -> float:
    """Pixels of the middle of the bar of a row, rows counted from 0."""
    return TETE + rang * RANG + RANG / 2


def draw_fleche(type_lien: TypeLien, de: tuple[Barre, int], vers: tuple[Barre, int], largeur: int) -> Fleche:
    """Elbow between two bars, each with its row. `largeur` is the width of the drawing in px, from which the ends of
    the arrow get the same length at any zoom."""
    (barre_de, rang_de), (barre_vers, rang_vers) = de, vers
    y1, y2 = find_milieu(rang_de), find_milieu(rang_vers)
    degre = _DEGRE * 1000 / max(largeur, 600)
    if type_lien is TypeLien.FIN_FIN:
        x1, x2 = barre_de.bout * 10, barre_vers.bout * 10
        return Fleche(_path(x1, y1, (max(x1, x2) + degre, y2), x2), barre_vers.bout, y2, False)
    x2 = barre_vers.x * 10
    if type_lien is TypeLien.DEBUT_DEBUT:
        x1 = barre_de.x * 10
        return Fleche(_path(x1, y1, (min(x1, x2) - degre, y2), x2), barre_vers.x, y2)
    x1 = barre_de.bout * 10
    if x1 + degre <= x2 - degre:
        return Fleche(_path(x1, y1, (x1 + degre, y2), x2), barre_vers.x, y2)
    entre_deux = y1 + (RANG / 2 if y2 >= y1 else -RANG / 2)
    return Fleche(_path(x1, y1, (x1 + degre, entre_deux), (x2 - degre), y2, x2), barre_vers.x, y2)


def _path(x: float, y: float, coude: tuple[float, float], *suite: float) -> str:
    """`M x y H V H [V H]`: numbers of the suite are read as H, then V and H."""
    morceaux = [f"M{_number(x)} {_number(y)}", f"H{_number(coude[0])}", f"V{_number(coude[1])}"]
    morceaux += [f"{'HV'[rang % 2]}{_number(valeur)}" for rang, valeur in enumerate(suite)]
    return "".join(morceaux)


def _number(valeur: float) -> str:
    return f"{valeur:.2f}".rstrip("0").rstrip(".")
