"""What surrounds fiches read whole (`queries.dossier`): how many are confidential, years of notes, where one stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.fiche import CommentaireCite, DocumentCite
from cordee.plans.models import CommentairePlan, Fiche, Note, Placement, Plan, PlanDocument
from cordee.plans.queries.documents import q_donne
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


def place_of(utilisateur: Utilisateur, collectivite: Collectivite, fiche: Fiche) -> tuple[Plan | None, tuple[str, ...]]:
    """The first plan where the person sees the fiche (or the one at its top), and the axes down to it."""
    place = (
        Placement.objects.filter(fiche=racine_of(fiche), plan__in=list_plans_for(utilisateur, collectivite))
        .select_related("plan", "axe__parent__parent__parent")
        .order_by("pk")
        .first()
    )
    return (place.plan, tuple(chemin_of(place))) if place is not None else (None, ())


def pieces_of(plan: Plan, utilisateur: Utilisateur | None, *, confidentielles: bool = True) -> tuple[DocumentCite, ...]:
    """Documents of the plan, oldest first, but that of the délibération: those that the person may have. One query."""
    return tuple(citer_document(joint) for joint in _joints([plan], utilisateur, confidentielles, deliberation=False))


def deliberations_of(
    plans: Sequence[Plan], utilisateur: Utilisateur | None, *, confidentielles: bool = True
) -> dict[int, DocumentCite]:
    """The document of the délibération of each plan that has one that the person may have. One query."""
    joints = _joints(plans, utilisateur, confidentielles, deliberation=True)
    return {joint.plan_id: citer_document(joint) for joint in joints}


def _joints(
    plans: Sequence[Plan], utilisateur: Utilisateur | None, confidentielles: bool, *, deliberation: bool
) -> QuerySet[PlanDocument]:
    joints = PlanDocument.objects.filter(plan__in=plans, deliberation=deliberation).select_related("document")
    if utilisateur is not None:
        joints = joints.filter(q_donne(utilisateur))
    if not confidentielles:
        joints = joints.filter(document__confidentiel=False)
    return joints.order_by("ajoute_le", "pk")


def citer_document(joint: PlanDocument) -> DocumentCite:
    """Its name, and its address when it is a link."""
    return DocumentCite(joint.document.nom, joint.document.adresse)


def discussion_of(plan: Plan) -> tuple[CommentaireCite, ...]:
    """What was said of the plan, oldest first. One query."""
    return commentaires_cites(CommentairePlan.objects.filter(plan=plan).order_by("cree_le", "pk"))
