"""A plan as a program reads it: its axes, its fiches in order, its figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.avancement import AvancementPlan
from cordee.plans.models import Plan
from cordee.plans.queries.arbre import ArbreAxes, arbre_of
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.pesees import peser, suivis_vus
from cordee.plans.queries.rangement import Rangement, ranger
from cordee.plans.queries.resume import Resume, resumer
from cordee.plans.queries.tete import Autour, read_autour
from cordee.territoires.models import Collectivite


@dataclass(frozen=True)
class PlanLu:
    """Everything that the page of the plan counts, as one person sees it."""

    plan: Plan
    arbre: ArbreAxes
    resume: Resume
    rangement: Rangement
    avancement: AvancementPlan
    autour: Autour

    def fiches_par_axe(self) -> dict[int | None, list[int]]:
        """Ids of the fiches that the person sees in each axe (None: outside any), in the order of the plan."""
        rangees: dict[int | None, list[tuple[int, int]]] = {}
        for fiche, lieux in self.rangement.places.items():
            if fiche in self.resume.fiches:
                for axe, position, _ in lieux:
                    rangees.setdefault(axe, []).append((position, fiche))
        return {axe: [fiche for _, fiche in sorted(places)] for axe, places in rangees.items()}


def lire_plan(utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan, aujourdhui: date) -> PlanLu:
    """Five queries, a sixth when budgets weigh, seven when indicators measure, whatever the axes and the fiches."""
    toutes = list_fiches_du_plan(utilisateur, collectivite, plan)
    arbre = arbre_of(plan)
    resume = resumer(toutes, aujourdhui)
    rangement = ranger(resume, plan, arbre)
    pesees = peser(toutes.filter(parent__isnull=True), [plan.ponderation], suivis_vus(utilisateur))
    return PlanLu(
        plan,
        arbre,
        resume,
        rangement,
        rangement.avancer(plan.ponderation, pesees),
        read_autour(utilisateur, resume, plan),
    )


def nommer_statuts(par_statut: Counter[str]) -> dict[str, int]:
    """Counts by statut, the missing one being called « sans »; no zero."""
    return {statut or "sans": nombre for statut, nombre in sorted(par_statut.items()) if nombre}
