"""From the audit trail to the queue: what happened since the last reading, for each webhook that asked to be told.

The cursor and the queue are written in one transaction: a process that dies has written neither. Source:
docs/calculs/webhooks.md, « Curseur ».
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cordee.api.domain.curseur import Curseur, Trou, avancer, commencer
from cordee.api.domain.evenements import Evenement, evenement_retard, evenements_de
from cordee.api.domain.portee import Abonnement, adresser
from cordee.api.domain.types import TypeEvenement
from cordee.api.models import LectureJournal, Livraison, Webhook
from cordee.api.queries.terrain import (
    abonnements,
    entrees_de,
    freres_de,
    list_fiches_a_constater,
    numeros_a_lire,
    plus_haut_numero,
    terrain_de,
)
from cordee.comptes.models import Utilisateur
from cordee.plans.domain.retard import is_late
from cordee.plans.queries.relances import datee

LOT = 5000
"""Entries read at once; the rest waits for the next beat."""
UNIQUE = 1
RATTRAPAGE = timedelta(days=14)
"""Ends that passed before are no longer news: an installation that slept a month does not tell them all."""


@transaction.atomic
def reperer_evenements(*, par: Utilisateur | None, le: datetime) -> int:
    """Reads what was written in the audit trail since the last time, and puts in the queue what it means for each
    webhook. Returns how many deliveries were put there."""
    lecture = _lecture(le)
    curseur = _curseur(lecture)
    numeros = numeros_a_lire(curseur, LOT)
    abonnes = abonnements()
    enfilees = 0
    if numeros and abonnes:
        entrees = entrees_de(numeros)
        freres = freres_de(entrees, curseur, numeros)
        enfilees = _enfiler(evenements_de([*entrees, *entrees_de(freres)]), abonnes, le)
        numeros += freres
    suivant = avancer(curseur, numeros, le)
    if suivant != curseur:
        lecture.haut, lecture.lu_le = suivant.haut, le
        lecture.trous = [[trou.debut, trou.fin, trou.depuis.isoformat()] for trou in suivant.trous]
        lecture.save(update_fields=["haut", "trous", "lu_le"])
    return enfilees


def ouvrir_lecture(*, le: datetime) -> None:
    """The reading of the trail begins now at the latest: a webhook was just created."""
    LectureJournal.objects.get_or_create(
        pk=UNIQUE, defaults={"haut": commencer(plus_haut_numero()).haut, "trous": [], "lu_le": le}
    )


def _lecture(le: datetime) -> LectureJournal:
    """The row of the cursor, locked: two readers would queue the same entries, which the queue refuses, but late."""
    ouvrir_lecture(le=le)
    return LectureJournal.objects.select_for_update().get(pk=UNIQUE)


def _curseur(lecture: LectureJournal) -> Curseur:
    trous = [(debut, fin, parse_datetime(depuis)) for debut, fin, depuis in lecture.trous]
    return Curseur(lecture.haut, tuple(Trou(debut, fin, depuis) for debut, fin, depuis in trous if depuis is not None))


@transaction.atomic
def constater_retards(*, par: Utilisateur | None, le: datetime, depuis: date | None = None) -> int:
    """Puts in the queue the fiches whose end has passed since the day of the last round, for the webhooks that follow
    lateness. Told once for an end, even if the round runs twice. Returns how many deliveries were put there."""
    abonnes = [(w, a) for w, a in abonnements() if TypeEvenement.FICHE_EN_RETARD in a.choisis]
    if not abonnes:
        return 0
    jour = timezone.localtime(le).date()
    veille = max(depuis or jour - timedelta(days=1), jour - RATTRAPAGE)
    evenements = []
    for fiche in list_fiches_a_constater({abonnement.collectivite for _, abonnement in abonnes}):
        vue = datee(fiche)
        if vue.echeance is None or not is_late(vue, jour):
            continue
        repere = vue.echeance + timedelta(days=1)
        if repere > veille:
            evenements.append(evenement_retard(fiche.pk, fiche.collectivite_id, repere, le))
    return _enfiler(evenements, abonnes, le)


def _enfiler(evenements: Iterable[Evenement], abonnes: Iterable[tuple[Webhook, Abonnement]], le: datetime) -> int:
    """Writes the deliveries, in the order of the events; those that are there already stay as they are."""
    liste, abonnes = list(evenements), list(abonnes)
    if not liste:
        return 0
    terrain = terrain_de(liste)
    livraisons = [
        Livraison(
            webhook=webhook, evenement=evenement.id, type=envoi.type, objet=evenement.objet, numero=evenement.numero,
            le=evenement.le, donnees=envoi.donnees, prochain_essai=le, cree_le=le,
        )
        for evenement in liste
        for webhook, abonnement in abonnes
        if (envoi := adresser(evenement, abonnement, terrain)) is not None
    ]  # fmt: skip
    livraisons = _nouvelles(livraisons)
    Livraison.objects.bulk_create(livraisons, batch_size=200, ignore_conflicts=True)
    return len(livraisons)


def _nouvelles(livraisons: list[Livraison]) -> list[Livraison]:
    """Those that are not in the queue yet."""
    deja: set[tuple[int, UUID]] = set()
    for debut in range(0, len(livraisons), LOT):
        paquet = livraisons[debut : debut + LOT]
        connues = Livraison.objects.filter(
            webhook__in={livraison.webhook_id for livraison in paquet},
            evenement__in={livraison.evenement for livraison in paquet},
        )
        deja |= set(connues.values_list("webhook_id", "evenement"))
    return [livraison for livraison in livraisons if (livraison.webhook_id, livraison.evenement) not in deja]
