"""How far a date is from the day, in eight slices of calendar months (docs/calculs/repartitions.md, « Tranches »)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import reculer_de_mois
from cordee.plans.domain.listes import Precision
from cordee.plans.domain.retard import last_day


class Tranche(ChoixTexte):
    """Slices, from the farthest to come to the farthest past."""

    PLUS_D_UN_AN = "plus_d_un_an", "Dans plus d'un an"
    SIX_A_DOUZE_MOIS = "six_a_douze_mois", "Dans 6 à 12 mois"
    TROIS_A_SIX_MOIS = "trois_a_six_mois", "Dans 3 à 6 mois"
    MOINS_DE_TROIS_MOIS = "moins_de_trois_mois", "Dans moins de 3 mois"
    PASSE_MOINS_DE_TROIS_MOIS = "passe_moins_de_trois_mois", "Il y a moins de 3 mois"
    PASSE_TROIS_A_SIX_MOIS = "passe_trois_a_six_mois", "Il y a 3 à 6 mois"
    PASSE_SIX_A_DOUZE_MOIS = "passe_six_a_douze_mois", "Il y a 6 à 12 mois"
    PASSE_PLUS_D_UN_AN = "passe_plus_d_un_an", "Il y a plus d'un an"


PASSEES = tuple(Tranche)[4:]
"""Slices of what has always happened: creation, last change."""
CONTINUE = "continue"
"""Stands beside the slices of an end: the fiche repeats every year."""


@dataclass(frozen=True, slots=True)
class Intervalle:
    """Days of a slice, both ends included; None where it has none."""

    tranche: Tranche
    du: date | None
    au: date | None


def decaler(jour: date, mois: int) -> date:
    """The same day that many months later (before, when negative), or the last of that month."""
    premier = reculer_de_mois(jour, -mois)
    return premier.replace(day=min(jour.day, last_day(premier, Precision.MOIS).day))


def list_intervalles(aujourdhui: date) -> tuple[Intervalle, ...]:
    """The slices seen from a day: together they hold every date once."""
    un = timedelta(days=1)
    dans3, dans6, dans12 = (decaler(aujourdhui, mois) for mois in (3, 6, 12))
    il_y_a3, il_y_a6, il_y_a12 = (decaler(aujourdhui, -mois) for mois in (3, 6, 12))
    bornes = (
        (dans12 + un, None), (dans6 + un, dans12), (dans3 + un, dans6), (aujourdhui, dans3),
        (il_y_a3, aujourdhui - un), (il_y_a6, il_y_a3 - un), (il_y_a12, il_y_a6 - un), (None, il_y_a12 - un),
    )  # fmt: skip
    return tuple(Intervalle(tranche, *ends) for tranche, ends in zip(Tranche, bornes, strict=True))


def list_passees(aujourdhui: date) -> tuple[Intervalle, ...]:
    """The slices of what is always past: the day itself is in the nearest one."""
    proche, *autres = list_intervalles(aujourdhui)[4:]
    return (Intervalle(proche.tranche, proche.du, None), *autres)
