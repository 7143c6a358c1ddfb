"""Objects of notifications, by id. One query each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from cordee.comptes.models import Utilisateur
from cordee.plans.models import (
    Blocage,
    Commentaire,
    CommentairePlan,
    Fiche,
    Partage,
    PilotageIndicateur,
    PilotageMesure,
)
from cordee.plans.queries.visibilite import list_plans_vus_par

T = TypeVar("T", PilotageIndicateur, PilotageMesure)


def fiches_par_pk(pks: Iterable[int]) -> dict[int, Fiche]:
    """Fiches with those above them."""
    return {f.pk: f for f in Fiche.objects.filter(pk__in=list(pks)).select_related("parent")}


def commentaires_par_pk(pks: Iterable[int]) -> dict[int, Commentaire]:
    """Comments that still exist."""
    return {c.pk: c for c in Commentaire.objects.filter(pk__in=list(pks))}


def commentaires_de_plan_par_pk(pks: Iterable[int]) -> dict[int, CommentairePlan]:
    """The same of plans, with their plan."""
    trouves = CommentairePlan.objects.filter(pk__in=list(pks))
    return {c.pk: c for c in trouves.select_related("plan__collectivite")}


def plans_vus_par(utilisateur: Utilisateur, pks: Iterable[int]) -> set[int]:
    """Those of these plans that the person may see now."""
    return set(list_plans_vus_par(utilisateur).filter(pk__in=set(pks)).values_list("pk", flat=True))


def blocages_par_pk(pks: Iterable[int]) -> dict[int, Blocage]:
    """Blocages that still exist, lifted or not, with the person of whom something is expected."""
    trouves = Blocage.objects.filter(pk__in=list(pks))
    return {b.pk: b for b in trouves.select_related("personne_attendue__utilisateur")}


def pilotages_par_pk(modele: type[T], pks: Iterable[int]) -> dict[int, T]:
    """Pilotages that still hold, with what is piloted."""
    objet = "indicateur" if modele is PilotageIndicateur else "mesure"
    trouves = modele._default_manager.filter(pk__in=list(pks), personne__isnull=False)
    return {p.pk: p for p in trouves.select_related("collectivite", objet)}


def partages_par_pk(pks: Iterable[int]) -> dict[int, Partage]:
    """Sharings that still exist, with their collectivité."""
    return {p.pk: p for p in Partage.objects.filter(pk__in=list(pks)).select_related("collectivite")}
