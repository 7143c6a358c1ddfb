"""The plans of a collectivité, and of the collectivités that it gathers, with what each adds up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.avancement import Compte, FicheComptee, compute_avancements, count_fiches
from cordee.plans.domain.retard import FicheDatee, is_late
from cordee.plans.models import Fiche, Placement, Plan
from cordee.plans.queries.visibilite import list_fiches_for, list_plans_for
from cordee.territoires.models import Appartenance, Collectivite
from cordee.territoires.queries import roles_par_collectivite


@dataclass
class PlanCompte:
    """A plan with its fiches counted by statut, its late ones and its progress."""

    plan: Plan
    par_statut: Counter[str] = field(default_factory=Counter)
    en_retard: int = 0
    compte: Compte = field(default_factory=Compte)
    rassembles: list[PlanCompte] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Fiches, abandoned ones included."""
        return sum(self.par_statut.values())


def list_plans_comptes(utilisateur: Utilisateur, collectivite: Collectivite, aujourdhui: date) -> list[PlanCompte]:
    """Plans that the person sees in a collectivité, by name, with what they add up to. Four queries."""
    plans = list(
        list_plans_for(utilisateur, collectivite)
        .select_related("collectivite", "parent", "parent__collectivite")
        .prefetch_related("personnes__personne")
    )
    return _compter(utilisateur, collectivite, plans, aujourdhui)


def _compter(
    utilisateur: Utilisateur, collectivite: Collectivite, plans: Iterable[Plan], aujourdhui: date
) -> list[PlanCompte]:
    comptes = {plan.pk: PlanCompte(plan) for plan in plans}
    places: dict[int, set[int]] = {}
    for plan_id, fiche in Placement.objects.filter(plan__in=list(comptes)).values_list("plan_id", "fiche_id"):
        places.setdefault(plan_id, set()).add(fiche)
    fiches = list_fiches_for(utilisateur, collectivite).order_by()
    legeres: list[Any] = list(
        fiches.values_list(
            "pk",
            "parent_id",
            "statut",
            "avancement",
            "poids",
            "fin",
            "precision_fin",
            "amelioration_continue",
            named=True,
        )
    )
    comptees = [FicheComptee(f.pk, f.parent_id, f.statut or None, f.avancement, f.poids) for f in legeres]
    avancements = compute_avancements(comptees)
    par_pk = {f.pk: f for f in legeres}
    par_comptee = {c.id: c for c in comptees}
    for plan_id, dedans in places.items():
        compte = comptes[plan_id]
        vues = [par_pk[pk] for pk in dedans if pk in par_pk]
        compte.par_statut = Counter(f.statut for f in vues)
        compte.en_retard = sum(is_late(_datee(f), aujourdhui) for f in vues)
        compte.compte = count_fiches((par_comptee[f.pk] for f in vues), avancements)
    return list(comptes.values())


def _datee(fiche: Any) -> FicheDatee:
    return FicheDatee(
        fiche.pk,
        fiche.statut or None,
        fin=fiche.fin,
        precision_fin=fiche.precision_fin,
        amelioration_continue=fiche.amelioration_continue,
    )


def compter_sans_plan(utilisateur: Utilisateur, collectivite: Collectivite) -> tuple[int, int]:
    """How many fiches the person sees in a collectivité, and how many of them are in no plan."""
    fiches = list_fiches_for(utilisateur, collectivite).filter(parent__isnull=True)
    total = fiches.count()
    placees = fiches.filter(pk__in=Placement.objects.values("fiche")).count() if total else 0
    return total, total - placees


def rassembler_plans(
    utilisateur: Utilisateur, groupement: Collectivite, aujourdhui: date
) -> list[tuple[Collectivite, list[PlanCompte]]]:
    """Plans of the collectivités that a groupement gathers, where the person has a role."""
    roles = roles_par_collectivite(utilisateur)
    membres = Collectivite.objects.filter(
        pk__in=Appartenance.objects.filter(groupement=groupement).values("membre")
    ).order_by("cle_recherche")
    return [
        (membre, comptes)
        for membre in membres
        if membre.pk in roles and (comptes := list_plans_comptes(utilisateur, membre, aujourdhui))
    ]


def list_plans_parents_for(utilisateur: Utilisateur, collectivite: Collectivite) -> list[Plan]:
    """Plans that may gather one of this collectivité: its own and those of its groupements that the person sees."""
    roles = roles_par_collectivite(utilisateur)
    groupements = Appartenance.objects.filter(membre=collectivite, groupement__in=list(roles)).values_list(
        "groupement_id", flat=True
    )
    plans: list[Plan] = []
    for proprietaire in Collectivite.objects.filter(pk__in=[collectivite.pk, *groupements]).order_by("cle_recherche"):
        plans += list_plans_for(utilisateur, proprietaire).filter(parent__isnull=True).select_related("collectivite")
    return plans


def fiches_seules_of(plan: Plan) -> int:
    """How many fiches would be deleted with the plan: its collectivité's, in no other plan."""
    ailleurs = Placement.objects.exclude(plan=plan).values("fiche")
    return (
        Fiche.objects.filter(placements__plan=plan, collectivite=plan.collectivite_id, supprimee_le__isnull=True)
        .exclude(pk__in=ailleurs)
        .distinct()
        .count()
    )
