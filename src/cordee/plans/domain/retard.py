"""Lateness, reminders and silence of fiches, at a given day. Source: docs/calculs/plans.md, « Retard »."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cordee.outils.choix import ChoixTexte
from cordee.plans.domain.listes import Precision, StatutFiche
from cordee.plans.domain.reperes import ecarts_de, find_ecart

RAPPELS_AVANT: Final = (30, 7, 1)
"""Days before the end at which a reminder leaves, where the collectivité did not choose."""

RAPPELS_APRES: Final = (1, 7)
"""Days after the end at which a reminder leaves, where the collectivité did not choose."""

SILENCE_JOURS: Final = 180
"""Days without any news after which a running fiche is stale, where the collectivité did not choose."""

STATUTS_FINIS: Final = frozenset({StatutFiche.REALISE, StatutFiche.ABANDONNE})
STATUTS_EN_MARCHE: Final = frozenset({StatutFiche.EN_COURS, StatutFiche.BLOQUE})
STATUTS_NON_COMMENCES: Final = frozenset({StatutFiche.A_VENIR, StatutFiche.A_DISCUTER, ""})


def first_day(jour: date, precision: str = Precision.JOUR) -> date:
    """First day that a date may mean: `2025` known by its year is the 1st of January 2025."""
    if precision == Precision.ANNEE:
        return date(jour.year, 1, 1)
    return jour.replace(day=1) if precision == Precision.MOIS else jour


def last_day(jour: date, precision: str = Precision.JOUR) -> date:
    """Last day that a date may mean: `2025` known by its year is the 31st of December 2025."""
    if precision == Precision.ANNEE:
        return date(jour.year, 12, 31)
    if precision == Precision.MOIS:
        return jour.replace(day=calendar.monthrange(jour.year, jour.month)[1])
    return jour


@dataclass(frozen=True, slots=True)
class FicheDatee:
    """What lateness reads of a fiche. `derniere_nouvelle`: day of its last change, note or comment."""

    id: int
    statut: str | None = None
    debut: date | None = None
    fin: date | None = None
    precision_debut: str = Precision.JOUR
    precision_fin: str = Precision.JOUR
    amelioration_continue: bool = False
    parent: int | None = None
    derniere_nouvelle: date | None = None

    @property
    def echeance(self) -> date | None:
        """Last day of the fiche; None when no end is expected: it repeats every year, or nobody gave a date."""
        if self.fin is None or self.amelioration_continue:
            return None
        return last_day(self.fin, self.precision_fin)


@dataclass(frozen=True, slots=True)
class Reperes:
    """Days at which an end is announced, before and after it, and days without news after which a fiche is stale
    (docs/calculs/rappels.md, « Repères »)."""

    avant: tuple[int, ...] = RAPPELS_AVANT
    apres: tuple[int, ...] = RAPPELS_APRES
    silence: int = SILENCE_JOURS


REPERES: Final = Reperes()


class TypeRelance(ChoixTexte):
    """Reminders that a day triggers."""

    ECHEANCE = "echeance", "Échéance proche"
    RETARD = "retard", "Échéance dépassée"
    SANS_NOUVELLES = "sans_nouvelles", "Sans nouvelles"


@dataclass(frozen=True, slots=True)
class Relance:
    """A reminder: `repere` is the day that the mark falls on, `jours` the days between it and what it speaks of."""

    fiche: int
    type: TypeRelance
    repere: date
    jours: int


def days_late(fiche: FicheDatee, aujourdhui: date) -> int:
    """Days since the end passed; 0 when the fiche is not late: finished, without end, or in time (its last day is
    still in time)."""
    echeance = fiche.echeance
    if echeance is None or fiche.statut in STATUTS_FINIS:
        return 0
    return max((aujourdhui - echeance).days, 0)


def is_late(fiche: FicheDatee, aujourdhui: date) -> bool:
    """Whether the end has passed and the fiche is neither finished nor repeated every year."""
    return days_late(fiche, aujourdhui) > 0


def days_left(fiche: FicheDatee, aujourdhui: date) -> int | None:
    """Days until the end, 0 on the last day; None when the fiche has no end to come or is finished."""
    echeance = fiche.echeance
    if echeance is None or fiche.statut in STATUTS_FINIS or echeance < aujourdhui:
        return None
    return (echeance - aujourdhui).days


def is_due_soon(fiche: FicheDatee, aujourdhui: date, jours: int = RAPPELS_AVANT[0]) -> bool:
    """Whether the end comes within `jours` days."""
    reste = days_left(fiche, aujourdhui)
    return reste is not None and reste <= jours


def is_not_started(fiche: FicheDatee, aujourdhui: date) -> bool:
    """Whether the statut says that nothing began though the start has passed: a start known by its year has passed
    when the year has."""
    if fiche.debut is None or (fiche.statut or "") not in STATUTS_NON_COMMENCES:
        return False
    return last_day(fiche.debut, fiche.precision_debut) < aujourdhui


def is_stale(fiche: FicheDatee, aujourdhui: date, seuil: int = SILENCE_JOURS) -> bool:
    """Whether a running fiche has had no change, note or comment for `seuil` days."""
    return _silence(fiche, aujourdhui) >= seuil


def _silence(fiche: FicheDatee, aujourdhui: date) -> int:
    if fiche.derniere_nouvelle is None or fiche.statut not in STATUTS_EN_MARCHE:
        return -1
    return (aujourdhui - fiche.derniere_nouvelle).days


@dataclass(frozen=True, slots=True)
class Retard:
    """Lateness of a fiche: its own days, the largest number of days below it, and the late sous-fiches."""

    jours: int = 0
    jours_dessous: int = 0
    sous_fiches: tuple[int, ...] = ()


def compute_retards(fiches: Iterable[FicheDatee], aujourdhui: date) -> dict[int, Retard]:
    """Lateness by id of the fiches that are late or have a late sous-fiche, at any depth. Nothing is expected below
    a finished fiche: its sous-fiches are not late."""
    toutes = {fiche.id: fiche for fiche in fiches}
    propres: dict[int, int] = {}
    dessous: dict[int, list[int]] = {}
    for fiche in toutes.values():
        ancetres = _find_ancetres(fiche, toutes)
        jours = days_late(fiche, aujourdhui)
        if not jours or any(toutes[ancetre].statut in STATUTS_FINIS for ancetre in ancetres):
            continue
        propres[fiche.id] = jours
        for ancetre in ancetres:
            dessous.setdefault(ancetre, []).append(fiche.id)
    return {
        cle: Retard(
            propres.get(cle, 0),
            max((propres[sous] for sous in dessous.get(cle, ())), default=0),
            tuple(dessous.get(cle, ())),
        )
        for cle in toutes
        if cle in propres or cle in dessous
    }


def _find_ancetres(fiche: FicheDatee, toutes: dict[int, FicheDatee]) -> list[int]:
    """Ids above a fiche, nearest first, among those given; a loop is read once."""
    ancetres: list[int] = []
    parent = fiche.parent
    while parent is not None and parent in toutes and parent not in ancetres and parent != fiche.id:
        ancetres.append(parent)
        parent = toutes[parent].parent
    return ancetres


def relances_du_jour(
    fiches: Iterable[FicheDatee], aujourdhui: date, depuis: date | None = None, reperes: Reperes = REPERES
) -> list[Relance]:
    """Reminders of the day, at most one a fiche about its end and one about its silence.

    `depuis` is the day of the last call (yesterday by default): a mark that fell on a day without call is caught up,
    and only the latest one of a fiche is sent.
    """
    veille = depuis if depuis is not None else aujourdhui - timedelta(days=1)
    ecarts = ecarts_de(reperes.avant, reperes.apres)
    relances = []
    for fiche in fiches:
        if (relance := _find_relance_echeance(fiche, aujourdhui, veille, ecarts)) is not None:
            relances.append(relance)
        if (relance := _find_relance_silence(fiche, aujourdhui, veille, reperes.silence)) is not None:
            relances.append(relance)
    return relances


def is_still_true(
    fiche: FicheDatee, type_relance: TypeRelance, jours: int, repere: date, aujourdhui: date, seuil: int = SILENCE_JOURS
) -> bool:
    """Whether a reminder made at `repere`, `jours` days from what it speaks of, may still be said that day: the fiche
    is not finished, its end did not move (nor pass, for a reminder that it comes), and nobody gave news since."""
    if type_relance is TypeRelance.SANS_NOUVELLES:
        nouvelle = fiche.derniere_nouvelle
        return nouvelle is not None and nouvelle < repere and is_stale(fiche, aujourdhui, seuil)
    echeance = fiche.echeance
    ecart = -jours if type_relance is TypeRelance.ECHEANCE else jours
    if echeance is None or fiche.statut in STATUTS_FINIS or echeance + timedelta(days=ecart) != repere:
        return False
    return (aujourdhui <= echeance) == (ecart < 0)


def _find_relance_echeance(fiche: FicheDatee, aujourdhui: date, veille: date, ecarts: Iterable[int]) -> Relance | None:
    echeance = fiche.echeance
    if echeance is None or fiche.statut in STATUTS_FINIS:
        return None
    ecart = find_ecart(echeance, ecarts, aujourdhui, veille)
    if ecart is None:
        return None
    genre = TypeRelance.ECHEANCE if ecart < 0 else TypeRelance.RETARD
    return Relance(fiche.id, genre, echeance + timedelta(days=ecart), abs(ecart))


def _find_relance_silence(fiche: FicheDatee, aujourdhui: date, veille: date, seuil: int) -> Relance | None:
    """The silence is said when it reaches the threshold, then again at each multiple of it."""
    rang = _silence(fiche, aujourdhui) // seuil
    if rang < 1 or fiche.derniere_nouvelle is None:
        return None
    repere = fiche.derniere_nouvelle + timedelta(days=rang * seuil)
    return Relance(fiche.id, TypeRelance.SANS_NOUVELLES, repere, rang * seuil) if repere > veille else None
