"""What the applications can do later (jobs) and regularly (rounds), by code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cordee.socle.models import Travail
from cordee.socle.travaux.suivi import Suivi

UN_JOUR = timedelta(days=1)
Execution = Callable[[Travail, Suivi], None]


@dataclass(frozen=True)
class GenreTravail:
    """A kind of job. `libelle` is what a list of jobs calls it; `executer` does it."""

    code: str
    libelle: str
    executer: Execution


@dataclass(frozen=True)
class GenreRonde:
    """A round: `executer(le)` each `chaque` (once a day when it is a day or more)."""

    code: str
    executer: Callable[[datetime], object]
    chaque: timedelta


_TRAVAUX: dict[str, GenreTravail] = {}
_RONDES: dict[str, GenreRonde] = {}


def declarer_travail(genre: str, libelle: str, executer: Execution) -> None:
    """Registers a kind of job, once. `executer(travail, suivi)` may raise DonneeRefusee (its sentences are shown) and
    must let `TravailAnnule` through."""
    if genre in _TRAVAUX:
        raise LookupError(f"genre de travail déjà déclaré : {genre}")
    _TRAVAUX[genre] = GenreTravail(genre, libelle, executer)


def genre_de_travail(genre: str) -> GenreTravail:
    """The declaration of a kind of job. An unknown one is a programming error."""
    if genre not in _TRAVAUX:
        raise LookupError(f"genre de travail inconnu : {genre}")
    return _TRAVAUX[genre]


def declarer_ronde(code: str, executer: Callable[[datetime], object], *, chaque: timedelta = UN_JOUR) -> None:
    """Registers a round, once. It must bear being run twice: after a failure it is tried again within the day."""
    if code in _RONDES:
        raise LookupError(f"ronde déjà déclarée : {code}")
    _RONDES[code] = GenreRonde(code, executer, chaque)


def rondes_declarees() -> Iterator[GenreRonde]:
    """Every round, in the order of its code."""
    return iter(sorted(_RONDES.values(), key=lambda ronde: ronde.code))
