"""What the circuit of validation says, and its round of each day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.models import Notification
from cordee.outils.dates import jour_long
from cordee.outils.texte import accorder
from cordee.plans.actions import prevenir_validation as prevenir
from cordee.plans.actions.validation_suivi import suivre_depuis
from cordee.plans.domain.validation import Etat, GesteValidation
from cordee.plans.models import Validation
from cordee.plans.queries.notifications import plans_vus_par
from cordee.plans.queries.relances import FicheVue
from cordee.plans.queries.validation import validations_par_pk
from cordee.plans.tasks.notifications import Rediger, composer_message, nommer, sur_objet
from cordee.socle.travaux import declarer_ronde

RONDE = "plans.suivre_validations"
RECUL = timedelta(days=2)
"""How far back the round of each day looks for a content that nobody compared: one night may have been missed."""
EXTRAIT = 160


def _rediger(dire: Callable[[Validation, FicheVue, datetime], Message | None]) -> Rediger:
    """Redaction of a kind about a validation: to those who see the fiche; the plan is named to those who see it."""

    def rediger(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
        personnes = {n.destinataire_id: n.destinataire for n in notifications}
        plans = {v.plan_id for v in validations_par_pk(int(n.objet_id) for n in notifications).values()}
        vus = {qui: plans_vus_par(personne, plans) for qui, personne in personnes.items()}

        def dire_a(notification: Notification, validation: Validation, vue: FicheVue) -> Message | None:
            message = dire(validation, vue, le)
            if message is None or validation.plan_id not in vus[notification.destinataire_id]:
                return message
            lien = reverse("fiche_validation", args=[vue.collectivite.siren, vue.fiche.pk, validation.plan_id])
            return replace(message, lien=lien, lieu=validation.plan.nom)

        return sur_objet(validations_par_pk, dire_a)(notifications, le)

    return rediger


def dire_proposee(validation: Validation, vue: FicheVue, le: datetime) -> Message | None:
    """A fiche waits to be validated; nothing when it no longer does."""
    if not _attend(validation):
        return None
    return composer_message(vue, f"{_auteur(validation)} propose {nommer(vue)} à la validation", _mot(validation))


def dire_attendue(validation: Validation, vue: FicheVue, le: datetime) -> Message | None:
    """The same, days later."""
    if not _attend(validation) or validation.derniere is None:
        return None
    depuis = timezone.localtime(validation.derniere.le).date()
    jours = (timezone.localtime(le).date() - depuis).days
    return composer_message(
        vue, f"{nommer(vue)} attend d'être validée depuis {jours} {accorder(jours, 'jour')}",
        f"Proposée le {jour_long(depuis)} par {_auteur(validation)}.",
    )  # fmt: skip


def dire_validee(validation: Validation, vue: FicheVue, le: datetime) -> Message | None:
    """A fiche of the person was validated; nothing when that was taken back."""
    if validation.derniere is None or validation.derniere.geste != GesteValidation.VALIDER:
        return None
    return composer_message(vue, f"{_auteur(validation)} a validé {nommer(vue)}", _mot(validation))


def dire_renvoyee(validation: Validation, vue: FicheVue, le: datetime) -> Message | None:
    """A fiche of the person was sent back, or its validation taken back; nothing once it is proposed again."""
    geste = validation.derniere.geste if validation.derniere is not None else ""
    if geste == GesteValidation.RENVOYER:
        return composer_message(vue, f"{_auteur(validation)} vous renvoie {nommer(vue)}", _mot(validation))
    if geste == GesteValidation.RETIRER:
        return composer_message(vue, f"{_auteur(validation)} a retiré la validation de {nommer(vue)}", _mot(validation))
    return None


def _attend(validation: Validation) -> bool:
    return validation.etat == Etat.PROPOSEE and validation.plan.circuit.actif


def _auteur(validation: Validation) -> str:
    return (validation.derniere.par_nom if validation.derniere is not None else "") or "Quelqu'un"


def _mot(validation: Validation) -> str:
    mot = " ".join(validation.derniere.mot.split()) if validation.derniere is not None else ""
    if not mot:
        return ""
    return f"« {mot} »" if len(mot) <= EXTRAIT else f"« {mot[: EXTRAIT - 1].rstrip()}… »"


def suivre(le: datetime) -> None:
    """Each day: proposals that wait are recalled, contents that no action compared are."""
    prevenir.rappeler_propositions(le=le)
    suivre_depuis(le - RECUL)


declarer_genre(
    prevenir.PROPOSEE, "Fiche à valider", "Une fiche d'un plan dont vous validez les fiches est proposée.",
    _rediger(dire_proposee),
)  # fmt: skip
declarer_genre(
    prevenir.VALIDEE, "Fiche validée", "Une fiche que vous pilotez, ou que vous avez proposée, est validée.",
    _rediger(dire_validee),
)  # fmt: skip
declarer_genre(
    prevenir.RENVOYEE, "Fiche renvoyée",
    "Une fiche que vous pilotez, ou que vous avez proposée, est renvoyée avec un mot.",
    _rediger(dire_renvoyee),
)  # fmt: skip
declarer_genre(
    prevenir.ATTENDUE, "Validation en attente", "Une fiche à valider attend depuis sept jours.",
    _rediger(dire_attendue),
)  # fmt: skip
declarer_ronde(RONDE, suivre)
