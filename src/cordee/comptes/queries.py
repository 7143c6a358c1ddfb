"""Reading accounts, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.tokens import default_token_generator
from django.db.models import BooleanField, Count, ExpressionWrapper, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from cordee.comptes.enums import EtatNotification, Frequence
from cordee.comptes.models import TOUS_LES_GENRES, Notification, PreferenceNotification, Utilisateur
from cordee.socle.models import Travail
from cordee.socle.travaux.lecture import filter_prets


def utilisateur_for_email(email: str) -> Utilisateur | None:
    """The account of an address, whatever its case."""
    return Utilisateur.objects.filter(email=email.strip().lower()).first()


def chemin_choix_mot_de_passe(utilisateur: Utilisateur) -> str:
    """Path of the page where this person, and nobody else, chooses a password. It works once, within
    `PASSWORD_RESET_TIMEOUT` seconds."""
    return reverse(
        "comptes:choisir_mot_de_passe",
        args=[urlsafe_base64_encode(force_bytes(utilisateur.pk)), default_token_generator.make_token(utilisateur)],
    )


# -- notifications ---------------------------------------------------------------------------------------------------
def list_notifications_for(utilisateur: Utilisateur) -> QuerySet[Notification]:
    """What the application tells this person, unread first, then newest first."""
    non_lue = ExpressionWrapper(Q(lue_le=None), output_field=BooleanField())
    return (
        _notifications_visibles(Notification.objects.filter(destinataire=utilisateur))
        .select_related("auteur", "destinataire")
        .order_by(non_lue.desc(), "-cree_le", "-id")
    )


def _notifications_visibles(notifications: QuerySet[Notification]) -> QuerySet[Notification]:
    return notifications.filter(dans_l_application=True).exclude(etat=EtatNotification.ANNULEE)


def pks_en_attente(objets: Iterable[Model]) -> list[int]:
    """Notifications about these objects, all of one model, that nobody was told yet."""
    liste = list(objets)
    concernees = Notification.objects.filter(
        objet_type=liste[0]._meta.label_lower,
        objet_id__in=[str(objet.pk) for objet in liste],
        etat=EtatNotification.EN_ATTENTE,
    )
    return list(concernees.order_by("pk").values_list("pk", flat=True))


def notifications_pareilles(notifications: Iterable[Notification]) -> QuerySet[Notification]:
    """What these people were told, or will be, in the same kinds about the same objects, these notifications included;
    what was cancelled is left out."""
    liste = list(notifications)
    return Notification.objects.filter(
        destinataire__in={n.destinataire_id for n in liste},
        genre__in={n.genre for n in liste},
        objet_type__in={n.objet_type for n in liste},
        objet_id__in={n.objet_id for n in liste},
    ).exclude(etat=EtatNotification.ANNULEE)


def est_desabonne(utilisateur: Utilisateur) -> bool:
    """Whether the person stopped every e-mail by the link of one of them."""
    return PreferenceNotification.objects.filter(
        utilisateur=utilisateur, genre=TOUS_LES_GENRES, courriel=False
    ).exists()


def frequence_of(utilisateur: Utilisateur) -> Frequence:
    """How often this person is written to."""
    return Frequence.JAMAIS if est_desabonne(utilisateur) else frequence_reglee(utilisateur)


def frequence_reglee(utilisateur: Utilisateur) -> Frequence:
    """The frequency that the person chose, e-mails stopped by a link or not. One query, unless `reglage_notification`
    was read with the person."""
    reglage = getattr(utilisateur, "reglage_notification", None)
    return Frequence.IMMEDIAT if reglage is None else Frequence(reglage.frequence)


def preferences_of(utilisateur: Utilisateur) -> dict[str, tuple[bool, bool]]:
    """Kind -> (in the application, by e-mail), for the kinds that the person has set."""
    lignes = PreferenceNotification.objects.filter(utilisateur=utilisateur)
    return {
        genre: (ici, courriel) for genre, ici, courriel in lignes.values_list("genre", "dans_l_application", "courriel")
    }


@dataclass(frozen=True)
class Compteurs:
    """What the header of every page counts: unread notifications, files ready and not yet fetched."""

    notifications: int
    documents: int


def compteurs_of(utilisateur: Utilisateur) -> Compteurs:
    """Counters of the header, in one query."""

    def nombre(lignes: QuerySet[Notification] | QuerySet[Travail], personne: str) -> Coalesce:
        siennes = lignes.filter(**{personne: OuterRef("pk")}).order_by().values(personne)
        return Coalesce(Subquery(siennes.annotate(nombre=Count("pk")).values("nombre")), 0)

    notifications, documents = (
        Utilisateur.objects.filter(pk=utilisateur.pk)
        .values_list(
            nombre(_notifications_visibles(Notification.objects.filter(lue_le=None)), "destinataire"),
            nombre(filter_prets(Travail.objects.all()), "demande_par"),
        )
        .get()
    )
    return Compteurs(notifications, documents)
