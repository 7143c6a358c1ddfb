"""The tree of axes of a plan, and where each fiche stands in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from operator import itemgetter

from cordee.plans.models import Axe, Placement, Plan
from cordee.plans.queries.lecture import Lues, lire, ouvrir

Places = dict[int, list[tuple[int | None, int, int]]]
"""(axe, position, id of the placement) of each fiche."""


@dataclass(slots=True)
class BrancheAxe:
    """An axe in the order in which the plan reads: number (`2.1`, the written one when there is one) and level from
    1."""

    axe: Axe
    numero: str
    niveau: int
    enfants: list[BrancheAxe] = field(default_factory=list)

    def parcourir(self) -> Iterable[BrancheAxe]:
        """Itself, then those below, in order."""
        yield self
        for enfant in self.enfants:
            yield from enfant.parcourir()


@dataclass(frozen=True, slots=True)
class ArbreAxes:
    """Axes of a plan: `racines` nested, `par_id` flat."""

    racines: tuple[BrancheAxe, ...]
    par_id: dict[int, BrancheAxe]

    def parcourir(self) -> Iterable[BrancheAxe]:
        """Every axe, in the order in which the plan reads."""
        for racine in self.racines:
            yield from racine.parcourir()

    def ordre(self) -> tuple[int, ...]:
        """Their ids."""
        return tuple(branche.axe.pk for branche in self.parcourir())


def arbre_of(plan: Plan) -> ArbreAxes:
    """Axes of a plan. One query."""
    return _composer(Axe.objects.filter(plan=plan).order_by("position", "id"))


def arbres_of(plans: Collection[Plan]) -> dict[int, ArbreAxes]:
    """Axes of several plans, by plan. One query."""
    par_plan: dict[int, list[Axe]] = {plan.pk: [] for plan in plans}
    for axe in Axe.objects.filter(plan__in=par_plan).order_by("position", "id"):
        par_plan[axe.plan_id].append(axe)
    return {plan: _composer(axes) for plan, axes in par_plan.items()}


def _composer(axes: Iterable[Axe]) -> ArbreAxes:
    par_id = {axe.pk: BrancheAxe(axe, "", 0) for axe in axes}
    racines: list[BrancheAxe] = []
    for branche in par_id.values():
        parent = par_id.get(branche.axe.parent_id or 0)
        (parent.enfants if parent is not None else racines).append(branche)
    _numeroter(racines, "", 1)
    return ArbreAxes(tuple(racines), par_id)


def _numeroter(branches: list[BrancheAxe], prefixe: str, niveau: int) -> None:
    """Numbers follow the positions, unless the name or the code already says one."""
    for rang, branche in enumerate(branches, start=1):
        branche.numero = branche.axe.code or _numero_ecrit(branche.axe.nom) or f"{prefixe}{rang}"
        branche.niveau = niveau
        _numeroter(branche.enfants, f"{branche.numero}.", niveau + 1)


def _numero_ecrit(nom: str) -> str:
    """`2.1 Rouler` or `2. Rouler` -> `2.1`, `2`."""
    tete = nom.split(" ", 1)[0].rstrip(".)-–:")
    return tete if tete and all(morceau.isdigit() for morceau in tete.split(".")) and " " in nom else ""


def nom_sans_numero(branche: BrancheAxe) -> str:
    """Name of an axe without the number that it begins with, which the screen shows apart."""
    if _numero_ecrit(branche.axe.nom) and not branche.axe.code:
        return branche.axe.nom.split(" ", 1)[1].lstrip("-–: ")
    return branche.axe.nom


def lire_places(plan: Plan) -> Lues:
    """Every placement of a plan, as read. One query."""
    return lire(Placement.objects.filter(plan=plan), "fiche_id", "axe_id", "position", "pk")


def par_fiche(lues: Lues) -> Places:
    """Placements of each fiche."""
    places: Places = {}
    for fiche, axe, position, pk in sorted(ouvrir(lues), key=itemgetter(2, 3)):
        places.setdefault(fiche, []).append((axe, position, pk))
    return places


def placements_of(plan: Plan) -> Places:
    """The same, of a plan. One query."""
    return par_fiche(lire_places(plan))


def axe_for(plan: Plan, pk: int) -> Axe | None:
    """One axe of a plan."""
    return Axe.objects.filter(plan=plan, pk=pk).select_related("plan", "parent").first()


def placement_for(plan: Plan, pk: int) -> Placement | None:
    """One placement of a plan, its fiche and its axe with it."""
    places = Placement.objects.filter(plan=plan, pk=pk)
    return places.select_related("fiche", "fiche__collectivite", "plan", "plan__collectivite", "axe").first()
