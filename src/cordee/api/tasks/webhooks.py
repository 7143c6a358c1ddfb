"""Webhooks at each beat: what happened is put in the queue, what is due leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from cordee.api.actions.livraison import livrer, purger_livraisons
from cordee.api.actions.prevenir import ABANDON, SUSPENSION
from cordee.api.actions.reperage import constater_retards, reperer_evenements
from cordee.api.models import Webhook
from cordee.api.queries.terrain import RONDE_RETARDS, dernier_constat
from cordee.api.queries.webhooks import abandonnees_par_webhook, administrateurs_par_webhook, webhooks_par_pk
from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.models import Notification
from cordee.outils.texte import accorder
from cordee.socle.travaux import declarer_ronde


def livrer_evenements(le: datetime) -> None:
    """At each beat."""
    reperer_evenements(par=None, le=le)
    livrer(le=le)


def constater(le: datetime) -> None:
    """Each day."""
    constater_retards(par=None, le=le, depuis=dernier_constat())


def purger(le: datetime) -> None:
    """Each day."""
    purger_livraisons(le=le)


def dire_abandon(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
    """Deliveries given up, as long as some are."""
    webhooks = _vus(notifications)
    nombres = abandonnees_par_webhook(webhooks)

    def dire(webhook: Webhook) -> Message | None:
        nombre = nombres.get(webhook.pk, 0)
        if not nombre:
            return None
        dites = f"{nombre} {accorder(nombre, 'livraison abandonnée', 'livraisons abandonnées')}"
        return Message(
            f"Webhook « {webhook.nom} » : {dites}", webhook.get_absolute_url(),
            "Dix essais n'ont pas abouti. Voyez ce que l'outil a répondu, puis renvoyez-les.", webhook.collectivite.nom,
        )  # fmt: skip

    return _rediger(notifications, webhooks, dire)


def dire_suspension(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
    """A suspension, as long as it lasts."""

    def dire(webhook: Webhook) -> Message | None:
        if webhook.actif:
            return None
        return Message(
            f"Le webhook « {webhook.nom} » est suspendu", webhook.get_absolute_url(),
            f"Raison : {webhook.raison.rstrip('.')}. Ce qui arrive l'attend, et partira quand vous le reprendrez.",
            webhook.collectivite.nom,
        )  # fmt: skip

    return _rediger(notifications, _vus(notifications), dire)


def _vus(notifications: list[Notification]) -> dict[int, Webhook]:
    return webhooks_par_pk(int(notification.objet_id) for notification in notifications)


def _rediger(
    notifications: list[Notification], webhooks: dict[int, Webhook], dire: Callable[[Webhook], Message | None]
) -> list[Message | None]:
    """Nothing of a webhook that is gone, nor to somebody who no longer administers its collectivité."""
    administrent = administrateurs_par_webhook(webhooks.values())
    messages: list[Message | None] = []
    for notification in notifications:
        webhook = webhooks.get(int(notification.objet_id))
        concernee = webhook is not None and notification.destinataire_id in administrent[webhook.pk]
        messages.append(dire(webhook) if webhook is not None and concernee else None)
    return messages


declarer_genre(
    ABANDON,
    "Webhook : livraison abandonnée",
    "Un envoi vers un autre outil n'a pas abouti en dix essais.",
    dire_abandon,
)
declarer_genre(
    SUSPENSION, "Webhook suspendu", "Un webhook est suspendu parce qu'aucun envoi n'arrive.", dire_suspension
)
declarer_ronde("api.livrer_webhooks", livrer_evenements, chaque=timedelta(seconds=20))
declarer_ronde(RONDE_RETARDS, constater)
declarer_ronde("api.purger_livraisons", purger)
