"""Telling people: kinds of notification, asking for one, cancelling, reading.

    declarer_genre("plans.confiee", "Fiche confiée", "Une fiche vous est confiée.", rediger)   in tasks.py
    notifier([hugo], "plans.confiee", fiche, par=lise, le=le)                                  in an action

`rediger(notifications, le)` returns one Message per notification, in the same order, or None for what is no longer
worth telling (the fiche is gone, the person lost their right). It is called when the words are shown or sent, at `le`:
they are those of that instant. It reads everything it needs in a few queries, whatever the number.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, DateTimeField, Min, Model, QuerySet, Value, When

from cordee.comptes.enums import EtatNotification, Frequence
from cordee.comptes.models import Notification, PreferenceNotification, Utilisateur
from cordee.comptes.queries import list_notifications_for

logger = logging.getLogger(__name__)
PLAFOND = timedelta(hours=1)
"""What is put off by what comes after it leaves at the latest so long after it was asked, or four delays when that is
longer."""


def delai_d_attente() -> timedelta:
    """Time for a change of mind, and for several events about one object to become one message: a setting of the
    installation."""
    return timedelta(minutes=settings.CORDEE_DELAI_NOTIFICATIONS)


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
    courriel: bool = True
    """Whether whoever set nothing is written to."""


class RedactionImpossible(Exception):
    """The words of a kind of notification could not be made: a fault of the program."""


_GENRES: dict[str, GenreNotification] = {}


def declarer_genre(code: str, libelle: str, description: str, rediger: Redaction, *, courriel: bool = True) -> None:
    """Registers a kind of notification, once. Without `courriel`, it stays in the application until the person asks
    for e-mails."""
    if code in _GENRES:
        raise LookupError(f"genre de notification déjà déclaré : {code}")
    _GENRES[code] = GenreNotification(code, libelle, description, rediger, courriel)


def genres_declares() -> list[GenreNotification]:
    """Every kind, in the order of declaration."""
    return list(_GENRES.values())


@dataclass(frozen=True)
class Demande:
    """Something to tell these people about an object. `cle` tells apart several things to say about the same one;
    without `courriel`, it stays in the application."""

    objet: Model
    destinataires: Iterable[Utilisateur]
    cle: str = ""
    parametres: Mapping[str, Any] = field(default_factory=dict)
    collectivite_id: int | None = None
    courriel: bool = True


def notifier(
    destinataires: Iterable[Utilisateur],
    genre: str,
    objet: Model,
    *,
    par: Utilisateur | None,
    le: datetime,
    delai: timedelta | None = None,
    cle: str = "",
    parametres: Mapping[str, Any] | None = None,
    collectivite_id: int | None = None,
    une_fois: bool = False,
) -> list[Notification]:
    """`notifier_plusieurs` for one object."""
    demande = Demande(objet, destinataires, cle, parametres or {}, collectivite_id)
    return notifier_plusieurs([demande], genre, par=par, le=le, delai=delai, une_fois=une_fois)


@transaction.atomic
def notifier_plusieurs(
    demandes: Iterable[Demande],
    genre: str,
    *,
    par: Utilisateur | None,
    le: datetime,
    delai: timedelta | None = None,
    une_fois: bool = False,
    ensemble: Collection[str] = (),
) -> list[Notification]:
    """Asks to tell people something about objects of one model, never to `par` nor to a closed account, nor to somebody
    who wants this kind nowhere. What already waits about the same person, kind, object and `cle` is completed instead
    of doubled. With `une_fois` (reminders), nothing is done when it was told once, whatever became of it. `ensemble`
    names the kinds that leave together: what waits in one of them for the same person waits `delai` again, PLAFOND at
    most since the first. The number of queries does not depend on that of the objects and people.

    Returns what was created or completed. Raises LookupError for an unknown kind.
    """
    if genre not in _GENRES:
        raise LookupError(f"genre de notification inconnu : {genre}")
    voulues = {
        (u.pk, str(d.objet.pk), d.cle): (u, d)
        for d in demandes
        for u in d.destinataires
        if u.is_active and (par is None or u.pk != par.pk)
    }
    if not voulues:
        return []
    delai = delai_d_attente() if delai is None else delai
    personnes = {u.pk: u for u, _ in voulues.values()}
    objet_type = next(iter(voulues.values()))[1].objet._meta.label_lower
    deja = _deja(genre, objet_type, voulues)
    attendent = [n for n in deja if n.etat == EtatNotification.EN_ATTENTE and not une_fois]
    _completer(attendent, voulues, par, le)
    departs = _repousser(personnes, ensemble, le, delai) if ensemble else {}
    dites = {_sujet(n) for n in (deja if une_fois else attendent)}
    ou = _veulent(personnes, genre)
    nouvelles = [
        _creer(utilisateur, genre, demande, par, le, departs.get(utilisateur.pk, le + delai), ou[utilisateur.pk])
        for sujet, (utilisateur, demande) in voulues.items()
        if utilisateur.pk in ou and sujet not in dites
    ]
    return [*attendent, *Notification.objects.bulk_create(nouvelles, batch_size=200)]


def _creer(
    utilisateur: Utilisateur, genre: str, demande: Demande, par: Utilisateur | None, le: datetime, depart: datetime,
    ici: bool,
) -> Notification:  # fmt: skip
    return Notification(
        destinataire=utilisateur,
        auteur=par,
        genre=genre,
        objet_type=demande.objet._meta.label_lower,
        objet_id=str(demande.objet.pk),
        cle=demande.cle,
        collectivite_id=demande.collectivite_id,
        cree_le=le,
        envoyer_apres=depart,
        parametres=dict(demande.parametres),
        dans_l_application=ici,
        etat=EtatNotification.EN_ATTENTE if demande.courriel else EtatNotification.SANS_COURRIEL,
    )


Sujet = tuple[int, str, str]
"""Person, object and key: what one notification of a kind speaks of."""


def _sujet(notification: Notification) -> Sujet:
    return notification.destinataire_id, notification.objet_id, notification.cle


def _deja(genre: str, objet_type: str, voulues: Collection[Sujet]) -> list[Notification]:
    """What was already asked about the same, whatever became of it."""
    connues = Notification.objects.filter(
        genre=genre,
        objet_type=objet_type,
        objet_id__in={objet for _, objet, _ in voulues},
        destinataire__in={personne for personne, _, _ in voulues},
    )
    return [n for n in connues if _sujet(n) in voulues]


def _completer(
    attendent: list[Notification],
    voulues: Mapping[Sujet, tuple[Utilisateur, Demande]],
    par: Utilisateur | None,
    le: datetime,
) -> None:
    for n in attendent:
        n.auteur, n.cree_le, n.lue_le = par, le, None
        n.parametres = {**n.parametres, **voulues[_sujet(n)][1].parametres}
    Notification.objects.bulk_update(attendent, ["auteur", "cree_le", "lue_le", "parametres"], batch_size=200)


def _repousser(
    personnes: Iterable[int], genres: Collection[str], le: datetime, delai: timedelta
) -> dict[int, datetime]:
    """What these people are not told yet in these kinds waits again, and leaves with what comes. Those who are written
    to at fixed hours are left alone: their messages are gathered already, and would miss their hour. Returns when, for
    those who had something waiting."""
    attendent = Notification.objects.filter(
        destinataire__in=list(personnes), genre__in=genres, etat=EtatNotification.EN_ATTENTE, envoyer_apres__gt=le
    ).exclude(destinataire__reglage_notification__frequence__in=[Frequence.QUOTIDIEN, Frequence.HEBDOMADAIRE])
    premieres = attendent.order_by().values_list("destinataire").annotate(premiere=Min("cree_le"))
    departs = {pk: min(le + delai, premiere + max(PLAFOND, 4 * delai)) for pk, premiere in premieres}
    if departs:
        attendent.update(
            envoyer_apres=Case(
                *(When(destinataire=pk, then=Value(depart)) for pk, depart in departs.items()),
                output_field=DateTimeField(),
            )
        )
    return departs


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


def annuler_notifications(
    objet: Model,
    *,
    le: datetime,
    genre: str | None = None,
    destinataires: Iterable[Utilisateur] | None = None,
    cle: str | None = None,
) -> int:
    """`annuler_plusieurs` for one object."""
    return annuler_plusieurs([objet], le=le, genre=genre, destinataires=destinataires, cle=cle)


@transaction.atomic
def annuler_plusieurs(
    objets: Sequence[Model],
    *,
    le: datetime,
    genre: str | Collection[str] | None = None,
    destinataires: Iterable[Utilisateur] | None = None,
    cle: str | None = None,
) -> int:
    """What waits about these objects, all of one model, is told to nobody, neither by e-mail nor in the application:
    the fiche was taken back, the comment deleted. `genre` is one kind, or several. Returns how many."""
    attendent = _sur_objets(objets).filter(etat=EtatNotification.EN_ATTENTE)
    if genre is not None:
        attendent = attendent.filter(genre__in=[genre] if isinstance(genre, str) else genre)
    if cle is not None:
        attendent = attendent.filter(cle=cle)
    if destinataires is not None:
        attendent = attendent.filter(destinataire__in=[u.pk for u in destinataires])
    return attendent.update(etat=EtatNotification.ANNULEE)


@transaction.atomic
def annuler_par_pk(pks: Iterable[int], *, le: datetime) -> int:
    """These, if they still wait, are told to nobody. Returns how many."""
    attendent = Notification.objects.filter(pk__in=list(pks), etat=EtatNotification.EN_ATTENTE)
    return attendent.update(etat=EtatNotification.ANNULEE)


def _sur_objets(objets: Sequence[Model]) -> QuerySet[Notification]:
    return Notification.objects.filter(
        objet_type=objets[0]._meta.label_lower, objet_id__in=[str(objet.pk) for objet in objets]
    )


@transaction.atomic
def reprendre_notifications(pks: Iterable[int], *, le: datetime, objets: Sequence[Model] = ()) -> int:
    """What a gesture no longer wanted told waits again, now that the gesture is undone; with `objets`, only what is
    about them. Returns how many."""
    dites = _sur_objets(objets) if objets else Notification.objects.all()
    annulees = dites.filter(pk__in=list(pks), etat=EtatNotification.ANNULEE)
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
