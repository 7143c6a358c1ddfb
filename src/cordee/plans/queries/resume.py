"""What a plan (or a whole collectivité) adds up to: light columns of every fiche, read once and counted in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Sum

from cordee.plans.domain.avancement import (
    AvancementPlan,
    FicheComptee,
    Ponderation,
    compute_avancements,
    compute_plan,
)
from cordee.plans.domain.listes import RolePersonne, StatutFiche, StatutFinancement, UniteBudget
from cordee.plans.domain.retard import FicheDatee, Retard, compute_retards
from cordee.plans.models import Fiche, FichePersonne, Financement, LigneBudget
from cordee.plans.queries.arbre import ArbreAxes


class FicheLegere(NamedTuple):
    """The columns that counts and progress need; `racine` is the fiche at the top. A tuple: thousands are made for
    each page."""

    pk: int
    parent: int | None
    racine: int
    statut: str
    avancement: int | None
    poids: int
    debut: date | None
    fin: date | None
    precision_debut: str
    precision_fin: str
    continue_: bool
    prevu: Decimal | None
    reel: Decimal | None
    pilotee: bool


@dataclass(frozen=True)
class Resume:
    """Fiches that one sees, and what they add up to; budgets in euros HT."""

    fiches: dict[int, FicheLegere]
    retards: dict[int, Retard]
    par_statut: Counter[str] = field(default_factory=Counter)

    @cached_property
    def avancements(self) -> dict[int, float]:
        """Progress of every fiche in percent by id, abandoned ones absent."""
        return compute_avancements(self._comptees)

    def avancement(self, pk: int) -> float | None:
        """Progress of one fiche, None for an abandoned one: its family alone is counted, since a page shows few."""
        if "avancements" in self.__dict__:
            return self.avancements.get(pk)
        legere = self.fiches.get(pk)
        famille = self._familles[legere.racine] if legere is not None else ()
        return compute_avancements(comptee(fiche) for fiche in famille).get(pk)

    @cached_property
    def _familles(self) -> dict[int, list[FicheLegere]]:
        familles: dict[int, list[FicheLegere]] = {}
        for fiche in self.fiches.values():
            familles.setdefault(fiche.racine, []).append(fiche)
        return familles

    @cached_property
    def racines(self) -> list[FicheLegere]:
        """Fiches without their sous-fiches."""
        return [fiche for fiche in self.fiches.values() if fiche.parent is None]

    @property
    def total(self) -> int:
        """How many fiches."""
        return sum(self.par_statut.values())

    @property
    def realisees(self) -> int:
        """How many are done."""
        return self.par_statut[StatutFiche.REALISE]

    @property
    def abandonnees(self) -> int:
        """How many were given up."""
        return self.par_statut[StatutFiche.ABANDONNE]

    @property
    def en_retard(self) -> int:
        """How many fiches are late by themselves."""
        return sum(1 for f in self.racines if f.pk in self.retards and self.retards[f.pk].jours)

    @property
    def sans_pilote(self) -> int:
        """How many unfinished fiches name nobody."""
        return sum(1 for f in self.racines if not f.pilotee and f.statut not in FINIS)

    @property
    def prevu(self) -> Decimal:
        """Planned euros HT."""
        return sum((fiche.prevu for fiche in self.fiches.values() if fiche.prevu), Decimal())

    @property
    def reel(self) -> Decimal:
        """Spent euros HT."""
        return sum((fiche.reel for fiche in self.fiches.values() if fiche.reel), Decimal())

    @cached_property
    def _dessous(self) -> dict[int, list[FicheLegere]]:
        dessous: dict[int, list[FicheLegere]] = {}
        for fiche in self.fiches.values():
            if fiche.parent is not None:
                dessous.setdefault(fiche.parent, []).append(fiche)
        return dessous

    def sous_fiches(self, pk: int) -> list[FicheLegere]:
        """Sous-fiches directly below a fiche, abandoned ones aside."""
        return [f for f in self._dessous.get(pk, ()) if f.statut != StatutFiche.ABANDONNE]

    def avancement_du_plan(
        self, places: Mapping[int, list[tuple[int | None, int, int]]], arbre: ArbreAxes, ponderation: str
    ) -> AvancementPlan:
        """Progress of the plan and of its axes; `places` is placements_of(plan)."""
        paires = [(fiche, axe) for fiche, lieux in places.items() for axe, _, _ in lieux]
        parents = {pk: branche.axe.parent_id for pk, branche in arbre.par_id.items()}
        return compute_plan(self._comptees, paires, parents, Ponderation(ponderation), self.avancements)

    @cached_property
    def _comptees(self) -> list[FicheComptee]:
        return [comptee(fiche) for fiche in self.fiches.values()]


FINIS = frozenset(str(statut) for statut in StatutFiche if statut.est_fini)


def comptee(fiche: FicheLegere) -> FicheComptee:
    """As progress reads it."""
    return FicheComptee(
        fiche.pk, fiche.parent, fiche.statut or None, fiche.avancement, fiche.poids, float(fiche.prevu or 0)
    )


def resumer(fiches: QuerySet[Fiche], aujourdhui: date) -> Resume:
    """Resume of fiches with `racine_id`, sous-fiches included. Two queries."""
    legeres = _lire(fiches)
    return Resume(
        fiches=legeres,
        retards=_compter_retards(legeres, aujourdhui),
        par_statut=Counter([f.statut for f in legeres.values() if f.parent is None]),
    )


def _compter_retards(legeres: dict[int, FicheLegere], aujourdhui: date) -> dict[int, Retard]:
    """Only fiches whose written end is past can be late: those, and the ones above them, are enough."""
    utiles: dict[int, FicheLegere] = {}
    for fiche in legeres.values():
        if fiche.fin is not None and fiche.fin < aujourdhui and fiche.statut not in FINIS:
            courante: FicheLegere | None = fiche
            while courante is not None and courante.pk not in utiles:
                utiles[courante.pk] = courante
                courante = legeres.get(courante.parent or 0)
    datees = [
        FicheDatee(
            f.pk, f.statut or None, f.debut, f.fin, f.precision_debut, f.precision_fin, f.continue_, f.parent
        )
        for f in utiles.values()
    ]  # fmt: skip
    return compute_retards(datees, aujourdhui)


def _lire(fiches: QuerySet[Fiche]) -> dict[int, FicheLegere]:
    """Sums are grouped apart: in each row they would cost as much as all the rest."""
    pilotes = FichePersonne.objects.filter(fiche=OuterRef("pk"), role=RolePersonne.PILOTE)
    lignes = (
        fiches.order_by()
        .annotate(pilotee=Exists(pilotes))
        .values_list(
            "pk", "parent_id", "racine_id", "statut", "avancement", "poids", "debut", "fin", "precision_debut",
            "precision_fin", "amelioration_continue", "pilotee",
        )
    )  # fmt: skip
    euros = LigneBudget.objects.filter(fiche__in=fiches.order_by().values("pk"), unite=UniteBudget.HT).order_by()
    sommes = {fiche: (prevu, reel) for fiche, prevu, reel in _sommer(euros)}
    rien = (None, None)
    return {ligne[0]: FicheLegere(*ligne[:-1], *sommes.get(ligne[0], rien), ligne[-1]) for ligne in lignes}


def _sommer(euros: QuerySet[LigneBudget]) -> QuerySet[LigneBudget, tuple[int, Decimal | None, Decimal | None]]:
    return euros.values_list("fiche").annotate(Sum("prevu"), Sum("reel"))


def acquis_of(fiches: QuerySet[Fiche]) -> Decimal:
    """Granted euros HT of these fiches. One query."""
    acquis = Financement.objects.filter(
        fiche__in=fiches.order_by().values("pk"), statut__in=[str(s) for s in StatutFinancement if s.est_acquis]
    )
    return acquis.aggregate(somme=Sum("montant"))["somme"] or Decimal()
