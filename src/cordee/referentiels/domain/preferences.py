"""Which référentiels a collectivité shows and may change. Source: docs/calculs/scores.md, « Référentiels ouverts »."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

SEUILS_ACTIVITE: Final = (50, 150)
"""Reaching 50 statuts is one sign of engagement, 150 another; the same for comments."""

DUREE_ACTIVITE: Final = timedelta(days=365)
SIGNES_SUFFISANTS: Final = 2


class Mode(StrEnum):
    """How a collectivité holds a référentiel."""

    ECRITURE = "ecriture"
    CONSULTATION = "consultation"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Preference:
    """Whether a référentiel is shown, and how it is held."""

    affiche: bool
    mode: Mode


OUVERT: Final = Preference(True, Mode.ECRITURE)
EN_CONSULTATION: Final = Preference(True, Mode.CONSULTATION)
ARCHIVE: Final = Preference(False, Mode.ARCHIVE)


def is_displayed(
    nombre_statuts: int, nombre_commentaires: int, derniere_activite: datetime | None, le: datetime
) -> bool:
    """Whether a collectivité is engaged enough in CAE or ECI to keep seeing it: two signs out of five."""
    signes = sum(nombre >= seuil for nombre in (nombre_statuts, nombre_commentaires) for seuil in SEUILS_ACTIVITE)
    recente = derniere_activite is not None and le - derniere_activite <= DUREE_ACTIVITE
    return signes + recente >= SIGNES_SUFFISANTS


def can_mutate(mode: Mode) -> bool:
    """Whether statuts, comments and answers may be changed."""
    return mode is Mode.ECRITURE


def derive_preferences(*, cae: bool, eci: bool) -> dict[str, Preference]:
    """Preferences of a collectivité engaged in CAE, in ECI, in both, or in neither (then TE is the one to fill in)."""
    return {
        "cae": OUVERT if cae else ARCHIVE,
        "eci": OUVERT if eci else ARCHIVE,
        "te": EN_CONSULTATION if cae or eci else OUVERT,
    }


def preferences_of_display(affiches: Mapping[str, bool]) -> dict[str, Preference]:
    """Preferences deduced from the référentiels that a collectivité shows; TE hidden stays readable later."""
    preferences = derive_preferences(cae=affiches.get("cae", False), eci=affiches.get("eci", False))
    if not affiches.get("te", True):
        preferences["te"] = Preference(False, preferences["te"].mode)
    return preferences
