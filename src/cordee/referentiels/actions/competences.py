"""Importing competences, with the scores that depend on the answers deduced from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.scores import recalculer_engagements
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.territoires.actions.competences import Declaration, declarer_competences


@transaction.atomic
def declarer_et_recalculer(
    declarations: Iterable[Declaration], *, par: Utilisateur | None, le: datetime
) -> tuple[int, int]:
    """Keeps the competences, then recomputes the référentiels opened by these collectivités; how many of each."""
    changees = declarer_competences(declarations, par=par, le=le)
    engagements = (
        Engagement.objects.filter(collectivite__in=changees)
        .exclude(mode=Mode.ARCHIVE)
        .select_related("referentiel", "collectivite")
    )
    return len(changees), recalculer_engagements(engagements, le=le)
