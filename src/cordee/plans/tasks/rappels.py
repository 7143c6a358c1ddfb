"""The reminders of the day, and what they say."""

from __future__ import annotations

from datetime import datetime

from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.models import Notification
from cordee.plans.actions.rappels import RAPPEL, envoyer_rappels
from cordee.plans.models import Rappel
from cordee.plans.queries.rappels import rappels_par_pk
from cordee.plans.queries.relances import FicheVue
from cordee.plans.tasks.notifications import composer_message, nommer, sur_objet
from cordee.socle.travaux import declarer_ronde


def dire_rappel(notification: Notification, rappel: Rappel, vue: FicheVue) -> Message | None:
    """The word that was left; nothing when the reminder was put off since."""
    if rappel.jour.isoformat() != notification.cle:
        return None
    mot = f"« {rappel.mot} »" if rappel.mot else ""
    de = f"Posé par {rappel.auteur_nom}." if rappel.auteur_id != rappel.destinataire_id and rappel.auteur_nom else ""
    return composer_message(vue, f"Rappel : {nommer(vue)}", " ".join(filter(None, (mot, de))), "#rappels")


def envoyer(le: datetime) -> None:
    """Each day, before the messages of the morning."""
    envoyer_rappels(le=le)


declarer_genre(
    RAPPEL, "Rappel", "Un rappel que vous avez posé sur une fiche, ou qu'on a posé pour vous, le matin de son jour.",
    sur_objet(rappels_par_pk, dire_rappel),
)  # fmt: skip
declarer_ronde("plans.envoyer_rappels", envoyer)
