"""What a plan (or a whole collectivité) adds up to: light columns of every fiche, read once and counted in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from cordee.plans.domain.avancement import (
    AvancementPlan,
    Compte,
    FicheComptee,
    Ponderation,
    compute_avancements,
    compute_plan,
    count_fiches,
)
from cordee.plans.domain.listes import StatutFiche, UniteBudget
from cordee.plans.domain.retard import FicheDatee, Retard, compute_retards
from cordee.plans.models import Fiche, LigneBudget
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


@dataclass(frozen=True)
class Resume:
    """Fiches that one sees, and what they add up to. `lues` are the same in the database: budgets are only read for a
    plan whose progress they weigh."""

    fiches: dict[int, FicheLegere]
    retards: dict[int, Retard]
    lues: QuerySet[Fiche]
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
        """Progress of the plan and of its axes; `places` is placements_of(plan). One query more when budgets weigh."""
        paires = [(fiche, axe) for fiche, lieux in places.items() for axe, _, _ in lieux]
        parents = {pk: branche.axe.parent_id for pk, branche in arbre.par_id.items()}
        voulue = Ponderation(ponderation)
        return compute_plan(self._pesees(voulue), paires, parents, voulue, self.avancements)

    def compter_le_plan(self, ponderation: str) -> Compte:
        """Progress of the plan alone, when these fiches are all that it holds."""
        voulue = Ponderation(ponderation)
        return count_fiches((f for f in self._pesees(voulue) if f.parent is None), self.avancements, voulue)

    def _pesees(self, ponderation: Ponderation) -> list[FicheComptee]:
        return self._avec_budgets if ponderation is Ponderation.BUDGET else self._comptees

    @cached_property
    def _comptees(self) -> list[FicheComptee]:
        return [comptee(fiche) for fiche in self.fiches.values()]

    @cached_property
    def _avec_budgets(self) -> list[FicheComptee]:
        prevus = prevus_of(self.lues.filter(parent__isnull=True))
        rien = (0.0, 0.0)
        return [comptee(fiche, prevus.get(fiche.pk, rien)) for fiche in self.fiches.values()]


FINIS = frozenset(str(statut) for statut in StatutFiche if statut.est_fini)


def comptee(fiche: FicheLegere, prevus: tuple[float, float] = (0.0, 0.0)) -> FicheComptee:
    """As progress reads it; `prevus` are its planned euros, HT then TTC."""
    return FicheComptee(fiche.pk, fiche.parent, fiche.statut or None, fiche.avancement, fiche.poids, *prevus)


def resumer(fiches: QuerySet[Fiche], aujourdhui: date) -> Resume:
    """Resume of fiches with `racine_id`, sous-fiches included. One query."""
    legeres = _lire(fiches)
    return Resume(
        fiches=legeres,
        retards=_compter_retards(legeres, aujourdhui),
        lues=fiches,
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
    lignes = fiches.order_by().values_list(  # type: ignore[misc]  # an annotation
        "pk", "parent_id", "racine_id", "statut", "avancement", "poids", "debut", "fin", "precision_debut",
        "precision_fin", "amelioration_continue",
    )  # fmt: skip
    return {ligne[0]: FicheLegere(*ligne) for ligne in lignes}


def prevus_of(fiches: QuerySet[Fiche]) -> dict[int, tuple[float, float]]:
    """Planned euros of each fiche that has some, HT then TTC. One query."""
    sommes = (
        LigneBudget.objects.filter(fiche__in=fiches.order_by().values("pk"))
        .exclude(unite=UniteBudget.ETP)
        .order_by()
        .values_list("fiche", "unite")
        .annotate(Sum("prevu"))
    )
    prevus: dict[int, tuple[float, float]] = {}
    for fiche, unite, somme in sommes:
        ht, ttc = prevus.get(fiche, (0.0, 0.0))
        euros = float(somme or 0)
        prevus[fiche] = (ht + euros, ttc) if unite == UniteBudget.HT else (ht, ttc + euros)
    return prevus
