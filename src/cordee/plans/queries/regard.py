"""From where and when one looks at a list of fiches: what filters and orders need besides what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.champs_personnalises import Definition
from cordee.plans.models import Fiche, Plan
from cordee.territoires.models import Collectivite


@dataclass(frozen=True, slots=True)
class Regard:
    """From where and when one looks: some filters depend on it."""

    collectivite: Collectivite
    aujourdhui: date
    plan: Plan | None = None
    axes: tuple[int, ...] = ()
    """Axes of the plan in the order in which they read, when the list follows it."""
    visibles: QuerySet[Fiche] | None = None
    """What the person sees there: a tie with any other fiche is as absent as the fiche itself."""
    champs: Mapping[int, Definition] = field(default_factory=dict)
    """Fields of the collectivité that the person reads, by id: the others filter and sort nothing."""
    utilisateur: Utilisateur | None = None
    """Who looks: the added fields that they read are those that they may ask to be filled."""
    avancements: Callable[[], Mapping[int, float]] = dict
    """Progress of the fiches in percent by id, asked when the list is sorted by it."""
