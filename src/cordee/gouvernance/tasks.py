"""What notifications about décisions say, made when they are sent: nothing to somebody who may no longer see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.models import Notification
from cordee.gouvernance.actions.decisions import CONFIEE
from cordee.gouvernance.domain import EtatDecision
from cordee.gouvernance.queries import decisions_vues_par
from cordee.outils.dates import jour_long


def rediger_decisions(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
    """One message a décision still to be done, that its person sees."""
    par_personne: dict[int, list[Notification]] = {}
    for notification in notifications:
        par_personne.setdefault(notification.destinataire_id, []).append(notification)
    vues = {
        qui: decisions_vues_par(siennes[0].destinataire, [int(n.objet_id) for n in siennes])
        for qui, siennes in par_personne.items()
    }
    messages: list[Message | None] = []
    for notification in notifications:
        decision = vues[notification.destinataire_id].get(int(notification.objet_id))
        if decision is None or decision.etat != EtatDecision.A_FAIRE:
            messages.append(None)
            continue
        reunion = decision.reunion
        quand = f", pour le {jour_long(decision.echeance)}" if decision.echeance else ""
        messages.append(
            Message(
                titre=f"Une décision vous est confiée{quand} : « {decision.texte[:160]} »",
                lien=reverse("reunion", args=[reunion.collectivite.siren, reunion.pk]) + f"#decision-{decision.pk}",
                detail=f"Réunion de « {reunion.instance.nom} » du {jour_long(reunion.jour)}",
                lieu=reunion.collectivite.appellation,
            )
        )
    return messages


declarer_genre(
    CONFIEE,
    "Une décision vous est confiée",
    "Quand une réunion vous charge d'une suite à donner.",
    rediger_decisions,
)
