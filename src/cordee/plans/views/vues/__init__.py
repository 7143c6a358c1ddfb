"""The views of a list of fiches: each module gives what its tab shows, from the same `Cadre`.

A module `xxx` has `composer(cadre) -> dict` (context of `plans/vues/xxx.html`) and is registered in
`views.liste.VUES`. It reads no filter and asks no right: the frame has done both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet

from cordee.plans.domain.filtres import Filtres
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.arbre import ArbreAxes, arbre_of, placements_of
from cordee.plans.queries.liste import LigneFiche, lignes_of, with_lignes
from cordee.plans.queries.resume import Resume, resumer
from cordee.plans.queries.visibilite import modifiables_par
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite


@dataclass(frozen=True)
class Cadre:
    """One list, of a plan or of a whole collectivité (`plan` None). `toutes` are the visible fiches and sous-fiches
    with `racine_id`; `fiches` those of the top that pass the filters, in their order; `editable` says whether the
    person edits in the collectivité (single fiches may be editable by their pilote: see `lignes`)."""

    request: Requete
    collectivite: Collectivite
    plan: Plan | None
    filtres: Filtres
    vue: str
    toutes: QuerySet[Fiche]
    fiches: QuerySet[Fiche]
    aujourdhui: date
    editable: bool
    arbre_lu: ArbreAxes | None = None

    @cached_property
    def resume(self) -> Resume:
        """Every visible fiche, counted before filters. One query."""
        return resumer(self.toutes, self.aujourdhui)

    @cached_property
    def arbre(self) -> ArbreAxes:
        """Axes of the plan; empty for the list of all fiches."""
        if self.arbre_lu is not None:
            return self.arbre_lu
        return arbre_of(self.plan) if self.plan is not None else ArbreAxes((), {})

    @cached_property
    def places(self) -> dict[int, list[tuple[int | None, int, int]]]:
        """(axe, position, placement) of each fiche of the plan."""
        return placements_of(self.plan) if self.plan is not None else {}

    @cached_property
    def total(self) -> int:
        """Fiches that pass the filters; without any filter no query is needed."""
        return self.fiches.count() if self.filtres.nombre else self.resume.total

    def lignes(self, debut: int, nombre: int) -> list[LigneFiche]:
        """Rows from `debut`, with what they show and whether the person may change each."""
        page = list(with_lignes(self.fiches, self.plan)[debut : debut + nombre])
        modifiables = {f.pk for f in page} if self.editable else modifiables_par(self.request.user, page)
        return lignes_of(page, self.resume, modifiables)

    def adresse(self, **changes: str) -> str:
        """Query string of the same list with some parameters changed (empty: removed)."""
        paires = [("vue", self.vue), *self.filtres.paires()]
        paires = [(cle, valeur) for cle, valeur in paires if cle not in changes]
        return composer_adresse([*paires, *((c, v) for c, v in changes.items() if v)])


def composer_adresse(paires: list[tuple[str, str]]) -> str:
    """`?a=b&c=d`, always with its question mark."""
    return "?" + urlencode(paires)
