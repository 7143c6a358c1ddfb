"""Where the fiches of a plan stand in it, and what its axes add up to.

As in queries.resume, what is counted stays in memory under all that it was counted from (queries.lecture).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cordee.plans.domain.avancement import AvancementPlan, Ponderation, compute_plan
from cordee.plans.models import Plan
from cordee.plans.queries.arbre import ArbreAxes, Places, lire_places, par_fiche
from cordee.plans.queries.lecture import GARDEES, Lues
from cordee.plans.queries.pesees import SANS_PESEE, Pesee
from cordee.plans.queries.resume import Resume, comptee

Pesees = tuple[tuple[int, Pesee], ...]
"""What fiches weigh, and what is measured of them."""


@dataclass(frozen=True, eq=False)
class Rangement:
    """Fiches in their axes. `places` are (axe, position, placement) of each fiche; `parents` the axe above each axe, in
    the order in which the plan reads. Pages share it: nothing in it may be changed."""

    resume: Resume
    places: Places
    parents: dict[int, int | None]

    @cached_property
    def rangs(self) -> dict[int, tuple[int, int]]:
        """Rank of the axe and place in it, of the first place of each fiche."""
        rangs = {axe: rang for rang, axe in enumerate(self.parents, start=1)}
        return {
            fiche: min((rangs.get(axe or 0, 0), position) for axe, position, _ in lieux)
            for fiche, lieux in self.places.items()
        }

    @cached_property
    def axes(self) -> dict[int, int | None]:
        """Axe of the first place of each fiche."""
        ordre = (None, *self.parents)
        return {fiche: ordre[rang] for fiche, (rang, _) in self.rangs.items()}

    @cached_property
    def ids(self) -> list[int]:
        """Every fiche, without its sous-fiches, in the order of the plan."""
        return self.ordonner(fiche.pk for fiche in self.resume.racines)

    def ordonner(self, fiches: Iterable[int]) -> list[int]:
        """These fiches in the order of the plan, each before its sous-fiches."""
        return sorted(fiches, key=self._rang)

    def _rang(self, pk: int) -> tuple[tuple[int, int], int, tuple[tuple[int, int], ...]]:
        """Where a fiche reads: the place of the one at the top, then the way down to it."""
        courante = self.resume.fiches.get(pk)
        chemin: tuple[tuple[int, int], ...] = ()
        racine = courante.racine if courante is not None else pk
        while courante is not None and courante.parent is not None:
            chemin = ((courante.position, courante.pk), *chemin)
            courante = self.resume.fiches.get(courante.parent)
        return self.rangs.get(racine, (0, 0)), racine, chemin

    @cached_property
    def statuts(self) -> dict[int | None, Counter[str]]:
        """Fiches by statut of each axe of the first level, with those below it, and of what is outside any axe
        (None)."""
        premiers: dict[int | None, int] = {}
        for axe, parent in self.parents.items():
            premiers[axe] = premiers.get(parent, axe)
        statuts: dict[int | None, list[str]] = {}
        for fiche, lieux in self.places.items():
            if (legere := self.resume.fiches.get(fiche)) is not None:
                for premier in {premiers.get(axe) for axe, _, _ in lieux}:
                    statuts.setdefault(premier, []).append(legere.statut)
        return {premier: Counter(lus) for premier, lus in statuts.items()}

    def avancer(self, ponderation: str, pesees: Mapping[int, Pesee]) -> AvancementPlan:
        """Progress of the plan and of its axes; `pesees` as `queries.pesees` reads them."""
        return _avancer(self, Ponderation(ponderation), tuple(sorted(pesees.items())))


def ranger(resume: Resume, plan: Plan | None, arbre: ArbreAxes) -> Rangement:
    """How these fiches stand in the plan. One query; none without a plan."""
    lues = lire_places(plan) if plan is not None else ()
    return _ranger(resume, lues, tuple((b.axe.pk, b.axe.parent_id) for b in arbre.parcourir()))


@lru_cache(maxsize=GARDEES)
def _ranger(resume: Resume, lues: Lues, axes: tuple[tuple[int, int | None], ...]) -> Rangement:
    return Rangement(resume, par_fiche(lues), dict(axes))


@lru_cache(maxsize=GARDEES)
def _avancer(rangement: Rangement, ponderation: Ponderation, pesees: Pesees) -> AvancementPlan:
    resume, fiches = rangement.resume, rangement.resume.comptees
    if pesees:
        lues = dict(pesees)
        fiches = [comptee(fiche, lues.get(fiche.pk, SANS_PESEE)) for fiche in resume.fiches.values()]
    paires = [(fiche, axe) for fiche, lieux in rangement.places.items() for axe, _, _ in lieux]
    return compute_plan(fiches, paires, rangement.parents, ponderation, resume.avancements)
