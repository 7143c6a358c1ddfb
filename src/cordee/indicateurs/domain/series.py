"""Stored values as series to draw (docs/calculs/indicateurs.md §Séries)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cordee.indicateurs.domain.valeurs import DERNIER_RANG, LigneValeur, Point, objectifs_propres


class Genre(StrEnum):
    """What a series is, which gives its drawing."""

    RESULTAT = "resultat"
    OBJECTIF = "objectif"
    AUTRE = "autre"


NOMS = {Genre.RESULTAT: "Résultats", Genre.OBJECTIF: "Objectifs"}


@dataclass(frozen=True, slots=True)
class Serie:
    """Points of one kind and one source, oldest first, at least one."""

    genre: Genre
    nom: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class SourceConnue:
    """Name and rank of a source."""

    libelle: str
    ordre: int


def preparer_series(lignes: Iterable[LigneValeur], sources: Mapping[str, SourceConnue] | None = None) -> list[Serie]:
    """Own results, own objectives, then the results of each source by rank."""
    connues = sources or {}
    toutes = sorted(lignes, key=lambda ligne: ligne.date_valeur)
    series = [
        Serie(Genre.RESULTAT, NOMS[Genre.RESULTAT], _resultats(toutes, None)),
        Serie(Genre.OBJECTIF, NOMS[Genre.OBJECTIF], tuple(objectifs_propres(toutes))),
    ]
    codes = {ligne.source_id for ligne in toutes if ligne.source_id is not None}
    for code in sorted(codes, key=lambda code: (connues[code].ordre if code in connues else DERNIER_RANG, code)):
        nom = connues[code].libelle if code in connues else code
        series.append(Serie(Genre.AUTRE, nom, _resultats(toutes, code)))
    return [serie for serie in series if serie.points]


def _resultats(lignes: Iterable[LigneValeur], source: str | None) -> tuple[Point, ...]:
    return tuple(
        Point(ligne.date_valeur, ligne.resultat)
        for ligne in lignes
        if ligne.source_id == source and ligne.resultat is not None
    )
