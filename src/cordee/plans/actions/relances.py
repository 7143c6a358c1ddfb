"""Reminders of the day: ends that come or are passed, silences. Each is told once, even if the round runs twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from cordee.comptes.actions.notifications import Demande, notifier_plusieurs
from cordee.plans.actions.prevenir import ECHEANCE, RETARD, SANS_NOUVELLES
from cordee.plans.domain.retard import REPERES, TypeRelance, relances_du_jour
from cordee.plans.queries.reglages_rappels import reperes_regles
from cordee.plans.queries.relances import cle_de_relance, datee, list_a_suivre, pilotes_par_fiche

GENRES = {
    TypeRelance.ECHEANCE: ECHEANCE,
    TypeRelance.RETARD: RETARD,
    TypeRelance.SANS_NOUVELLES: SANS_NOUVELLES,
}
RATTRAPAGE = timedelta(days=14)
"""Marks older than that are no longer news: an installation that slept a month does not send a month of reminders."""


def relancer_pilotes(*, le: datetime, depuis: date | None = None) -> int:
    """Tells the pilotes what the day calls for; `depuis` is the day of the last round. Returns how many were told."""
    aujourdhui = timezone.localtime(le).date()
    debut = max(depuis, aujourdhui - RATTRAPAGE) if depuis is not None else None
    fiches = {fiche.pk: fiche for fiche in list_a_suivre().iterator(chunk_size=2000)}
    reperes = reperes_regles()
    relances = [
        relance
        for fiche in fiches.values()
        for relance in relances_du_jour([datee(fiche)], aujourdhui, debut, reperes.get(fiche.collectivite_id, REPERES))
    ]
    pilotes = pilotes_par_fiche({relance.fiche for relance in relances})
    demandes: dict[str, list[Demande]] = {}
    for relance in relances:
        demande = Demande(
            fiches[relance.fiche],
            pilotes.get(relance.fiche, ()),
            cle_de_relance(relance),
            {"type": str(relance.type)},
            fiches[relance.fiche].collectivite_id,
        )
        demandes.setdefault(GENRES[relance.type], []).append(demande)
    return sum(
        len(notifier_plusieurs(siennes, genre, par=None, le=le, delai=timedelta(0), une_fois=True))
        for genre, siennes in demandes.items()
    )
