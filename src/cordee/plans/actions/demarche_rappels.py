"""Reminders about the démarches PCAET, asked once a day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cordee.comptes.actions.notifications import notifier
from cordee.comptes.models import Utilisateur
from cordee.plans.domain.pcaet import fin_des_avis, rappels
from cordee.plans.queries.demarche import (
    avis_of,
    cycle_of,
    list_actives_et_adoptees,
    prevenus_of,
)

GENRE = "plans.demarche_pcaet"


@transaction.atomic
def rappeler_demarches(*, par: Utilisateur | None, le: datetime) -> int:
    """Tells the pilotes (the editors when there is none), and those of the plan, what is due, once for each date and
    each palier. Returns how many people were told something new."""
    demarches = list(list_actives_et_adoptees())
    qui = prevenus_of(demarches)
    envoyees = 0
    for demarche in demarches:
        for rappel in rappels(
            cycle_of(demarche),
            timezone.localdate(le),
            fin_avis=fin_des_avis(avis_of(demarche), demarche.echeance_avis),
            active=demarche.etat_lisible.est_active,
        ):
            envoyees += len(
                notifier(
                    qui[demarche.pk], GENRE, demarche, par=par, le=le, une_fois=True,
                    cle=rappel.cle,
                    parametres={"phrase": rappel.phrase, "code": rappel.code},
                    collectivite_id=demarche.collectivite_id,
                )
            )  # fmt: skip
    return envoyees
