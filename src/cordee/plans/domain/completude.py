"""How complete fiches are, and what a plan should complete first. Source: docs/calculs/plans.md, « Complétude »."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cordee.outils.choix import ChoixTexte

SEUIL: Final = 0.8
"""Share of filled fiches under which a plan is told to complete a field."""


class ChampAttendu(ChoixTexte):
    """What a fiche should say, in the order in which it is asked."""

    TITRE = "titre", "Titre"
    DESCRIPTION = "description", "Description ou contexte"
    STATUT = "statut", "Statut"
    PILOTE = "pilote", "Pilote"
    OBJECTIFS = "objectifs", "Objectifs"
    INDICATEURS = "indicateurs", "Indicateurs"
    BUDGET = "budget", "Budget"
    SUIVI = "suivi", "Suivi récent"


class PointSuivi(ChoixTexte):
    """What lets one follow a fiche (« Qualité du suivi »)."""

    BASES = "bases", "Pilote, texte et sous-action"
    SOUS_ACTION = "sous_action", "Sous-action à venir dans l'année"
    INDICATEUR = "indicateur", "Indicateur avec objectif et valeur"


ESSENTIELS: Final = (ChampAttendu.TITRE, ChampAttendu.DESCRIPTION, ChampAttendu.STATUT, ChampAttendu.PILOTE)
"""Without them a fiche cannot be followed."""


@dataclass(frozen=True, slots=True)
class FicheRenseignee:
    """What completeness reads of a fiche: texts by whether they say something, relations by whether there is one."""

    id: int
    titre: bool = False
    description: bool = False
    contexte: bool = False
    statut: str | None = None
    pilote: bool = False
    objectifs: bool = False
    indicateurs: bool = False
    budget: bool = False
    creee_le: date | None = None
    derniere_note: date | None = None


@dataclass(frozen=True, slots=True)
class Completude:
    """Completeness of one fiche: fields filled and fields missing, among those that concern it."""

    remplis: tuple[ChampAttendu, ...]
    manquants: tuple[ChampAttendu, ...]

    @property
    def ratio(self) -> float:
        """Share of fields filled, 0 to 1."""
        return len(self.remplis) / (len(self.remplis) + len(self.manquants))


@dataclass(frozen=True, slots=True)
class LigneCompletude:
    """One field over a plan: how many fiches fill it, of how many that it concerns."""

    champ: ChampAttendu
    remplies: int
    concernees: int

    @property
    def a_completer(self) -> int:
        """How many fiches are to be completed."""
        return self.concernees - self.remplies

    @property
    def ratio(self) -> float | None:
        """Share of fiches filled, None when the field concerns none."""
        return self.remplies / self.concernees if self.concernees else None


@dataclass(frozen=True, slots=True)
class LignePoint:
    """One point over a plan: how many fiches hold it, of how many that are still followed."""

    point: PointSuivi
    tenues: int
    concernees: int


def list_a_completer(lignes: Iterable[LigneCompletude], seuil: float = SEUIL) -> list[LigneCompletude]:
    """Fields filled in less than `seuil` of the fiches that they concern, in their order."""
    return [ligne for ligne in lignes if ligne.ratio is not None and ligne.ratio < seuil]


def find_un_an_avant(jour: date) -> date:
    """Same day one year before; the 29th of February becomes the 28th."""
    return jour.replace(year=jour.year - 1, day=28 if (jour.month, jour.day) == (2, 29) else jour.day)


def find_horizon(jour: date) -> date:
    """Same day one year after; the 29th of February becomes the 28th."""
    return jour.replace(year=jour.year + 1, day=28 if (jour.month, jour.day) == (2, 29) else jour.day)


def compute_completude(fiche: FicheRenseignee, aujourdhui: date) -> Completude:
    """Fields filled and missing of one fiche. « Suivi récent » concerns fiches older than a year: it is filled by a
    note of the last twelve months."""
    remplis: list[ChampAttendu] = []
    manquants: list[ChampAttendu] = []
    for champ, rempli in _read_champs(fiche, aujourdhui):
        (remplis if rempli else manquants).append(champ)
    return Completude(tuple(remplis), tuple(manquants))


def percent_of(completude: Completude, attendus: Sequence[bool] = ()) -> int:
    """Whole percent of what is filled, the added fields that are expected (whether each says something) included. It is
    100 only when nothing is missing."""
    remplis, total = len(completude.remplis) + sum(attendus), len(attendus)
    total += len(completude.remplis) + len(completude.manquants)
    return 100 * remplis // total


def _read_essentiels(fiche: FicheRenseignee) -> list[tuple[ChampAttendu, bool]]:
    return [
        (ChampAttendu.TITRE, fiche.titre),
        (ChampAttendu.DESCRIPTION, fiche.description or fiche.contexte),
        (ChampAttendu.STATUT, bool(fiche.statut)),
        (ChampAttendu.PILOTE, fiche.pilote),
    ]


def essentiels_manquants(fiche: FicheRenseignee) -> tuple[ChampAttendu, ...]:
    """Those of the four fields without which a fiche cannot be followed that say nothing."""
    return tuple(champ for champ, rempli in _read_essentiels(fiche) if not rempli)


def _read_champs(fiche: FicheRenseignee, aujourdhui: date) -> list[tuple[ChampAttendu, bool]]:
    champs = [
        *_read_essentiels(fiche),
        (ChampAttendu.OBJECTIFS, fiche.objectifs),
        (ChampAttendu.INDICATEURS, fiche.indicateurs),
        (ChampAttendu.BUDGET, fiche.budget),
    ]
    il_y_a_un_an = find_un_an_avant(aujourdhui)
    if fiche.creee_le is not None and fiche.creee_le < il_y_a_un_an:
        champs.append((ChampAttendu.SUIVI, fiche.derniere_note is not None and fiche.derniere_note >= il_y_a_un_an))
    return champs
