"""The money of a plan: what its fiches say of budgets and fundings, summed by the database fiche by fiche."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.argent import (
    ENSEMBLE,
    RIEN,
    ApportDit,
    Budgets,
    FinancementsDeBase,
    LigneDite,
    rassembler_financements,
    sommer_budgets,
)
from cordee.plans.domain.fourchettes import lire_fourchette
from cordee.plans.domain.listes import BaseMontant, StatutFinancement, UniteBudget
from cordee.plans.models import Financement, LigneBudget, Placement, Plan
from cordee.plans.queries.lecture import parmi
from cordee.plans.queries.rangement import Rangement
from cordee.plans.queries.resume import Resume
from cordee.plans.queries.visibilite import list_plans_vus_par

RACINE = Coalesce("fiche__parent__parent_id", "fiche__parent_id", "fiche_id")


@dataclass(frozen=True)
class Argent:
    """What fiches of the top say, sous-fiches included."""

    lignes: list[LigneDite]
    apports: list[ApportDit]

    def budgets(self, racines: Collection[int] | None = None) -> Budgets:
        """Budgets of these fiches; of all without."""
        return sommer_budgets(self.lignes, racines)

    def financements(self, racines: Collection[int] | None = None) -> list[FinancementsDeBase]:
        """Fundings of these fiches; of all without."""
        budgets = self.budgets(racines)
        prevus = {
            base: budgets[unite][ENSEMBLE].prevu
            for base in BaseMontant
            if (unite := UniteBudget(base.value)) in budgets
        }
        return rassembler_financements(self.apports, prevus, racines)


def lire_argent(resume: Resume) -> Argent:
    """Two queries."""
    budgets = (
        LigneBudget.objects.filter(fiche__in=parmi(resume.ids))
        .annotate(racine=RACINE)
        .order_by()
        .values_list("racine", "unite", "type")
        .annotate(bas=Sum("prevu"), haut=Sum(Coalesce("prevu_max", "prevu")), depense=Sum("reel"))
    )
    apports = (
        Financement.objects.filter(fiche__in=parmi(resume.ids))
        .annotate(racine=RACINE)
        .order_by()
        .values_list("racine", "base", "statut", "financeur__nom", "dispositif")
        .annotate(somme=Sum("montant"), muets=Count("pk", filter=Q(montant__isnull=True)))
    )
    return Argent(
        [
            LigneDite(racine, UniteBudget(unite), nature, lire_fourchette(bas, haut), depense)
            for racine, unite, nature, bas, haut, depense in budgets
        ],
        [
            ApportDit(racine, BaseMontant(base), StatutFinancement(statut), nom, dispositif, somme or RIEN, muets)
            for racine, base, statut, nom, dispositif, somme, muets in apports
        ],
    )


def fiches_par_axe(rangement: Rangement) -> dict[int, set[int]]:
    """Fiches placed in each axe or below it, in the order in which the plan reads. No query."""
    contenus: dict[int, set[int]] = {axe: set() for axe in rangement.parents}
    for fiche, lieux in rangement.places.items():
        for premier, _, _ in lieux:
            axe = premier
            while axe is not None and axe in contenus and fiche not in contenus[axe]:
                contenus[axe].add(fiche)
                axe = rangement.parents[axe]
    return contenus


def count_ailleurs(utilisateur: Utilisateur, resume: Resume, plan: Plan) -> int:
    """How many of these fiches stand in another plan too, among those that the person sees. One query."""
    autres = list_plans_vus_par(utilisateur).exclude(pk=plan.pk).order_by().values("pk")
    places = Placement.objects.filter(fiche__in=parmi(resume.ids_des_racines), plan__in=autres)
    return places.order_by().values("fiche").distinct().count()
