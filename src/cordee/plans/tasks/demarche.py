"""Reminders about the démarches PCAET: asked each day, worded when they are read or sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.models import Notification
from cordee.plans.actions.demarche_rappels import GENRE, rappeler_demarches
from cordee.plans.domain.pcaet import Rappel, fin_des_avis, rappels
from cordee.plans.models import DemarchePcaet
from cordee.plans.queries.demarche import avis_of, cycle_of, demarches_par_pk, derniers_rappels, destinataires_of
from cordee.socle.travaux import declarer_ronde


def rediger(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
    """The words of each reminder; nothing when what it asked is done, or when the person no longer edits there. The
    same reminder at other dates (another palier, a deadline that moved) is said by the latest one alone."""
    demarches = demarches_par_pk(int(notification.objet_id) for notification in notifications)
    qui = {pk: {u.pk for u in personnes} for pk, personnes in destinataires_of(demarches.values()).items()}
    derniers = derniers_rappels(notifications)
    messages: list[Message | None] = []
    for notification in notifications:
        demarche = demarches.get(int(notification.objet_id))
        depasse = notification.pk not in derniers
        if demarche is None or depasse or notification.destinataire_id not in qui[demarche.pk]:
            messages.append(None)
            continue
        rappel = _toujours_vrai(demarche, notification, le)
        lien = demarche.get_absolute_url()
        messages.append(Message(rappel.phrase, lien, demarche.nom, demarche.collectivite.nom) if rappel else None)
    return messages


def _toujours_vrai(demarche: DemarchePcaet, notification: Notification, le: datetime) -> Rappel | None:
    """The reminder as it stands that day: opinions that were expected may have become silent since."""
    trouves = rappels(
        cycle_of(demarche),
        timezone.localtime(le).date(),
        fin_avis=fin_des_avis(avis_of(demarche), demarche.echeance_avis),
        active=demarche.etat_lisible.est_active,
    )
    code = str(notification.parametres.get("code", ""))
    return next((rappel for rappel in trouves if rappel.code == code), None)


def rappeler(le: datetime) -> None:
    """Each day."""
    rappeler_demarches(par=None, le=le)


declarer_genre(
    GENRE,
    "Échéance d'une démarche PCAET",
    "Avis attendus, bilan à mi-parcours ou évaluation à déposer, adoption en retard.",
    rediger,
)
declarer_ronde("plans.demarches_pcaet", rappeler)
