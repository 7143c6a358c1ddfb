"""What applications above say of indicateurs, in the list and in its files, without being known here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cordee.comptes.models import Utilisateur
from cordee.territoires.models import Collectivite


@dataclass(frozen=True)
class Complement:
    """A filter of the list, and a column of its files. `options` gives (value, words); `garder` keeps the indicateurs
    of one of these values; `dire` gives the words of each, by id."""

    cle: str
    libelle: str
    tous: str
    options: Callable[[Utilisateur, Collectivite], list[tuple[str, str]]]
    garder: Callable[[QuerySet[Any], Utilisateur, Collectivite, str], QuerySet[Any]]
    dire: Callable[[Collectivite, Collection[int]], dict[int, str]]


_COMPLEMENTS: dict[str, Complement] = {}


def declarer_complement(complement: Complement) -> None:
    """Registers one, once."""
    if complement.cle in _COMPLEMENTS:
        raise LookupError(f"complément déjà déclaré : {complement.cle}")
    _COMPLEMENTS[complement.cle] = complement


def complements() -> list[Complement]:
    """In the order of declaration."""
    return list(_COMPLEMENTS.values())
