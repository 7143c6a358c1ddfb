"""Telling people: kinds of notification, asking for one, cancelling, reading.

    declarer_genre("plans.confiee", "Fiche confiée", "Une fiche vous est confiée.", rediger)   in tasks.py
    notifier([hugo], "plans.confiee", fiche, par=lise, le=le)                                  in an action

`rediger(notifications, le)` returns one Message per notification, in the same order, or None for what is no longer
worth telling (the fiche is gone, the person lost their right). It is called when the words are shown or sent, at `le`:
they are those of that instant. It reads everything it needs in a few queries, whatever the number.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model

from cordee.comptes.enums import EtatNotification
from cordee.comptes.models import Notification, PreferenceNotification, Utilisateur
from cordee.comptes.queries import list_notifications_for

logger = logging.getLogger(__name__)
DELAI = timedelta(minutes=15)
"""Time for a change of mind, and for several events about one object to become one message."""


@dataclass(frozen=True)
class Message:
    """What a notification says: a French sentence, the path of the page it leads to, and where it happens (a plan, a
    territory), under which a gathered message puts it."""

    titre: str
    lien: str
    detail: str = ""
    lieu: str = ""


Redaction = Callable[[list[Notification], datetime], Sequence[Message | None]]


@dataclass(frozen=True)
class GenreNotification:
    """A kind of notification, as preferences list it."""

    code: str
    libelle: str
    description: str
    rediger: Redaction


class RedactionImpossible(Exception):
    """The words of a kind of notification could not be made: a fault of the program."""


_GENRES: dict[str, GenreNotification] = {}


def declarer_genre(code: str, libelle: str, description: str, rediger: Redaction) -> None:
    """Registers a kind of notification, once."""
    if code in _GENRES:
        raise LookupError(f"genre de notification déjà déclaré : {code}")
    _GENRES[code] = GenreNotification(code, libelle, description, rediger)


def genres_declares() -> list[GenreNotification]:
    """Every kind, in the order of declaration."""
    return list(_GENRES.values())


@transaction.atomic
def notifier(
    destinataires: Iterable[Utilisateur],
    genre: str,
    objet: Model,
    *,
    par: Utilisateur | None,
    le: datetime,
    delai: timedelta = DELAI,
    cle: str = "",
    parametres: Mapping[str, Any] | None = None,
    collectivite_id: int | None = None,
    une_fois: bool = False,
) -> list[Notification]:
    """Asks to tell these people something about an object, never to `par` nor to a closed account, nor to somebody who
    wants this kind nowhere. What already waits about the same person, kind, object and `cle` is completed instead of
    doubled. With `une_fois` (reminders), nothing is added when it was told once, whatever became of it.

    Returns what was created or completed. Raises LookupError for an unknown kind.
    """
    if genre not in _GENRES:
        raise LookupError(f"genre de notification inconnu : {genre}")
    personnes = {u.pk: u for u in destinataires if u.is_active and (par is None or u.pk != par.pk)}
    meme = {"genre": genre, "objet_type": objet._meta.label_lower, "objet_id": str(objet.pk), "cle": cle}
    deja = list(Notification.objects.filter(destinataire__in=personnes, **meme))
    attendent = [n for n in deja if n.etat == EtatNotification.EN_ATTENTE]
    dites = {n.destinataire_id for n in (deja if une_fois else attendent)}
    for notification in attendent:
        notification.auteur, notification.cree_le, notification.lue_le = par, le, None
        notification.parametres = {**notification.parametres, **(parametres or {})}
    Notification.objects.bulk_update(attendent, ["auteur", "cree_le", "lue_le", "parametres"], batch_size=200)
    nouvelles = [
        Notification(
            destinataire=personnes[pk],
            auteur=par,
            collectivite_id=collectivite_id,
            cree_le=le,
            envoyer_apres=le + delai,
            parametres=dict(parametres or {}),
            dans_l_application=ici,
            **meme,
        )
        for pk, ici in _veulent(personnes, genre).items()
        if pk not in dites
    ]
    return [*attendent, *Notification.objects.bulk_create(nouvelles, batch_size=200)]


def _veulent(personnes: Mapping[int, Utilisateur], genre: str) -> dict[int, bool]:
    """Those of these people who want this kind somewhere: whether it is in the application."""
    reglees = {
        p.utilisateur_id: p for p in PreferenceNotification.objects.filter(utilisateur__in=personnes, genre=genre)
    }
    return {
        pk: pk not in reglees or reglees[pk].dans_l_application
        for pk in personnes
        if pk not in reglees or reglees[pk].courriel or reglees[pk].dans_l_application
    }


@transaction.atomic
def annuler_notifications(
    objet: Model,
    *,
    le: datetime,
    genre: str | None = None,
    destinataires: Iterable[Utilisateur] | None = None,
    cle: str | None = None,
) -> int:
    """What waits about this object is told to nobody, neither by e-mail nor in the application: the fiche was taken
    back, the comment deleted. Returns how many."""
    attendent = Notification.objects.filter(
        objet_type=objet._meta.label_lower, objet_id=str(objet.pk), etat=EtatNotification.EN_ATTENTE
    )
    if genre is not None:
        attendent = attendent.filter(genre=genre)
    if cle is not None:
        attendent = attendent.filter(cle=cle)
    if destinataires is not None:
        attendent = attendent.filter(destinataire__in=[u.pk for u in destinataires])
    return attendent.update(etat=EtatNotification.ANNULEE)


@transaction.atomic
def reprendre_notifications(pks: Iterable[int], *, le: datetime) -> int:
    """What a gesture no longer wanted told waits again, now that the gesture is undone. Returns how many."""
    annulees = Notification.objects.filter(pk__in=list(pks), etat=EtatNotification.ANNULEE)
    return annulees.update(etat=EtatNotification.EN_ATTENTE)


def rediger_notifications(
    notifications: Sequence[Notification], *, le: datetime
) -> dict[int, Message | RedactionImpossible | None]:
    """The words of each notification at this instant, by id: one call per kind. A kind that fails is logged and gives
    RedactionImpossible; one that is no longer declared gives None."""
    rediges: dict[int, Message | RedactionImpossible | None] = {n.pk: None for n in notifications}
    for genre in _GENRES.values():
        siennes = [n for n in notifications if n.genre == genre.code]
        if not siennes:
            continue
        try:
            rediges |= {n.pk: mots for n, mots in zip(siennes, genre.rediger(siennes, le), strict=True)}
        except Exception as erreur:
            logger.exception("Notifications %s : rédaction impossible", genre.code)
            rediges |= {n.pk: RedactionImpossible(str(erreur)) for n in siennes}
    return rediges


def marquer_lues(utilisateur: Utilisateur, *, par: Utilisateur, le: datetime, pk: int | None = None) -> int:
    """One's own notification `pk`, or all of them, are read. Read in the application before the e-mail left, they are
    not sent. Returns how many."""
    siennes = list_notifications_for(utilisateur).filter(lue_le=None)
    if pk is not None:
        siennes = siennes.filter(pk=pk)
    return siennes.update(lue_le=le)
