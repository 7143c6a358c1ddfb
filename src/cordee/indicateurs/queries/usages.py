"""Who else uses an indicateur, without knowing the applications above."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.db.models import Model

from cordee.indicateurs.models import Indicateur

ICI = "indicateurs"


def usages_of(indicateur: Indicateur) -> dict[str, int]:
    """Rows of other applications (links of fiches, of axes…) that cite the indicateur: name of the model in the plural
    -> how many. Empty when it may be deleted. One query a model that can cite it."""
    comptes: dict[str, int] = {}
    for modele, colonne in _citants():
        nombre = modele._default_manager.filter(**{colonne: indicateur}).count()
        if nombre:
            nom = str(modele._meta.verbose_name_plural)
            comptes[nom] = comptes.get(nom, 0) + nombre
    return comptes


def _citants() -> Iterator[tuple[type[Model], str]]:
    """Models above that have a column or a link to an indicateur, with its name."""
    for relation in Indicateur._meta.get_fields(include_hidden=True):
        if not relation.auto_created or not relation.is_relation or relation.concrete:
            continue
        modele = cast(type[Model], relation.related_model)
        suit = getattr(modele, "part_avec_lui", False)  # rows that are about the indicateur, and go with it
        if modele._meta.app_label != ICI and not modele._meta.auto_created and not suit:
            yield modele, relation.field.name  # type: ignore[union-attr]  # a reverse relation has its field
