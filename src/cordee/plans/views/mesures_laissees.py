"""Links to mesures that a copy does not take, said beside it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet

from cordee.plans.models import Fiche
from cordee.plans.queries.mesures_servies import mesures_laissees
from cordee.socle.requetes import Requete


def avertir_mesures(request: Requete, originaux: QuerySet[Fiche], copies: QuerySet[Fiche]) -> None:
    """Names the mesures that the originals serve and that their copies do not."""
    if laissees := mesures_laissees(originaux, copies):
        messages.warning(
            request,
            f"Ces mesures ne sont pas liées à la copie : {laissees}. Leur référentiel n'est pas ouvert à l'écriture.",
        )
