"""What a plan (or a whole collectivité) adds up to: light columns of every fiche, read once and counted in memory.

What is counted stays in memory under the very rows that it was counted from (queries.lecture): a page reads them all,
and counts only what it never saw.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from cordee.plans.domain.avancement import FicheComptee, compute_avancements
from cordee.plans.domain.filtres_proposes import Niveau
from cordee.plans.domain.listes import StatutFiche, UniteBudget
from cordee.plans.domain.retard import FicheDatee, Retard, compute_retards
from cordee.plans.models import Fiche, LigneBudget
from cordee.plans.queries.lecture import GARDEES, Lues, lire, lire_jour, ouvrir


class FicheLegere(NamedTuple):
    """The columns that counts and progress need; `racine` is the fiche at the top."""

    pk: int
    parent: int | None
    racine: int
    statut: str
    avancement: int | None
    poids: int
    precision_debut: str
    precision_fin: str
    debut: date | None
    fin: date | None
    continue_: bool
    position: int = 0


@dataclass(frozen=True, eq=False)
class Resume:
    """Fiches that one sees, and what they add up to. Pages share it (see `resumer`): nothing in it may be changed."""

    fiches: dict[int, FicheLegere]
    retards: dict[int, Retard]

    @cached_property
    def par_statut(self) -> Counter[str]:
        """Fiches by statut, without their sous-fiches."""
        return Counter([fiche.statut for fiche in self.racines])

    @cached_property
    def avancements(self) -> dict[int, float]:
        """Progress of every fiche in percent by id, abandoned ones absent."""
        return compute_avancements(self.comptees)

    @cached_property
    def comptees(self) -> list[FicheComptee]:
        """Every fiche as progress reads it, without its budget."""
        return [comptee(fiche) for fiche in self.fiches.values()]

    @cached_property
    def racines(self) -> list[FicheLegere]:
        """Fiches without their sous-fiches."""
        return [fiche for fiche in self.fiches.values() if fiche.parent is None]

    @cached_property
    def dessous(self) -> list[FicheLegere]:
        """Sous-fiches alone, at any depth."""
        return [fiche for fiche in self.fiches.values() if fiche.parent is not None]

    def du_niveau(self, niveau: Niveau) -> list[FicheLegere]:
        """What a list of this level is made of, before filters."""
        if niveau is Niveau.TOUTES:
            return list(self.fiches.values())
        return self.dessous if niveau is Niveau.SOUS else self.racines

    @cached_property
    def ids(self) -> str:
        """Ids of the fiches and sous-fiches, for queries.lecture.parmi."""
        return json.dumps(list(self.fiches))

    @cached_property
    def ids_des_racines(self) -> str:
        """The same without sous-fiches."""
        return json.dumps([fiche.pk for fiche in self.racines])

    @property
    def total(self) -> int:
        """How many fiches."""
        return len(self.racines)

    @property
    def realisees(self) -> int:
        """How many are done."""
        return self.par_statut[StatutFiche.REALISE]

    @property
    def abandonnees(self) -> int:
        """How many were given up."""
        return self.par_statut[StatutFiche.ABANDONNE]

    @cached_property
    def en_retard(self) -> int:
        """How many fiches are late by themselves."""
        return sum(1 for f in self.racines if f.pk in self.retards and self.retards[f.pk].jours)

    @cached_property
    def _par_parent(self) -> dict[int | None, list[FicheLegere]]:
        rangees: dict[int | None, list[FicheLegere]] = {}
        for fiche in self.dessous:
            rangees.setdefault(fiche.parent, []).append(fiche)
        return rangees

    def sous_fiches(self, pk: int) -> list[FicheLegere]:
        """Sous-fiches directly below a fiche, abandoned ones aside."""
        return [f for f in self._par_parent.get(pk, ()) if f.statut != StatutFiche.ABANDONNE]


FINIS = frozenset(str(statut) for statut in StatutFiche if statut.est_fini)


def comptee(fiche: FicheLegere, pesee: tuple[float, float, float | None] = (0.0, 0.0, None)) -> FicheComptee:
    """As progress reads it; `pesee` is what it weighs and what is measured of it (queries.pesees)."""
    return FicheComptee(fiche.pk, fiche.parent, fiche.statut or None, fiche.avancement, fiche.poids, *pesee)


def resumer(fiches: QuerySet[Fiche], aujourdhui: date) -> Resume:
    """Resume of fiches with `racine_id`, sous-fiches included. One query."""
    colonnes = (
        "pk", "parent_id", "racine_id", "statut", "avancement", "poids", "precision_debut", "precision_fin", "debut",
        "fin", "amelioration_continue", "position",
    )  # fmt: skip
    return _resumer(lire(fiches, *colonnes), aujourdhui)


@lru_cache(maxsize=GARDEES)
def _resumer(lues: Lues, aujourdhui: date) -> Resume:
    legeres: dict[int, FicheLegere] = {}
    for pk, parent, racine, statut, avancement, poids, p_debut, p_fin, debut, fin, continue_, position in ouvrir(lues):
        legeres[pk] = FicheLegere(
            pk, parent, racine, statut, avancement, poids, p_debut, p_fin, lire_jour(debut), lire_jour(fin),
            bool(continue_), position,
        )  # fmt: skip
    return Resume(legeres, _compter_retards(legeres, aujourdhui))


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
