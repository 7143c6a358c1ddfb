"""The plans of a collectivité, and of the collectivités that it gathers, with what each adds up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.avancement import Compte, FicheComptee, Ponderation, compute_avancements, count_fiches
from cordee.plans.domain.retard import FicheDatee, is_late
from cordee.plans.models import Fiche, Partage, Placement, Plan
from cordee.plans.queries.perimetre import Territoire, territoire_of
from cordee.plans.queries.pesees import A_PESER, SANS_PESEE, Pesee, peser, suivis_vus
from cordee.plans.queries.visibilite import (
    ROLE_DU_CONFIDENTIEL,
    annotate_cachee,
    annotate_racine,
    list_fiches_for,
    list_plans_for,
    list_plans_vus_par,
)
from cordee.territoires.models import Appartenance, Collectivite
from cordee.territoires.queries import roles_par_collectivite


@dataclass
class PlanCompte:
    """A plan with its fiches counted by statut, its late ones and its progress; `rassembles` are the plans that it
    gathers, among those that the person sees."""

    plan: Plan
    par_statut: Counter[str] = field(default_factory=Counter)
    en_retard: int = 0
    compte: Compte = field(default_factory=Compte)
    rassembles: list[Plan] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Fiches, abandoned ones included."""
        return sum(self.par_statut.values())


def list_plans_comptes(
    utilisateur: Utilisateur, collectivites: Iterable[Collectivite], aujourdhui: date
) -> dict[int, list[PlanCompte]]:
    """Plans that the person sees in these collectivités, by name, with what they add up to; by collectivité. Ten
    queries at most, whatever the collectivités and the plans."""
    plans = list(
        list_plans_vus_par(utilisateur)
        .filter(collectivite__in=list(collectivites))
        .select_related("collectivite", "parent", "parent__collectivite")
        .prefetch_related("personnes__personne")
    )
    comptes = {plan.pk: PlanCompte(plan) for plan in plans}
    if comptes:
        _rattacher(utilisateur, comptes)
        _compter(utilisateur, comptes, aujourdhui)
    par_collectivite: dict[int, list[PlanCompte]] = {}
    for compte in comptes.values():
        par_collectivite.setdefault(compte.plan.collectivite_id, []).append(compte)
    return par_collectivite


def _rattacher(utilisateur: Utilisateur, comptes: dict[int, PlanCompte]) -> None:
    """Plans gathered by these. One query."""
    for plan in list_plans_vus_par(utilisateur).filter(parent__in=list(comptes)).select_related("collectivite"):
        comptes[plan.parent_id or 0].rassembles.append(plan)


class _FicheLue(NamedTuple):
    """Columns of a fiche that counts need; `cachee` to those whose role does not see what is confidential."""

    pk: int
    parent: int | None
    racine: int
    collectivite: int
    statut: str
    avancement: int | None
    poids: int
    fin: date | None
    precision_fin: str
    continue_: bool
    cachee: bool

    def comptee(self, pesee: Pesee) -> FicheComptee:
        """As progress reads it."""
        return FicheComptee(self.pk, self.parent, self.statut or None, self.avancement, self.poids, *pesee)

    def est_en_retard(self, aujourdhui: date) -> bool:
        """Whether it is late by itself."""
        if self.fin is None or self.fin >= aujourdhui:
            return False
        datee = FicheDatee(
            self.pk, self.statut or None, fin=self.fin, precision_fin=self.precision_fin,
            amelioration_continue=self.continue_,
        )  # fmt: skip
        return is_late(datee, aujourdhui)


def _compter(utilisateur: Utilisateur, comptes: dict[int, PlanCompte], aujourdhui: date) -> None:
    """Counts the fiches of each plan as they are seen from the collectivité of the plan."""
    places: dict[int, set[int]] = {}
    for plan_id, fiche in Placement.objects.filter(plan__in=list(comptes)).values_list("plan_id", "fiche_id"):
        places.setdefault(plan_id, set()).add(fiche)
    if not places:
        return
    familles = _lire_familles(utilisateur, list(comptes))
    portees = _portees(list(comptes))
    pesees = _peser(utilisateur, [compte.plan for compte in comptes.values()])
    for plan_id, racines in places.items():
        compte = comptes[plan_id]
        vues = [
            fiche
            for racine in racines
            for fiche in familles.get(racine, ())
            if _est_vue(fiche, compte.plan.collectivite_id, utilisateur, portees)
        ]
        _remplir(compte, vues, pesees, aujourdhui)


def _remplir(compte: PlanCompte, vues: list[_FicheLue], pesees: dict[int, Pesee], aujourdhui: date) -> None:
    """The same figures as the page of the plan: sous-fiches count through their fiche."""
    racines = [fiche for fiche in vues if fiche.parent is None]
    comptees = [fiche.comptee(pesees.get(fiche.pk, SANS_PESEE)) for fiche in vues]
    compte.par_statut = Counter(fiche.statut for fiche in racines)
    compte.en_retard = sum(fiche.est_en_retard(aujourdhui) for fiche in racines)
    compte.compte = count_fiches(
        (comptee for comptee in comptees if comptee.parent is None),
        compute_avancements(comptees),
        Ponderation(compte.plan.ponderation),
    )


def _lire_familles(utilisateur: Utilisateur, plans: list[int]) -> dict[int, list[_FicheLue]]:
    """Fiches placed in these plans with their sous-fiches, by the id of the fiche at the top. One query."""
    placees = Placement.objects.filter(plan__in=plans).values("fiche")
    fiches = annotate_racine(Fiche.objects.filter(supprimee_le__isnull=True)).filter(racine_id__in=placees)  # type: ignore[misc]
    lues: QuerySet[Any, Any] = annotate_cachee(fiches, utilisateur).order_by()
    colonnes = lues.values_list(
        "pk", "parent_id", "racine_id", "collectivite_id", "statut", "avancement", "poids", "fin", "precision_fin",
        "amelioration_continue", "cachee",
    )  # fmt: skip
    familles: dict[int, list[_FicheLue]] = {}
    for colonne in colonnes:
        fiche = _FicheLue(*colonne)
        familles.setdefault(fiche.racine, []).append(fiche)
    return familles


def _portees(plans: list[int]) -> set[tuple[int, int]]:
    """(fiche, collectivité) of the fiches of these plans that are carried with another. One query."""
    partages = Partage.objects.filter(fiche__in=Placement.objects.filter(plan__in=plans).values("fiche"))
    return set(partages.values_list("fiche_id", "collectivite_id"))


def _est_vue(fiche: _FicheLue, collectivite: int, utilisateur: Utilisateur, portees: set[tuple[int, int]]) -> bool:
    """Whether list_fiches_for(utilisateur, collectivite) has it."""
    if fiche.collectivite != collectivite and (fiche.racine, collectivite) not in portees:
        return False
    role = roles_par_collectivite(utilisateur)[collectivite]
    return not fiche.cachee or role.rang >= ROLE_DU_CONFIDENTIEL.rang


def _peser(utilisateur: Utilisateur, plans: Iterable[Plan]) -> dict[int, Pesee]:
    """What is read of the fiches of plans that do not count them all alike. Three queries at most, or none."""
    pesants = {plan.pk: plan.ponderation for plan in plans if plan.ponderation in A_PESER}
    if not pesants:
        return {}
    fiches = Fiche.objects.filter(placements__plan__in=list(pesants))
    return peser(fiches, set(pesants.values()), suivis_vus(utilisateur))


class FichesVues(NamedTuple):
    """Fiches that the person sees in a collectivité: all of them, those in no plan, those that another one owns and
    carries with it."""

    total: int
    sans_plan: int
    recues: int


def compter_fiches_vues(utilisateur: Utilisateur, collectivite: Collectivite) -> FichesVues:
    """One query, and those of the roles."""
    placee = Exists(Placement.objects.filter(fiche=OuterRef("pk")))
    comptes = (
        list_fiches_for(utilisateur, collectivite)
        .filter(parent__isnull=True)
        .aggregate(
            total=Count("pk"),
            sans_plan=Count("pk", filter=~placee),
            recues=Count("pk", filter=~Q(collectivite=collectivite)),
        )
    )
    return FichesVues(**comptes)


def rassembler_plans(
    utilisateur: Utilisateur, collectivite: Collectivite, aujourdhui: date, territoire: Territoire | None = None
) -> tuple[list[PlanCompte], list[tuple[Collectivite, list[PlanCompte]]]]:
    """Plans of a collectivité, and for a groupement those of the members where the person has a role. As many queries
    for one member as for twenty. `territoire`, when it was read already."""
    membres: list[Collectivite] = []
    if collectivite.est_groupement:
        connus = roles_par_collectivite(utilisateur)
        tous = (territoire or territoire_of(collectivite)).groupes
        membres = [membre for membre, _ in tous if membre.pk in connus]
    par_collectivite = list_plans_comptes(utilisateur, [collectivite, *membres], aujourdhui)
    autres = [(membre, par_collectivite[membre.pk]) for membre in membres if membre.pk in par_collectivite]
    return par_collectivite.get(collectivite.pk, []), autres


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
