"""What surrounds fiches read whole (`queries.dossier`): how many are confidential, years of notes, where one stands."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Fiche, Note, Placement, Plan
from cordee.plans.queries.fiche import chemin_of
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.visibilite import list_plans_for, q_confidentielle, racine_of
from cordee.territoires.models import Collectivite


def annees_des_notes(fiches: QuerySet[Fiche]) -> list[int]:
    """Years of the notes of these fiches, sous-fiches included, oldest first. One query."""
    racines = fiches.order_by().values("pk")
    notes = Note.objects.filter(
        Q(fiche__in=racines) | Q(fiche__parent__in=racines) | Q(fiche__parent__parent__in=racines),
        fiche__supprimee_le__isnull=True,
    )
    return sorted(jour.year for jour in notes.order_by().dates("date", "year"))


def compter_confidentielles(
    utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None, parmi: Collection[int] | None = None
) -> int:
    """How many confidential fiches of the plan, or of the collectivité, the person sees: by themselves or by any plan
    that holds them. `parmi` restricts to these ids."""
    fiches = list_fiches_du_plan(utilisateur, collectivite, plan).filter(parent__isnull=True)
    confidentielles = fiches.filter(q_confidentielle())
    return (confidentielles if parmi is None else confidentielles.filter(pk__in=parmi)).count()


def place_of(utilisateur: Utilisateur, collectivite: Collectivite, fiche: Fiche) -> tuple[str, tuple[str, ...]]:
    """Name of the first plan where the person sees the fiche (or the one at its top), and the axes down to it."""
    place = (
        Placement.objects.filter(fiche=racine_of(fiche), plan__in=list_plans_for(utilisateur, collectivite))
        .select_related("plan", "axe__parent__parent__parent")
        .order_by("pk")
        .first()
    )
    return (place.plan.nom, tuple(chemin_of(place))) if place is not None else ("", ())
