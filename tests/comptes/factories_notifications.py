"""Notifications of the tests, about people: an object that every application knows.

NotificationFactory(destinataire=zoe)       waiting, due at LE
NotificationFactory(envoyee=True)           sent, and still unread
with genre_essai() as mots: …               a kind `essai.dit`, whose words are those of `mots`
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import factory
from tests.comptes.factories import UtilisateurFactory

from cordee.comptes.actions import notifications
from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.enums import EtatNotification
from cordee.comptes.models import Notification

GENRE = "essai.dit"
LE = datetime(2026, 4, 8, 9, 30, tzinfo=UTC)
"""A Wednesday, 11:30 in Paris."""


class NotificationFactory(factory.django.DjangoModelFactory[Notification]):
    """One notification, due."""

    class Meta:
        model = Notification

    class Params:
        envoyee = factory.Trait(etat=EtatNotification.ENVOYEE, envoyee_le=LE)

    destinataire = factory.SubFactory(UtilisateurFactory)
    genre = GENRE
    objet_type = "comptes.utilisateur"
    objet_id = factory.Sequence(str)
    cree_le = LE
    envoyer_apres = LE


@contextmanager
def genre_essai(code: str = GENRE, libelle: str = "Fiche confiée") -> Iterator[list[list[Notification]]]:
    """A kind whose words name the object; `parametres["perimee"]` makes it no longer worth telling, "panne" breaks it.
    Yields the lists of notifications whose words were asked."""
    demandes: list[list[Notification]] = []

    def rediger(lot: list[Notification], le: datetime) -> list[Message | None]:
        demandes.append(lot)
        if any(n.parametres.get("panne") for n in lot):
            raise ZeroDivisionError("faute de programme")
        return [
            None
            if n.parametres.get("perimee")
            else Message(
                titre=f"La fiche {n.objet_id} vous est confiée",
                lien=f"/fiches/{n.objet_id}/",
                detail=n.parametres.get("detail", ""),
                lieu=n.parametres.get("lieu", ""),
            )
            for n in lot
        ]

    declarer_genre(code, libelle, "Une personne vous confie une fiche.", rediger)
    try:
        yield demandes
    finally:
        del notifications._GENRES[code]
