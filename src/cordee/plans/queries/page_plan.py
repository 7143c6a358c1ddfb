"""What is attached to a plan and said of it: documents, discussion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Model

from cordee.comptes.models import Utilisateur
from cordee.plans.models import CommentairePlan, GesteGroupe, Plan, PlanDocument
from cordee.plans.queries.documents import joint_du_plan_for, list_joints_du_plan_for
from cordee.plans.queries.fils import Fil, fils_of
from cordee.plans.queries.lignes_fiche import VERBE_RETRAIT
from cordee.territoires.models import Collectivite

MODELES_DU_PLAN: dict[str, type[Model]] = {"documents": PlanDocument, "commentaires": CommentairePlan}
"""Rows around a plan, by the word of their address."""


@dataclass
class PagePlan:
    """A plan with what is around it, as one person sees it."""

    utilisateur: Utilisateur
    collectivite: Collectivite
    plan: Plan

    @cached_property
    def documents(self) -> list[PlanDocument]:
        """Those that the person may have, the délibération first."""
        return list(list_joints_du_plan_for(self.utilisateur, self.plan))

    @cached_property
    def fils(self) -> list[Fil]:
        """The discussion."""
        return fils_of(CommentairePlan.objects.filter(plan=self.plan))

    @property
    def commentaires(self) -> int:
        """How many words were said, answers included."""
        return sum(1 + len(fil.reponses) for fil in self.fils)

    @property
    def regles(self) -> int:
        """How many comments are dealt with."""
        return sum(fil.commentaire.resolu_le is not None for fil in self.fils)


def entoures_depuis(plans: Iterable[int], instant: datetime) -> set[int]:
    """Those of these plans of which somebody spoke, or to which somebody attached a document, after an instant. Two
    queries."""
    liste = list(plans)
    dits = CommentairePlan.objects.filter(plan__in=liste, cree_le__gt=instant).values_list("plan", flat=True)
    joints = PlanDocument.objects.filter(plan__in=liste, ajoute_le__gt=instant).values_list("plan", flat=True)
    return {*dits, *joints}


def ligne_du_plan_for(utilisateur: Utilisateur, plan: Plan, bloc: str, pk: int) -> Model | None:
    """A row of this plan that the person sees, with the plan and its collectivité."""
    if bloc == "documents":
        return joint_du_plan_for(utilisateur, plan, pk)
    return CommentairePlan.objects.filter(plan=plan, pk=pk).select_related("plan__collectivite", "parent").first()


def retrait_du_plan_for(plan: Plan, pk: int) -> GesteGroupe | None:
    """A row that was taken away from this plan, and that may be put back."""
    return GesteGroupe.objects.filter(pk=pk, verbe=VERBE_RETRAIT, avant__plan=plan.pk).first()
