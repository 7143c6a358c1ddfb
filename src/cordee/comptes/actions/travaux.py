"""Telling people that a job they asked for has ended, when they did not see it end."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordee.comptes.actions.notifications import Demande, notifier_plusieurs
from cordee.comptes.models import Utilisateur
from cordee.socle.models import Travail
from cordee.socle.travaux.lecture import MEMOIRE, fins_vues, list_finis_entre

TERMINE = "comptes.travail_termine"
REGARD = timedelta(seconds=10)
"""Time given to an open page to show the end of a job: it asks every second."""
LONGUEUR = timedelta(minutes=2)
"""A job that took so long, its wait included, is told by e-mail too: the person has left."""


def annoncer_travaux(*, le: datetime) -> int:
    """Tells, once, the end of the jobs that nobody saw end. Returns how many were told."""
    travaux = list(list_finis_entre(le - MEMOIRE, le - REGARD).filter(recupere_le=None).select_related("demande_par"))
    vus = fins_vues(travail.pk for travail in travaux)
    demandes = [_demander(travail) for travail in travaux if travail.pk not in vus]
    return len(notifier_plusieurs(demandes, TERMINE, par=None, le=le, delai=timedelta(0), une_fois=True))


def _demander(travail: Travail) -> Demande:
    qui: Utilisateur | None = travail.demande_par
    assert qui is not None
    assert travail.fin_le is not None
    long = travail.fin_le - travail.cree_le >= LONGUEUR
    return Demande(travail, [qui], collectivite_id=travail.collectivite_id, courriel=long)
