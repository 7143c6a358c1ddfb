"""An axe changed and moved at once. Rights, checks and trail are those of `plans.actions.axes`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.axes import deplacer_axe, modifier_axe
from cordee.plans.models import Axe


@transaction.atomic
def ecrire_axe(
    axe: Axe, textes: Mapping[str, str], place: tuple[Axe | None, int | None] | None, *, par: Utilisateur, le: datetime
) -> Axe:
    """Writes the texts given (nom, code, description) and moves the axe where `place` (parent, rank; None: last) says,
    both or neither. Raises what these two actions raise."""
    ecrit = modifier_axe(axe, **textes, par=par, le=le)
    if place is not None:
        ecrit = deplacer_axe(ecrit, place[0], rang=place[1], par=par, le=le)
        ecrit.refresh_from_db(fields=["position"])
    return ecrit
