"""Readings of fiches that only the API makes: a page in a steady order, the rows around one fiche by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.champs_personnalises import Definition
from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.filtres_proposes import Tri
from cordee.plans.models import Commentaire, Fiche, Financement, LigneBudget, Note, Partage, Placement, Plan
from cordee.plans.queries.arbre import arbre_of
from cordee.plans.queries.champs_attendus import attendus_for
from cordee.plans.queries.filtres import fiches_du_niveau, filter_fiches, restrict_fiches
from cordee.plans.queries.liste import LigneFiche, filter_du_plan, lignes_of
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.resume import resumer
from cordee.plans.queries.synchronisation import filter_touchees_depuis
from cordee.plans.queries.visibilite import list_fiches_for, list_plans_vus_par, modifiables_par
from cordee.territoires.models import Collectivite


@dataclass(frozen=True)
class Demande:
    """The list that a program asks: filters of the screens, of a plan or of the whole collectivité, since when, and
    whether the order is that of `filtres` (else ids, where a page may begin after any of them); `champs` are the added
    fields that the filters or the order name, by id."""

    utilisateur: Utilisateur
    collectivite: Collectivite
    filtres: Filtres
    aujourdhui: date
    plan: Plan | None = None
    depuis: datetime | None = None
    trie: bool = False
    champs: Mapping[int, Definition] = field(default_factory=dict)

    def toutes(self) -> QuerySet[Fiche]:
        """Fiches and sous-fiches that the person sees there, before filters."""
        return filter_du_plan(list_fiches_for(self.utilisateur, self.collectivite), self.plan)

    def fiches(self) -> QuerySet[Fiche]:
        """Those asked, in order."""
        toutes = self.toutes()
        axes = arbre_of(self.plan).ordre() if self.trie and self.plan and self.filtres.tri is Tri.PLAN else ()
        visibles = list_fiches_for(self.utilisateur, self.collectivite)
        regard = Regard(
            self.collectivite,
            self.aujourdhui,
            self.plan,
            axes,
            visibles,
            champs=self.champs,
            utilisateur=self.utilisateur,
            avancements=lambda: resumer(toutes, self.aujourdhui).avancements,
        )
        racines = fiches_du_niveau(toutes, self.filtres.niveau)
        if self.depuis is not None:
            racines = filter_touchees_depuis(racines, toutes, self.depuis)
        if self.trie:
            return filter_fiches(racines, self.filtres, regard)
        return restrict_fiches(racines, self.filtres, regard).order_by("pk")

    def lire(self, pks: list[int]) -> list[LigneFiche]:
        """Rows of these fiches, in this order, in a fixed number of queries."""
        toutes = self.toutes()
        trouvees = {f.pk: f for f in toutes.filter(pk__in=pks).order_by().select_related("collectivite")}
        page = [trouvees[pk] for pk in pks if pk in trouvees]
        if not page:
            return []
        modifiables = modifiables_par(self.utilisateur, page)
        return lignes_of(
            page,
            self.utilisateur,
            resumer(toutes, self.aujourdhui),
            modifiables,
            {},
            attendus=attendus_for(self.utilisateur, self.collectivite),
        )


def list_notes_of(fiche: Fiche) -> QuerySet[Note]:
    """Notes of a fiche that the person sees."""
    return Note.objects.filter(fiche=fiche).order_by("pk")


def list_commentaires_of(fiche: Fiche) -> QuerySet[Commentaire]:
    """Comments of a fiche that the person sees, answers included."""
    return Commentaire.objects.filter(fiche=fiche).order_by("pk")


def list_financements_of(fiche: Fiche) -> QuerySet[Financement]:
    """Fundings of a fiche that the person sees."""
    return Financement.objects.filter(fiche=fiche).select_related("financeur", "fiche__collectivite").order_by("pk")


def list_budgets_of(fiche: Fiche) -> QuerySet[LigneBudget]:
    """Budget lines of a fiche that the person sees."""
    return LigneBudget.objects.filter(fiche=fiche).order_by("pk")


def list_emplacements_for(utilisateur: Utilisateur, fiche: Fiche) -> QuerySet[Placement]:
    """Where the fiche is, among the plans that the person sees."""
    places = Placement.objects.filter(fiche=fiche, plan__in=list_plans_vus_par(utilisateur))
    return places.select_related("plan__collectivite", "axe", "fiche__collectivite").order_by("plan", "pk")


def list_partenaires_of(fiche: Fiche) -> list[str]:
    """SIREN of those who carry the fiche with its owner."""
    partages = Partage.objects.filter(fiche=fiche)
    return list(partages.order_by("collectivite__siren").values_list("collectivite__siren", flat=True))
