"""Month grid of starts and ends of fiches. Source: docs/calculs/plans.md, « Calendrier »."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from cordee.outils.choix import ChoixTexte
from cordee.plans.domain.listes import Precision
from cordee.plans.domain.planning import add_mois
from cordee.plans.domain.retard import first_day, last_day

ANNEE_MIN: Final = 1990
ANNEE_MAX: Final = 2100


class TypeEvenement(ChoixTexte):
    """What happens to a fiche on a day."""

    DEBUT = "debut", "Début"
    ECHEANCE = "echeance", "Échéance"


@dataclass(frozen=True, slots=True)
class Evenement:
    """A start or an end. `jour` is the day that counts: the first that a start may mean, the last that an end may;
    with another precision than the day, screens list it apart from the days of its month."""

    fiche: int
    type: TypeEvenement
    jour: date
    precision: str = Precision.JOUR

    @property
    def uid(self) -> str:
        """Identifier that stays the same when the date changes, for calendars that follow it."""
        return f"fiche-{self.fiche}-{self.type}"


@dataclass(frozen=True, slots=True)
class Jour:
    """A square of the grid."""

    jour: date
    dans_le_mois: bool
    aujourdhui: bool
    evenements: tuple[Evenement, ...] = ()


@dataclass(frozen=True, slots=True)
class Mois:
    """A month: its weeks from Monday, and what happens in it on a day that is not known."""

    premier: date
    semaines: tuple[tuple[Jour, ...], ...]
    sans_jour: tuple[Evenement, ...]

    @property
    def precedent(self) -> date:
        """First day of the month before."""
        return add_mois(self.premier, -1)

    @property
    def suivant(self) -> date:
        """First day of the month after."""
        return add_mois(self.premier, 1)

    @property
    def total(self) -> int:
        """Events of the month, edges of its neighbours aside."""
        jours = (jour for semaine in self.semaines for jour in semaine if jour.dans_le_mois)
        return len(self.sans_jour) + sum(len(jour.evenements) for jour in jours)


def list_evenements(
    fiche: int,
    debut: date | None,
    fin: date | None,
    *,
    precision_debut: str = Precision.JOUR,
    precision_fin: str = Precision.JOUR,
    amelioration_continue: bool = False,
) -> list[Evenement]:
    """Events of a fiche: its start and its end; one that repeats every year has no end."""
    evenements = []
    if debut is not None:
        evenements.append(Evenement(fiche, TypeEvenement.DEBUT, first_day(debut, precision_debut), precision_debut))
    if fin is not None and not amelioration_continue:
        evenements.append(Evenement(fiche, TypeEvenement.ECHEANCE, last_day(fin, precision_fin), precision_fin))
    return evenements


def build_mois(premier: date, evenements: Iterable[Evenement], aujourdhui: date) -> Mois:
    """Grid of the month of `premier`. Ends come before starts in a day, then in the order given."""
    premier = premier.replace(day=1)
    par_jour: defaultdict[date, list[Evenement]] = defaultdict(list)
    sans_jour = []
    for evenement in sorted(evenements, key=lambda e: e.type is TypeEvenement.DEBUT):
        if evenement.precision == Precision.JOUR:
            par_jour[evenement.jour].append(evenement)
        elif (evenement.jour.year, evenement.jour.month) == (premier.year, premier.month):
            sans_jour.append(evenement)
    semaines = tuple(
        tuple(
            Jour(jour, jour.month == premier.month, jour == aujourdhui, tuple(par_jour.get(jour, ())))
            for jour in semaine
        )
        for semaine in calendar.Calendar().monthdatescalendar(premier.year, premier.month)
    )
    return Mois(premier, semaines, tuple(sans_jour))


def read_mois(texte: str, defaut: date) -> date:
    """First day of a month written `2025-11` in an address; that of `defaut` for anything else."""
    annee, _, mois = texte.partition("-")
    if annee.isdecimal() and mois.isdecimal() and 1 <= int(mois) <= 12 and ANNEE_MIN <= int(annee) <= ANNEE_MAX:
        return date(int(annee), int(mois), 1)
    return defaut.replace(day=1)
