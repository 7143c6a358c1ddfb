"""Kinds of jobs and rounds for one test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.comptes.factories import UtilisateurFactory

from cordee.socle.models import Travail
from cordee.socle.travaux import Suivi, declarer_ronde, declarer_travail, registre

LE = datetime(2026, 4, 8, 9, 30, tzinfo=UTC)
"""A Wednesday morning."""


@contextmanager
def travail_essai(executer: Callable[[Travail, Suivi], None], code: str = "essai.faire") -> Iterator[str]:
    """A kind of job, forgotten at the end."""
    declarer_travail(code, "Essai", executer)
    try:
        yield code
    finally:
        del registre._TRAVAUX[code]


@contextmanager
def seules_rondes(**executions: Callable[[datetime], object]) -> Iterator[None]:
    """These rounds and no other: `jour` in the name makes it daily, else it is each minute."""
    avant = dict(registre._RONDES)
    registre._RONDES.clear()
    for nom, executer in executions.items():
        chaque = registre.UN_JOUR if "jour" in nom else timedelta(minutes=1)
        declarer_ronde(f"essai.{nom}", executer, chaque=chaque)
    try:
        yield
    finally:
        registre._RONDES.clear()
        registre._RONDES.update(avant)


def creer_travail(**champs: Any) -> Travail:
    """A row, without anything in the queue."""
    valeurs: dict[str, Any] = {"genre": "essai.faire", "libelle": "Export du plan", "cree_le": LE, "vu_le": LE}
    if "demande_par" not in champs:
        valeurs["demande_par"] = UtilisateurFactory()
    return Travail.objects.create(**{**valeurs, **champs})
