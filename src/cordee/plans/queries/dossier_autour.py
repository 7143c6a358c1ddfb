"""What surrounds fiches read whole (`queries.dossier`): how many are confidential, years of notes, where one stands."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.fiche import CommentaireCite, DocumentCite
from cordee.plans.models import CommentairePlan, Fiche, Note, Placement, Plan, PlanDocument
from cordee.plans.queries.documents import list_joints_du_plan_for
from cordee.plans.queries.dossier_echanges import commentaires_cites
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


def pieces_of(
    plan: Plan, utilisateur: Utilisateur | None, *, confidentielles: bool = True
) -> tuple[DocumentCite | None, tuple[DocumentCite, ...]]:
    """The document of the délibération, and the others, oldest first: those that the person may have. One query."""
    if utilisateur is None:
        joints = PlanDocument.objects.filter(plan=plan).select_related("document")
    else:
        joints = list_joints_du_plan_for(utilisateur, plan)
    if not confidentielles:
        joints = joints.filter(document__confidentiel=False)
    lus = list(joints.order_by("ajoute_le", "pk"))
    cites = {lu.pk: DocumentCite(lu.document.nom, lu.document.adresse) for lu in lus}
    deliberation = next((cites[lu.pk] for lu in lus if lu.deliberation), None)
    return deliberation, tuple(cites[lu.pk] for lu in lus if not lu.deliberation)


def discussion_of(plan: Plan) -> tuple[CommentaireCite, ...]:
    """What was said of the plan, oldest first. One query."""
    return commentaires_cites(CommentairePlan.objects.filter(plan=plan).order_by("cree_le", "pk"))
