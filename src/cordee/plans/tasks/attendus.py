"""What is said of what is expected of somebody, and of those who wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.models import Notification
from cordee.outils.dates import jour_long
from cordee.plans.actions.blocages import dire_blocage
from cordee.plans.actions.prevenir_attendus import ATTENDU, ATTENTE_DEPASSEE, LEVEE, compte_attendu
from cordee.plans.domain.reperes import dire_ecart
from cordee.plans.models import Blocage
from cordee.plans.queries.notifications import blocages_par_pk
from cordee.plans.queries.relances import FicheVue, dernieres_relances
from cordee.plans.tasks.notifications import composer_message, nommer, sur_objet


def rediger_attendu(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
    """To the person still awaited, by the latest notification of each blocage alone."""
    jour, dernieres = timezone.localtime(le).date(), dernieres_relances(notifications)

    def dire(notification: Notification, blocage: Any, vue: FicheVue) -> Message | None:
        compte = compte_attendu(blocage)
        if compte is None or compte.pk != notification.destinataire_id or notification.pk not in dernieres:
            return None
        if (blocage.leve_le is not None) != (notification.cle == LEVEE):
            return None
        return _dire_leve(blocage, vue) if blocage.leve_le is not None else _dire_attendu(blocage, vue, jour)

    return sur_objet(blocages_par_pk, dire)(notifications, le)


def _dire_attendu(blocage: Blocage, vue: FicheVue, jour: date) -> Message:
    attendu_le = blocage.attendu_le
    if attendu_le is None:
        quand = ""
    elif attendu_le >= jour:
        quand = f", pour le {jour_long(attendu_le)} ({dire_ecart((attendu_le - jour).days)})"
    else:
        quand = f" : c'était pour le {jour_long(attendu_le)} ({dire_ecart((attendu_le - jour).days)})"
    titre = f"On attend quelque chose de vous sur {nommer(vue)}{quand}"
    return composer_message(vue, titre, _raison(blocage), "#blocages")


def _dire_leve(blocage: Blocage, vue: FicheVue) -> Message:
    return composer_message(vue, f"{nommer(vue)} n'attend plus rien de vous", f"Levé : {_raison(blocage)}", "#blocages")


def rediger_depassee(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
    """To the pilotes of a fiche that is still blocked after the day when it should not be."""
    jour = timezone.localtime(le).date()

    def dire(notification: Notification, blocage: Any, vue: FicheVue) -> Message | None:
        attendu_le = blocage.attendu_le
        if blocage.leve_le is not None or attendu_le is None or attendu_le >= jour:
            return None
        de = f" de {blocage.attendu_de}" if blocage.attendu_de else ""
        titre = f"Ce qui bloque {nommer(vue)} n'est pas levé"
        quand = f"Attendu{de} le {jour_long(attendu_le)}, {dire_ecart((attendu_le - jour).days)}."
        return composer_message(vue, titre, f"{_raison(blocage)} {quand}", "#blocages")

    return sur_objet(blocages_par_pk, dire)(notifications, le)


def _raison(blocage: Blocage) -> str:
    return f"{dire_blocage(blocage).rstrip('. ')}."


declarer_genre(
    ATTENDU, "Ce que l'on attend de moi",
    "Une fiche bloquée attend quelque chose de vous : à l'instant, 7 jours et 1 jour avant, 1 jour et 7 jours après.",
    rediger_attendu,
)  # fmt: skip
declarer_genre(
    ATTENTE_DEPASSEE, "Attente dépassée",
    "Ce qui bloque une fiche que vous pilotez n'est pas levé le lendemain du jour attendu.", rediger_depassee,
)  # fmt: skip
