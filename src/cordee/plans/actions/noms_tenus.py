"""Names that something above holds. A row of another application that protects a name (`on_delete=PROTECT`) keeps it:
it follows the name when two become one, and the name is not deleted under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import PROTECT, QuerySet

from cordee.plans.models import Etiquette, Personne


def suivre_le_nom(garde: Etiquette | Personne, partis: Iterable[int]) -> None:
    """What holds the names that go holds the one that stays."""
    liste = list(partis)
    for colonne, lignes in _tenants(garde):
        lignes.filter(**{f"{colonne}__in": liste}).update(**{colonne: garde})


def est_tenu(nom: Etiquette | Personne) -> bool:
    """Whether something holds it."""
    return any(lignes.filter(**{colonne: nom}).exists() for colonne, lignes in _tenants(nom))


def _tenants(nom: Etiquette | Personne) -> Iterator[tuple[str, QuerySet[Any]]]:
    for relation in nom._meta.related_objects:
        if relation.on_delete is PROTECT:
            yield relation.field.name, relation.related_model._default_manager.all()
