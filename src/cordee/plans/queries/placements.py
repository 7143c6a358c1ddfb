"""Places where a person may put a fiche."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Axe, Fiche, Placement, Plan
from cordee.plans.queries.visibilite import collectivites_of, list_plans_for
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite


@dataclass(frozen=True)
class PlanEtAxes:
    """A plan and its axes in the order of the tree, each with its number and name."""

    plan: Plan
    axes: list[tuple[Axe, str]]


def list_plans_editables(
    utilisateur: Utilisateur, collectivite: Collectivite, fiche: Fiche | None = None
) -> list[PlanEtAxes]:
    """Plans of the collectivité (of those that carry the fiche, when one is given) that the person may change, with
    their axes. Two queries, and one more a collectivité."""
    roles = roles_par_collectivite(utilisateur)
    portees = collectivites_of(fiche) if fiche is not None else {collectivite.pk}
    editees = [c for c in portees if c in roles and roles[c].rang >= Role.EDITION.rang]
    plans: list[Plan] = []
    for porteuse in Collectivite.objects.filter(pk__in=editees).order_by("cle_recherche"):
        plans += list_plans_for(utilisateur, porteuse).select_related("collectivite")
    axes: dict[int, list[Axe]] = {}
    for axe in Axe.objects.filter(plan__in=plans):
        axes.setdefault(axe.plan_id, []).append(axe)
    return [PlanEtAxes(plan, _ranger(axes.get(plan.pk, []))) for plan in plans]


def _ranger(axes: list[Axe]) -> list[tuple[Axe, str]]:
    dessous: dict[int | None, list[Axe]] = {}
    for axe in axes:
        dessous.setdefault(axe.parent_id, []).append(axe)
    ranges: list[tuple[Axe, str]] = []

    def descendre(parent: int | None, prefixe: str) -> None:
        for rang, axe in enumerate(dessous.get(parent, []), 1):
            numero = axe.code or f"{prefixe}{rang}"
            ranges.append((axe, f"{numero} {axe.nom}"))
            descendre(axe.pk, f"{numero}.")

    descendre(None, "")
    return ranges


def find_plan(plans: Sequence[PlanEtAxes], pk: int | None) -> Plan | None:
    """The plan of this id among them."""
    return next((p.plan for p in plans if p.plan.pk == pk), None)


def find_axe(plans: Sequence[PlanEtAxes], pk: int | None) -> Axe | None:
    """The axe of this id among them."""
    return next((axe for p in plans for axe, _ in p.axes if axe.pk == pk), None)


def list_places_de(fiche: Fiche) -> list[str]:
    """Where the fiche stands, as `plan:axe`."""
    places = Placement.objects.filter(fiche=fiche).values_list("plan_id", "axe_id")
    return [f"{plan}:{axe or ''}" for plan, axe in places]


def placement_for(fiche: Fiche, pk: int) -> Placement | None:
    """One placement of the fiche."""
    return Placement.objects.filter(fiche=fiche, pk=pk).select_related("plan__collectivite", "fiche", "axe").first()
