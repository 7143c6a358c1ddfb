"""How a person wants to be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core import signing
from django.db import transaction

from cordee.comptes.enums import Frequence
from cordee.comptes.models import TOUS_LES_GENRES, PreferenceNotification, ReglageNotification, Utilisateur
from cordee.comptes.queries import est_desabonne
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

SEL = "comptes.desabonnement"


@transaction.atomic
def regler_notifications(
    utilisateur: Utilisateur,
    *,
    frequence: str,
    genres: Mapping[str, tuple[bool, bool]],
    par: Utilisateur,
    le: datetime,
) -> None:
    """Frequency of the e-mails, and for each kind (in the application, by e-mail)."""
    exiger(par, "comptes.modifier", utilisateur, raison="Chacun ne règle que ses propres notifications.")
    if frequence not in Frequence.values:
        raise DonneeRefusee("Choisissez la fréquence des courriels dans la liste.")
    if frequence != Frequence.JAMAIS or not est_desabonne(utilisateur):
        ReglageNotification.objects.update_or_create(utilisateur=utilisateur, defaults={"frequence": frequence})
        PreferenceNotification.objects.filter(utilisateur=utilisateur, genre=TOUS_LES_GENRES).delete()
    PreferenceNotification.objects.bulk_create(
        [
            PreferenceNotification(utilisateur=utilisateur, genre=g, dans_l_application=ici, courriel=courriel)
            for g, (ici, courriel) in genres.items()
        ],
        update_conflicts=True,
        unique_fields=["utilisateur", "genre"],
        update_fields=["dans_l_application", "courriel"],
    )


def jeton_desabonnement(utilisateur: Utilisateur, genre: str = "") -> str:
    """What proves that the holder of a link received it by e-mail: it stops the e-mails of one kind, or all of them."""
    return signing.dumps({"u": utilisateur.pk, "g": genre}, salt=SEL, compress=True)


def lire_jeton(jeton: str) -> tuple[Utilisateur, str] | None:
    """The person and the kind (empty: every e-mail) of an unsubscribe link; None when it was altered or the account is
    gone."""
    try:
        lu = signing.loads(jeton, salt=SEL)
    except signing.BadSignature:
        return None
    utilisateur = Utilisateur.objects.filter(pk=lu["u"]).first()
    return None if utilisateur is None else (utilisateur, lu["g"])


@transaction.atomic
def desabonner(utilisateur: Utilisateur, genre: str, *, le: datetime, abonner: bool = False) -> None:
    """Stops the e-mails of one kind, or all of them when it is empty; `abonner` starts them again, at the frequency
    that was chosen (as things happen when it was « jamais »). Whoever holds the link may do it without signing in: that
    is what the link is for. The application goes on telling."""
    PreferenceNotification.objects.update_or_create(
        utilisateur=utilisateur, genre=genre, defaults={"courriel": abonner}
    )
    if abonner and not genre:
        ReglageNotification.objects.filter(utilisateur=utilisateur, frequence=Frequence.JAMAIS).update(
            frequence=Frequence.IMMEDIAT
        )
