"""The days at which each collectivité announces an end, and its silence; those of domain.retard where it did not
choose."""

from __future__ import annotations

from cordee.plans.domain.retard import REPERES, SILENCE_JOURS, Reperes
from cordee.plans.models import ReglageRappels
from cordee.territoires.models import Collectivite


def reglage_rappels_of(collectivite: Collectivite) -> ReglageRappels | None:
    """What the collectivité chose, None when it did not."""
    return ReglageRappels.objects.filter(collectivite=collectivite).select_related("modifie_par").first()


def reperes_regles() -> dict[int, Reperes]:
    """What collectivités chose, by id. One query: few choose."""
    return {r.collectivite_id: lire_reperes(r) for r in ReglageRappels.objects.all()}


def lire_reperes(reglage: ReglageRappels | None) -> Reperes:
    """As the calculations read them."""
    if reglage is None:
        return REPERES
    return Reperes(tuple(reglage.avant), tuple(reglage.apres), reglage.silence)


def silences_reglees() -> dict[int, int]:
    """Days of silence that collectivités chose, by id, where they are not those of everybody. One query."""
    autres = ReglageRappels.objects.exclude(silence=SILENCE_JOURS)
    return dict(autres.values_list("collectivite_id", "silence"))
