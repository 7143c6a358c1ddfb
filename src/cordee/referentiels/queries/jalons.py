"""The score of a référentiel over time: what was frozen, what each month left, today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone

from cordee.outils.dates import reculer_de_mois
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.models import Engagement, Snapshot
from cordee.referentiels.models.score import ScoreGlobal
from cordee.referentiels.queries.scores import list_snapshots_for, releves_of


class Genre(StrEnum):
    """What a point of the curve is."""

    RELEVE = "releve"
    NOMME = "nomme"
    N0 = "n0"
    AUDIT = "audit"
    AUJOURDHUI = "aujourdhui"


GENRES = {TypeJalon.ETAT_INITIAL: Genre.N0, TypeJalon.PRE_AUDIT: Genre.AUDIT, TypeJalon.POST_AUDIT: Genre.AUDIT}


def genre_of(snapshot: Snapshot) -> Genre:
    """Kind of a jalon on the screens."""
    return GENRES.get(TypeJalon(snapshot.jalon), Genre.NOMME)


@dataclass(frozen=True)
class PointEvolution:
    """The score on a day. `nom` is empty for a month."""

    le: date
    genre: Genre
    nom: str
    points_faits: float
    points_potentiels: float
    ratio: float
    etoiles: int


def jalon_for(engagement: Engagement, ref: str) -> Snapshot | None:
    """One jalon without its detail."""
    return list_snapshots_for(engagement.collectivite, engagement.referentiel_id).filter(ref=ref).first()


def evolution_of(engagement: Engagement, jalons: Iterable[Snapshot], *, le: datetime) -> list[PointEvolution]:
    """Points of the curve, oldest first: each month that changed something, at its last day, the jalons, and today. One
    query."""
    aujourdhui = timezone.localdate(le)
    cle = (engagement.collectivite_id, engagement.referentiel_id)
    points = [
        _point(fin, Genre.RELEVE, "", releve)
        for releve in releves_of([engagement.collectivite]).get(cle, [])
        if (fin := _fin_de_mois(releve.mois)) < aujourdhui
    ]
    points += [_point(timezone.localdate(j.date), genre_of(j), j.nom, j) for j in jalons]
    points.append(_point(aujourdhui, Genre.AUJOURDHUI, "Aujourd'hui", engagement))
    return sorted(points, key=lambda point: point.le)


def _fin_de_mois(mois: date) -> date:
    suivant = reculer_de_mois(mois, -1)
    return date.fromordinal(suivant.toordinal() - 1)


def _point(le: date, genre: Genre, nom: str, score: ScoreGlobal) -> PointEvolution:
    return PointEvolution(le, genre, nom, score.points_faits, score.points_potentiels, score.ratio_fait, score.etoiles)
