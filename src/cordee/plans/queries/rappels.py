"""Reminders that people put on fiches. A reminder is read by its person and by whoever put it, while they may see the
fiche; nobody else knows of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Fiche, Rappel
from cordee.plans.queries.personnes import list_membres_mentionnables
from cordee.plans.queries.relances import FicheVue, vues_of
from cordee.plans.queries.visibilite import collectivites_of
from cordee.territoires.models import Membre
from cordee.territoires.queries import roles_par_collectivite

RATTRAPAGE = timedelta(days=14)
FAITS_PENDANT = timedelta(days=30)
"""How long a reminder that is done stays in the list."""


@dataclass(frozen=True, slots=True)
class RappelVu:
    """A reminder, and its fiche as the person sees it."""

    rappel: Rappel
    vue: FicheVue


def _ouverts() -> QuerySet[Rappel]:
    return Rappel.objects.filter(fait_le__isnull=True, retire_le__isnull=True)


def list_rappels_de(fiche: Fiche, utilisateur: Utilisateur) -> QuerySet[Rappel]:
    """Reminders of a fiche that wait, for the person or put by them."""
    miens = _ouverts().filter(Q(destinataire=utilisateur) | Q(auteur=utilisateur), fiche=fiche)
    return miens.select_related("destinataire")


def list_rappels_for(utilisateur: Utilisateur, le: datetime) -> list[RappelVu]:
    """Reminders of the person about fiches that they still see: those that wait, those done lately. Six queries
    whatever their number."""
    siens = Rappel.objects.filter(destinataire=utilisateur, retire_le__isnull=True)
    rappels = list(siens.filter(Q(fait_le__isnull=True) | Q(fait_le__gte=le - FAITS_PENDANT)))
    vues = vues_of(utilisateur, {rappel.fiche_id for rappel in rappels})
    return [RappelVu(rappel, vues[rappel.fiche_id]) for rappel in rappels if rappel.fiche_id in vues]


def rappel_for(utilisateur: Utilisateur, pk: int) -> RappelVu | None:
    """One reminder that the person has or put, if they still see its fiche; one that was taken away too."""
    siens = Rappel.objects.filter(Q(destinataire=utilisateur) | Q(auteur=utilisateur))
    rappel = siens.select_related("fiche__collectivite", "fiche__parent").filter(pk=pk).first()
    vue = vues_of(utilisateur, [rappel.fiche_id]).get(rappel.fiche_id) if rappel is not None else None
    return RappelVu(rappel, vue) if rappel is not None and vue is not None else None


def rappels_par_pk(pks: Iterable[int]) -> dict[int, Rappel]:
    """Reminders that still wait, by id. One query."""
    return {rappel.pk: rappel for rappel in _ouverts().filter(pk__in=list(pks))}


def list_rappels_du(jour: date) -> QuerySet[Rappel]:
    """Those to speak of that day, or of the last days when no round ran."""
    return _ouverts().filter(jour__lte=jour, jour__gt=jour - RATTRAPAGE).select_related("destinataire", "fiche")


def rappels_par_fiche(utilisateur: Utilisateur, fiches: Iterable[int]) -> dict[int, list[Rappel]]:
    """Reminders of the person that wait, by id of their fiche. One query."""
    par_fiche: dict[int, list[Rappel]] = {}
    for rappel in _ouverts().filter(destinataire=utilisateur, fiche__in=list(fiches)):
        par_fiche.setdefault(rappel.fiche_id, []).append(rappel)
    return par_fiche


def list_rappelables(utilisateur: Utilisateur, fiche: Fiche) -> list[Utilisateur]:
    """Who may be reminded of a fiche by this person, but themselves: those who see it, among the members of the
    territories where this person has a role."""
    connues = collectivites_of(fiche) & roles_par_collectivite(utilisateur).keys()
    membres = Membre.objects.filter(collectivite__in=connues).values("utilisateur")
    return list(list_membres_mentionnables(fiche).filter(pk__in=membres).exclude(pk=utilisateur.pk))
