"""The fiches of a whole collectivité, brought back plan by plan (docs/calculs/import.md, « Toutes les fiches »).

In our export of every fiche, the first axes are plans. Each of them is a part that goes to the plan of its name; the
fiches that are in none of them are one more part, which goes to no plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, PlanComplet
from cordee.plans.domain.imports.cles import normaliser


@dataclass(frozen=True, slots=True)
class Partie:
    """What of a file goes to one plan: `plan` holds the fiches to compare, without those that an earlier part has
    already; `axe` is the one that stands for the plan as it was read, None for the fiches without plan."""

    plan: PlanComplet
    axe: AxeComplet | None

    @property
    def entier(self) -> PlanComplet:
        """The plan with every axe and fiche that the file puts there."""
        return replace(self.plan, axes=self.axe.axes, fiches=self.axe.fiches) if self.axe is not None else self.plan


def decouper(lu: PlanComplet) -> list[Partie]:
    """The parts of a recueil, in order."""
    vues: set[int] = set()
    parties = []
    for axe in lu.axes:
        tete = _tete_de(axe, lu.plans)
        parties.append(Partie(replace(tete, axes=_sans(axe.axes, vues), fiches=_neuves(axe.fiches, vues)), axe))
    hors = _neuves(lu.fiches, vues)
    return [*parties, Partie(PlanComplet("", fiches=hors), None)] if hors else parties


def _tete_de(axe: AxeComplet, plans: Sequence[PlanComplet]) -> PlanComplet:
    """What the file says of the plan of an axe: by its number, else by its name."""
    par_ref = next((plan for plan in plans if axe.plan is not None and plan.ref == axe.plan), None)
    tete = par_ref or next((plan for plan in plans if normaliser(plan.nom) == normaliser(axe.nom)), None)
    return replace(tete, nom=axe.nom) if tete is not None else PlanComplet(axe.nom)


def _sans(axes: Sequence[AxeComplet], vues: set[int]) -> list[AxeComplet]:
    """Copies of these axes without the fiches already seen."""
    return [replace(axe, fiches=_neuves(axe.fiches, vues), axes=_sans(axe.axes, vues)) for axe in axes]


def _neuves(fiches: Sequence[FicheComplete], vues: set[int]) -> list[FicheComplete]:
    neuves = [fiche for fiche in fiches if id(fiche) not in vues]
    vues.update(id(fiche) for fiche in neuves)
    return neuves


def trouver_plan(partie: Partie, connus: Sequence[AxeComplet]) -> list[AxeComplet]:
    """The plans of the collectivité (as the axes of its own recueil) that this part may go to: the one of its number
    when it is the same plan, else those of its name."""
    lu = partie.entier
    siens = [
        axe for axe in connus if est_le_meme(lu, PlanComplet(axe.nom, ref=axe.plan, axes=axe.axes, fiches=axe.fiches))
    ]
    return siens or [axe for axe in connus if normaliser(axe.nom) == normaliser(lu.nom)]


def est_le_meme(lu: PlanComplet, existant: PlanComplet) -> bool:
    """Whether a plan of our export is this one, renamed perhaps: it has its number, and its name or one of its fiches
    (number and title). The number alone is not enough: it may come from another installation."""
    if lu.ref is None or lu.ref != existant.ref:
        return False
    return normaliser(lu.nom) == normaliser(existant.nom) or bool(_reperes(lu) & _reperes(existant))


def _reperes(plan: PlanComplet) -> set[tuple[int, str]]:
    return {(fiche.ref, normaliser(fiche.titre)) for fiche in fiches_du_plan(plan) if fiche.ref is not None}
