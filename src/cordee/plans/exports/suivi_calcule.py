"""What is computed of each fiche of a plan on the day of an export: days late, progress (docs/calculs/plans.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cordee.plans.domain.avancement import FicheComptee, compute_avancements
from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.faits import datee, total_budget
from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.listes import UniteBudget
from cordee.plans.domain.retard import compute_retards


@dataclass(frozen=True, slots=True)
class Suivi:
    """`retard` in days, 0 when the fiche is on time; `avancement` in percent, None for an abandoned fiche."""

    retard: int = 0
    avancement: float | None = None


class Suivis:
    """Reads the whole plan, sous-fiches included, whatever the file then leaves out."""

    def __init__(self, plan: PlanComplet, le: date) -> None:
        numerotees = list(_numeroter(plan))
        retards = compute_retards((datee(fiche, numero, parent) for numero, parent, fiche in numerotees), le)
        avancements = compute_avancements(_comptee(*trio) for trio in numerotees)
        self._par_cle = {
            cle(fiche): Suivi(
                retards[numero].jours if numero in retards else 0,
                avancements.get(numero),
            )
            for numero, _, fiche in numerotees
        }

    def de(self, fiche: FicheComplete) -> Suivi:
        """That of one fiche."""
        return self._par_cle.get(cle(fiche), Suivi())


def cle(fiche: FicheComplete) -> object:
    """A saved fiche is known by its number, also once its parts are left out; another one by its words."""
    return fiche.ref if fiche.ref is not None else (fiche.code, fiche.titre)


def _numeroter(plan: PlanComplet) -> Iterator[tuple[int, int | None, FicheComplete]]:
    """Every fiche and sous-fiche once, numbered from 1, with the number of its parent."""
    pile: list[tuple[int | None, FicheComplete]] = [(None, fiche) for fiche in reversed(fiches_du_plan(plan))]
    numero = 0
    while pile:
        parent, fiche = pile.pop()
        numero += 1
        yield numero, parent, fiche
        pile += [(numero, sous) for sous in reversed(fiche.sous_fiches)]


def _comptee(numero: int, parent: int | None, fiche: FicheComplete) -> FicheComptee:
    return FicheComptee(
        id=numero,
        parent=parent,
        statut=fiche.statut,
        saisi=fiche.avancement,
        poids=1.0 if fiche.poids is None else float(fiche.poids),
        budget=float(total_budget(fiche.budgets, UniteBudget.HT) or 0),
    )
