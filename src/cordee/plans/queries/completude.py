"""Completeness as conditions of the database: the same answers as domain.completude (docs/calculs/plans.md,
« Complétude »)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cordee.plans.domain.completude import ChampAttendu, find_un_an_avant
from cordee.plans.domain.listes import RolePersonne, StatutFiche
from cordee.plans.models import FicheIndicateur, FichePersonne, LigneBudget, Note, ObjectifChiffre

_MANQUE: dict[ChampAttendu, Callable[[date], Q]] = {
    ChampAttendu.TITRE: lambda jour: Q(titre=""),
    ChampAttendu.DESCRIPTION: lambda jour: Q(description="", contexte=""),
    ChampAttendu.STATUT: lambda jour: Q(statut=""),
    ChampAttendu.PILOTE: lambda jour: ~Q(
        Exists(FichePersonne.objects.filter(fiche=OuterRef("pk"), role=RolePersonne.PILOTE))
    ),
    ChampAttendu.OBJECTIFS: lambda jour: Q(objectifs="")
    & ~Q(Exists(ObjectifChiffre.objects.filter(fiche=OuterRef("pk")))),
    ChampAttendu.INDICATEURS: lambda jour: ~Q(Exists(FicheIndicateur.objects.filter(fiche=OuterRef("pk")))),
    ChampAttendu.BUDGET: lambda jour: ~Q(
        Exists(
            LigneBudget.objects.filter(Q(prevu__isnull=False) | Q(reel__isnull=False), fiche=OuterRef("pk"))
        )
    ),
    ChampAttendu.SUIVI: lambda jour: ~Q(
        Exists(Note.objects.filter(fiche=OuterRef("pk"), date__gte=find_un_an_avant(jour)))
    ),
}  # fmt: skip


def q_concernee(champ: ChampAttendu, aujourdhui: date) -> Q:
    """The field is asked of the fiche: it is not abandoned and, for a recent note, more than a year old."""
    condition = ~Q(statut=StatutFiche.ABANDONNE)
    if champ is ChampAttendu.SUIVI:
        condition &= Q(cree_le__lt=timezone.make_aware(datetime.combine(find_un_an_avant(aujourdhui), time.min)))
    return condition


def q_a_completer(champ: ChampAttendu, aujourdhui: date) -> Q:
    """The field is asked of the fiche, which does not say it."""
    return q_concernee(champ, aujourdhui) & _MANQUE[champ](aujourdhui)
