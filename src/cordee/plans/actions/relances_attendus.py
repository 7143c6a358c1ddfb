"""Reminders of the day about what blocks: to the person of whom something is expected, then to the pilotes who wait."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from cordee.comptes.actions.notifications import Demande, notifier_plusieurs
from cordee.plans.actions.prevenir import pilotes_par_pk
from cordee.plans.actions.prevenir_attendus import ATTENDU, ATTENTE_DEPASSEE, compte_attendu
from cordee.plans.actions.relances import RATTRAPAGE
from cordee.plans.domain.reperes import ECARTS_ATTENDU, find_ecart
from cordee.plans.models import Blocage
from cordee.plans.queries.attendus import list_a_relancer

LENDEMAIN = 1


def relancer_attendus(*, le: datetime, depuis: date | None = None) -> int:
    """Tells what the day calls for; `depuis` is the day of the last round. Returns how many were told."""
    jour = timezone.localtime(le).date()
    veille = max(depuis, jour - RATTRAPAGE) if depuis is not None else jour - timedelta(days=1)
    poses = list(
        list_a_relancer(veille - timedelta(days=max(ECARTS_ATTENDU)), jour - timedelta(days=min(ECARTS_ATTENDU)))
    )
    demandes, depasses = [], []
    for blocage in poses:
        assert blocage.attendu_le is not None
        ecart = find_ecart(blocage.attendu_le, ECARTS_ATTENDU, jour, veille)
        compte = compte_attendu(blocage)
        if ecart is not None and compte is not None:
            demandes.append(_demander(blocage, [compte], f"j{ecart}:{blocage.attendu_le.isoformat()}"))
        if find_ecart(blocage.attendu_le, [LENDEMAIN], jour, veille) is not None:
            depasses.append(blocage)
    pilotes = pilotes_par_pk([blocage.fiche for blocage in depasses])
    attentes = [_demander(b, pilotes[b.fiche_id], f"{b.attendu_le}") for b in depasses]
    return sum(
        len(notifier_plusieurs(siennes, genre, par=None, le=le, delai=timedelta(0), une_fois=True))
        for genre, siennes in ((ATTENDU, demandes), (ATTENTE_DEPASSEE, attentes))
    )


def _demander(blocage: Blocage, qui: list, cle: str) -> Demande:  # type: ignore[type-arg]
    return Demande(blocage, qui, cle=cle, collectivite_id=blocage.fiche.collectivite_id)
