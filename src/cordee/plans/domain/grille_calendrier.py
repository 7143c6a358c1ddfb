"""The calendar of the sous-actions of a fiche as a grid: a row for each, a column for each half-year, or year, or
several years. Source: docs/calculs/plans.md, « Grille du calendrier »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

ANNEES_EN_SEMESTRES: Final = 4
"""Years that are split in two, at most."""
COLONNES_MAX: Final = 12
"""Columns of years; beyond, a column holds several."""
TITRE: Final = "Calendrier des sous-actions"


@dataclass(frozen=True, slots=True)
class Etape:
    """A sous-action: `debut` the first day and `fin` the last that its dates may mean, `continu` when it repeats every
    year. `mots`: what is said of its calendar besides."""

    numero: str
    titre: str
    debut: date | None = None
    fin: date | None = None
    continu: bool = False
    mots: str = ""

    @property
    def est_datee(self) -> bool:
        """Whether it has a place in the grid."""
        return self.debut is not None or self.fin is not None

    @property
    def est_ouverte(self) -> bool:
        """Whether it goes on as far as the grid does."""
        return self.debut is not None and (self.fin is None or self.continu)


@dataclass(frozen=True, slots=True)
class Colonne:
    """A stretch of time: `S1`, `2026`, `2026–2028`. `annee` is what a reader is told of it, `S1 2026`."""

    titre: str
    annee: str
    debut: date
    fin: date


@dataclass(frozen=True, slots=True)
class Rangee:
    """A sous-action and its cells, filled or not; `mots` in place of the cells when it has no date."""

    numero: str
    titre: str
    cases: tuple[bool, ...]
    mots: str = ""

    @property
    def niveau(self) -> int:
        """1 for a sous-action, 2 for one of a sous-action."""
        return self.numero.count(".") + 1

    @property
    def intitule(self) -> str:
        """`1. Équiper et relever`."""
        return f"{self.numero}. {self.titre}"

    @property
    def traits(self) -> list[tuple[bool, bool, bool]]:
        """Cells with the ends of the bar that they make: whether each is filled, begins it, ends it."""
        avant, apres = (False, *self.cases[:-1]), (*self.cases[1:], False)
        return [(c, c and not a, c and not s) for a, c, s in zip(avant, self.cases, apres, strict=True)]


@dataclass(frozen=True, slots=True)
class GrilleCalendrier:
    """The whole grid. `annees`: labels above the columns and how many each covers, when years are split."""

    colonnes: tuple[Colonne, ...]
    rangees: tuple[Rangee, ...]
    annees: tuple[tuple[str, int], ...] = ()

    @property
    def pas(self) -> str:
        """What a column is."""
        return "semestre" if self.annees else "année"


def compute_grille(etapes: Sequence[Etape], fin: date | None = None) -> GrilleCalendrier | None:
    """The grid of these sous-actions; None when none of them has a date. `fin`: last day of the fiche, up to which goes
    a sous-action that has no end."""
    jours = [jour for etape in etapes for jour in (etape.debut, etape.fin) if jour is not None]
    if not jours:
        return None
    if fin is not None and any(etape.est_ouverte for etape in etapes):
        jours.append(fin)
    colonnes = _colonnes(min(jours).year, max(jours).year)
    par_semestre = len(colonnes) > 1 and colonnes[0].fin.month < 12
    return GrilleCalendrier(
        colonnes,
        tuple(_rangee(etape, colonnes) for etape in etapes),
        tuple((str(colonne.debut.year), 2) for colonne in colonnes[::2]) if par_semestre else (),
    )


def _colonnes(premiere: int, derniere: int) -> tuple[Colonne, ...]:
    nombre = derniere - premiere + 1
    if nombre <= ANNEES_EN_SEMESTRES:
        return tuple(
            Colonne(f"S{rang}", f"S{rang} {annee}", date(annee, 6 * rang - 5, 1), _veille(annee, 6 * rang + 1))
            for annee in range(premiere, derniere + 1)
            for rang in (1, 2)
        )
    pas = -(-nombre // COLONNES_MAX)
    return tuple(
        Colonne(titre, titre, date(annee, 1, 1), date(annee + pas - 1, 12, 31))
        for annee in range(premiere, derniere + 1, pas)
        for titre in [str(annee) if pas == 1 else f"{annee}–{annee + pas - 1}"]
    )


def _veille(annee: int, mois: int) -> date:
    """Last day before this month; the 13th is the next January."""
    suivant = date(annee + 1, 1, 1) if mois > 12 else date(annee, mois, 1)
    return suivant - timedelta(days=1)


def _rangee(etape: Etape, colonnes: Sequence[Colonne]) -> Rangee:
    if not etape.est_datee:
        mots = etape.mots or ("Chaque année" if etape.continu else "Sans date")
        return Rangee(etape.numero, etape.titre, (), mots)
    debut = etape.debut or etape.fin
    fin = colonnes[-1].fin if etape.est_ouverte else etape.fin or etape.debut
    assert debut is not None
    assert fin is not None
    cases = tuple(colonne.debut <= fin and colonne.fin >= debut for colonne in colonnes)
    return Rangee(etape.numero, etape.titre, cases)
