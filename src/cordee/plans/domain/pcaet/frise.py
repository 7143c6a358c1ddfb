"""The path of a démarche drawn on a line of time (docs/calculs/pcaet.md, « Frise »)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cordee.plans.domain.pcaet.delais import Cycle

Genre = Literal["fait", "avenir", "urgent"]
MARGE = timedelta(days=45)
RANGS = 3
MOTS = 24.0
"""Width that a name and its date take, in percent of the line."""
A_GAUCHE = 72
"""Beyond this position the words go to the left of their mark."""
ANNEE_MAX = 95
"""A year further right would be written outside."""


@dataclass(frozen=True, slots=True)
class Jalon:
    """A date on the line: `x` in percent of its width. `rang` is the row on which its words are written."""

    nom: str
    le: date
    genre: Genre
    x: float
    a_gauche: bool = False
    rang: int = 0


@dataclass(frozen=True, slots=True)
class Bande:
    """A period of the démarche: `faite` is lived already, the other part is to come."""

    nom: str
    x: float
    largeur: float
    faite: bool


@dataclass(frozen=True, slots=True)
class Frise:
    """The whole line: periods, jalons by date, the 1 January of each year, today."""

    bandes: tuple[Bande, ...]
    jalons: tuple[Jalon, ...]
    annees: tuple[tuple[int, float], ...]
    aujourdhui: float


def tracer_frise(cycle: Cycle, jour: date) -> Frise | None:
    """The line from the launch to the end of the cycle; None when no date is known. What is done is at its real date,
    what is expected at its deadline; a deadline that passed is urgent."""
    dates: list[tuple[str, date, Genre]] = []
    for nom, fait, due in _reperes(cycle):
        if fait is not None:
            dates.append((nom, fait, "fait"))
        elif due is not None:
            dates.append((nom, due, "urgent" if due < jour else "avenir"))
    if not dates:
        return None
    dates.sort(key=lambda repere: repere[1])
    debut, fin = min(dates[0][1], jour) - MARGE, max(dates[-1][1], jour, cycle.echeance_cycle or jour) + MARGE
    jalons = tuple(_ranger([(nom, le, genre, placer(le, debut, fin)) for nom, le, genre in dates]))
    annees = tuple((annee, placer(date(annee, 1, 1), debut, fin)) for annee in range(debut.year + 1, fin.year + 1))
    bandes = tuple(_bandes(cycle, jour, debut, fin))
    return Frise(bandes, jalons, _espacer(annees), placer(jour, debut, fin))


def _ranger(reperes: Sequence[tuple[str, date, Genre, float]]) -> Iterator[Jalon]:
    """Puts each date on the first row where its words do not run into the ones before, else on the least crowded."""
    libres = [0.0] * RANGS
    for nom, le, genre, x in reperes:
        a_gauche = x > A_GAUCHE
        depart = x - MOTS if a_gauche else x
        rang = next((r for r in range(RANGS) if libres[r] <= depart), libres.index(min(libres)))
        libres[rang] = x + (0 if a_gauche else MOTS)
        yield Jalon(nom, le, genre, x, a_gauche, rang)


def _bandes(cycle: Cycle, jour: date, debut: date, fin: date) -> Iterator[Bande]:
    """Élaboration, avis, décision, mise en œuvre: each from where the one before ends, cut at today."""
    bornes = (
        ("Élaboration", cycle.lancement, cycle.transmission or max(cycle.echeance_adoption or jour, jour)),
        ("Avis", cycle.transmission, min(cycle.echeance_avis or jour, cycle.adoption or date.max)),
        ("Vote", cycle.echeance_avis if cycle.transmission else None, cycle.adoption or cycle.echeance_adoption),
        ("Mise en œuvre", cycle.adoption, cycle.echeance_cycle),
    )
    for nom, du, au in bornes:
        if du is None:
            continue
        au = max(au or jour, du)
        for a, b, faite in ((du, min(au, jour), True), (max(du, jour), au, False)):
            if a < b:
                x = placer(a, debut, fin)
                yield Bande(nom, x, round(placer(b, debut, fin) - x, 2), faite)


def _reperes(cycle: Cycle) -> Sequence[tuple[str, date | None, date | None]]:
    """Name, date done, date due."""
    avis = cycle.echeance_avis
    return (
        ("Lancement", cycle.lancement, None),
        ("Information du lancement", cycle.information, None),
        ("Transmission pour avis", cycle.transmission, None),
        ("Fin du délai des avis", avis if cycle.adoption else None, avis),
        ("Adoption", cycle.adoption, cycle.echeance_adoption),
        ("Bilan à mi-parcours", cycle.mi_parcours, None if cycle.evaluation else cycle.echeance_mi_parcours),
        ("Évaluation finale", cycle.evaluation, cycle.echeance_cycle),
    )


def placer(le: date, debut: date, fin: date) -> float:
    """Position in percent, two decimals."""
    return round((le - debut).days / max((fin - debut).days, 1) * 100, 2)


def _espacer(annees: tuple[tuple[int, float], ...]) -> tuple[tuple[int, float], ...]:
    """One year out of n when they are too many to be read."""
    pas = 1 + len(annees) // 9
    return tuple((annee, x) for annee, x in annees[::pas] if x <= ANNEE_MAX)
