"""Impacts that fiches announce and leviers that they carry, as domain.effets counts them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from cordee.plans.domain.effets import FicheSituee, ImpactDit
from cordee.plans.domain.listes import DomaineImpact, Genre, Incertitude, SensImpact
from cordee.plans.models import Classement, Fiche, Impact
from cordee.plans.queries.resume import Resume


def list_situees(resume: Resume, racines: Collection[int]) -> list[FicheSituee]:
    """These fiches with their sous-fiches, from the columns that the summary of a list has read. No query."""
    return [
        FicheSituee(f.pk, f.parent, f.statut, resume.avancements.get(f.pk) if f.parent is None else None)
        for f in resume.fiches.values()
        if f.racine in racines
    ]


def list_impacts_dits(fiches: QuerySet[Fiche]) -> list[ImpactDit]:
    """What fiches and sous-fiches say of each domain, in the order in which it was written. One query."""
    colonnes = ("fiche_id", "domaine", "niveau", "valeur", "unite", "horizon", "sens", "incertitude")
    lignes = Impact.objects.filter(fiche__in=_ids(fiches)).order_by("pk").values_list(*colonnes)
    return [
        ImpactDit(
            pk,
            DomaineImpact(domaine),
            niveau,
            valeur,
            unite,
            horizon,
            SensImpact(sens) if sens else None,
            Incertitude(incertitude) if incertitude else None,
        )
        for pk, domaine, niveau, valeur, unite, horizon, sens, incertitude in lignes
    ]


def list_leviers_portes(fiches: QuerySet[Fiche]) -> list[tuple[int, str]]:
    """(fiche, code) of the leviers that fiches carry. One query."""
    portes = Classement.objects.filter(fiche__in=_ids(fiches), genre=Genre.LEVIER).order_by("pk")
    return list(portes.values_list("fiche_id", "code"))


def _ids(fiches: QuerySet[Fiche]) -> QuerySet[Any]:
    return fiches.order_by().values("pk")
