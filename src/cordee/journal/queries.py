"""Reading the audit trail."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from cordee.journal.models import Ecriture


def list_ecritures_for(collectivites: Iterable[int]) -> QuerySet[Ecriture]:
    """Entries of these collectivités, newest first, with their actor."""
    return Ecriture.objects.filter(collectivite_id__in=list(collectivites)).select_related("acteur")
