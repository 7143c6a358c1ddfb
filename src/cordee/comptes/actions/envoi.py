"""Sending notifications by e-mail: gathered by person, their words made at this very moment, tried again when the mail
server is away."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cordee.comptes.actions.notifications import Message, RedactionImpossible, genres_declares, rediger_notifications
from cordee.comptes.actions.preferences import jeton_desabonnement
from cordee.comptes.domain.rendez_vous import dernier_rendez_vous
from cordee.comptes.enums import EtatNotification, Frequence
from cordee.comptes.models import TOUS_LES_GENRES, Notification, PreferenceNotification, Utilisateur
from cordee.comptes.queries import frequence_reglee

logger = logging.getLogger(__name__)
LOT = 2000
"""Notifications taken at once; the rest waits for the next beat."""
PAR_MESSAGE = 40
"""Notifications written in full in one message."""
REPRISES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 240))
"""Rest after each failed attempt; the last one is never used: the notification is given up."""
ESSAIS_MAX = len(REPRISES)
CONSERVATION = timedelta(days=180)
ERREUR_MAX = 300


def envoyer_notifications(*, le: datetime) -> int:
    """Sends what is due at this instant, one message per person, and returns how many messages left. What a person
    read meanwhile, or does not want by e-mail, stays in the application; what is no longer worth telling is cancelled.
    Nothing is locked while the mail server is spoken to."""
    prises = _prendre(le)
    mots = rediger_notifications(prises, le=le)
    refus = _sans_courriel(prises)
    plis: dict[Utilisateur, Pli] = defaultdict(Pli)
    sorts: dict[EtatNotification, list[int]] = defaultdict(list)
    for notification in prises:
        redige = mots[notification.pk]
        if not notification.destinataire.is_active or redige is None:
            sorts[EtatNotification.ANNULEE].append(notification.pk)
        elif isinstance(redige, RedactionImpossible):
            _rater([notification], f"rédaction : {redige}")
        elif notification.lue_le is not None or notification.pk in refus:
            sorts[EtatNotification.SANS_COURRIEL].append(notification.pk)
        else:
            plis[notification.destinataire].ajouter(notification, redige)
    for etat, pks in sorts.items():
        Notification.objects.filter(pk__in=pks).update(etat=etat)
    return _poster(plis, le)


def purger_notifications(*, le: datetime) -> int:
    """Deletes what is older than CONSERVATION; returns how many."""
    return Notification.objects.filter(cree_le__lt=le - CONSERVATION).delete()[0]


@dataclass
class Pli:
    """What one message will hold."""

    notifications: list[Notification] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def ajouter(self, notification: Notification, message: Message) -> None:
        """One more."""
        self.notifications.append(notification)
        self.messages.append(message)

    @property
    def genre(self) -> str:
        """The kind, when the message holds only one."""
        genres = {n.genre for n in self.notifications}
        return genres.pop() if len(genres) == 1 else ""


@transaction.atomic
def _prendre(le: datetime) -> list[Notification]:
    """The notifications due, reserved for this process until their next attempt."""
    ici = timezone.localtime(le)
    dues = (
        Notification.objects.filter(etat=EtatNotification.EN_ATTENTE, envoyer_apres__lte=le)
        .filter(Q(essai_apres=None) | Q(essai_apres__lte=le))
        .exclude(
            destinataire__reglage_notification__frequence=Frequence.QUOTIDIEN,
            envoyer_apres__gt=dernier_rendez_vous(ici),
        )
        .exclude(
            destinataire__reglage_notification__frequence=Frequence.HEBDOMADAIRE,
            envoyer_apres__gt=dernier_rendez_vous(ici, chaque_semaine=True),
        )
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("destinataire__reglage_notification", "auteur")
        .order_by("destinataire_id", "cree_le", "id")
    )
    prises = list(dues[:LOT])
    for essais, reprise in enumerate(REPRISES):
        pks = [n.pk for n in prises if n.essais == essais]
        if pks:
            Notification.objects.filter(pk__in=pks).update(essais=F("essais") + 1, essai_apres=le + reprise)
    return prises


def _sans_courriel(notifications: list[Notification]) -> set[int]:
    """Those that their person does not want by e-mail."""
    personnes = {n.destinataire_id for n in notifications}
    reglees = {
        (qui, genre): courriel
        for qui, genre, courriel in PreferenceNotification.objects.filter(utilisateur__in=personnes).values_list(
            "utilisateur_id", "genre", "courriel"
        )
    }
    sur_demande = {genre.code for genre in genres_declares() if not genre.courriel}
    refusees = {cle for cle, courriel in reglees.items() if not courriel}
    refusees |= {(qui, genre) for qui in personnes for genre in sur_demande if (qui, genre) not in reglees}
    return {
        n.pk
        for n in notifications
        if {(n.destinataire_id, n.genre), (n.destinataire_id, TOUS_LES_GENRES)} & refusees
        or frequence_reglee(n.destinataire) == Frequence.JAMAIS
    }


def _poster(plis: dict[Utilisateur, Pli], le: datetime) -> int:
    """One connection for all the messages; a message that fails waits for its next attempt."""
    if not plis:
        return 0
    partis = 0
    connexion = get_connection()
    for utilisateur, pli in plis.items():
        try:
            composer(utilisateur, pli, connexion).send()
        except (SMTPException, OSError) as erreur:
            logger.warning("Notifications de %s : courriel non parti (%s)", utilisateur.pk, erreur)
            _rater(pli.notifications, str(erreur))
            connexion.close()
        else:
            pks = [n.pk for n in pli.notifications]
            Notification.objects.filter(pk__in=pks).update(etat=EtatNotification.ENVOYEE, envoyee_le=le, erreur="")
            partis += 1
    connexion.close()
    return partis


def _rater(notifications: list[Notification], erreur: str) -> None:
    """Keeps why; after the last attempt, gives up."""
    pks = [n.pk for n in notifications]
    perdues = [n.pk for n in notifications if n.essais + 1 >= ESSAIS_MAX]
    Notification.objects.filter(pk__in=pks).update(erreur=erreur[:ERREUR_MAX])
    Notification.objects.filter(pk__in=perdues).update(etat=EtatNotification.ECHOUEE)


def composer(utilisateur: Utilisateur, pli: Pli, connexion: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The message of a person: text and HTML, with the one-click unsubscription of RFC 8058."""
    adresse = settings.CORDEE_ADRESSE
    desabonnement = adresse + reverse("comptes:desabonnement", args=[jeton_desabonnement(utilisateur, pli.genre)])
    messages = sorted(pli.messages, key=lambda message: message.lieu)
    contexte = {
        "personne": utilisateur,
        "adresse": adresse,
        "messages": messages[:PAR_MESSAGE],
        "total": len(messages),
        "autres": max(0, len(messages) - PAR_MESSAGE),
        "genre": next((g.libelle for g in genres_declares() if g.code == pli.genre), ""),
        "desabonnement": desabonnement,
    }
    objet = render_to_string("comptes/courriels/notifications_objet.txt", contexte)
    courriel = EmailMultiAlternatives(
        " ".join(objet.split()),
        render_to_string("comptes/courriels/notifications.txt", contexte),
        to=[utilisateur.email],
        headers={"List-Unsubscribe": f"<{desabonnement}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        connection=connexion,
    )
    courriel.attach_alternative(render_to_string("comptes/courriels/notifications.html", contexte), "text/html")
    return courriel
