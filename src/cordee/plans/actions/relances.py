"""Reminders of the day: ends that come or are passed, silences. Each is told once, even if the round runs twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from cordee.comptes.actions.notifications import notifier
from cordee.plans.actions.prevenir import ECHEANCE, RETARD, SANS_NOUVELLES
from cordee.plans.domain.retard import TypeRelance, relances_du_jour
from cordee.plans.queries.relances import cle_de_relance, datee, list_a_suivre, pilotes_par_fiche

GENRES = {
    TypeRelance.ECHEANCE_J30: ECHEANCE,
    TypeRelance.ECHEANCE_J7: ECHEANCE,
    TypeRelance.ECHEANCE_J1: ECHEANCE,
    TypeRelance.RETARD_J1: RETARD,
    TypeRelance.RETARD_J7: RETARD,
    TypeRelance.SANS_NOUVELLES: SANS_NOUVELLES,
}
RATTRAPAGE = timedelta(days=14)
"""Marks older than that are no longer news: an installation that slept a month does not send a month of reminders."""


def relancer_pilotes(*, le: datetime, depuis: date | None = None) -> int:
    """Tells the pilotes what the day calls for; `depuis` is the day of the last round. Returns how many were told."""
    aujourdhui = timezone.localtime(le).date()
    debut = max(depuis, aujourdhui - RATTRAPAGE) if depuis is not None else None
    fiches = {fiche.pk: fiche for fiche in list_a_suivre().iterator(chunk_size=2000)}
    relances = relances_du_jour((datee(fiche) for fiche in fiches.values()), aujourdhui, debut)
    pilotes = pilotes_par_fiche({relance.fiche for relance in relances})
    dites = 0
    for relance in relances:
        fiche = fiches[relance.fiche]
        dites += len(
            notifier(
                pilotes.get(fiche.pk, ()),
                GENRES[relance.type],
                fiche,
                par=None,
                le=le,
                delai=timedelta(0),
                cle=cle_de_relance(relance.type, relance.repere),
                parametres={"type": str(relance.type)},
                collectivite_id=fiche.collectivite_id,
                une_fois=True,
            )
        )
    return dites
