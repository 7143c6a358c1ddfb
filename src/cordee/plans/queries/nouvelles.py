"""Fiches without news, as a condition of the database (docs/calculs/plans.md, « Sans nouvelles »)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cordee.plans.domain.listes import StatutFiche
from cordee.plans.domain.retard import SILENCE_JOURS
from cordee.plans.models import Commentaire


def q_sans_nouvelles(jour: date, silences: Mapping[int, int]) -> Q:
    """Silent for as long as the owner of each fiche says; `silences` are the days that collectivités chose, by id."""
    par_seuil: dict[int, list[int]] = {}
    for collectivite, seuil in silences.items():
        par_seuil.setdefault(seuil, []).append(collectivite)
    muettes = _q_muette(jour, SILENCE_JOURS)
    if silences:
        muettes &= ~Q(collectivite__in=list(silences))
    for seuil, collectivites in par_seuil.items():
        muettes |= Q(collectivite__in=collectivites) & _q_muette(jour, seuil)
    return Q(statut__in=[StatutFiche.EN_COURS, StatutFiche.BLOQUE]) & muettes


def _q_muette(jour: date, seuil: int) -> Q:
    """Neither changed nor commented for so many days."""
    depuis = timezone.make_aware(datetime.combine(jour - timedelta(days=seuil - 1), datetime.min.time()))
    recents = Commentaire.objects.filter(cree_le__gte=depuis, fiche=OuterRef("pk"))
    return Q(modifie_le__lt=depuis) & ~Q(Exists(recents))
