"""Rounds of the notifications, and what is said of the end of a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cordee.comptes.actions.envoi import envoyer_notifications, purger_notifications
from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.actions.travaux import TERMINE, annoncer_travaux
from cordee.comptes.models import Notification
from cordee.comptes.queries import travaux_par_pk
from cordee.socle.enums import EtatTravail
from cordee.socle.models import Travail
from cordee.socle.travaux import declarer_ronde


def envoyer(le: datetime) -> None:
    """Each minute."""
    envoyer_notifications(le=le)


def annoncer(le: datetime) -> None:
    """Each minute."""
    annoncer_travaux(le=le)


def rediger(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
    """Nothing of a job that was taken off the list, or whose file was fetched meanwhile."""
    travaux = travaux_par_pk(int(notification.objet_id) for notification in notifications)
    return [_dire(travaux.get(int(notification.objet_id))) for notification in notifications]


def _dire(travail: Travail | None) -> Message | None:
    if travail is None or travail.recupere_le is not None:
        return None
    if travail.etat_lisible is EtatTravail.ECHOUE:
        raison = travail.messages[0] if travail.messages else ""
        return Message(f"{travail.libelle} : ce travail a échoué", travail.get_absolute_url(), raison, LIEU)
    dit = "le document est prêt" if travail.fichier else "c'est terminé"
    lien = travail.lien or travail.get_absolute_url()
    return Message(f"{travail.libelle} : {dit}", lien, travail.message, LIEU)


LIEU = "Mes documents"


def purger(le: datetime) -> None:
    """Each day."""
    purger_notifications(le=le)


declarer_genre(
    TERMINE,
    "Document prêt",
    "Un export, un livret ou un import que vous avez demandé est prêt, ou a échoué, sans que vous l'ayez vu finir.",
    rediger,
)
declarer_ronde("comptes.annoncer_travaux", annoncer, chaque=timedelta(minutes=1))
declarer_ronde("comptes.envoyer_notifications", envoyer, chaque=timedelta(minutes=1))
declarer_ronde("comptes.purger_notifications", purger)
