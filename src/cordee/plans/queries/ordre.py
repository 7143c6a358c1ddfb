"""The orders of a list of fiches, in the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Case, F, FloatField, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import RawSQL

from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.filtres_proposes import Tri
from cordee.plans.domain.listes import Priorite, StatutFiche, UniteBudget
from cordee.plans.models import Fiche, LigneBudget, Placement
from cordee.plans.queries.filtres_champs import order_par_champ
from cordee.plans.queries.regard import Regard

PLACES_PAR_AXE = 1_000_000
"""More than any axe holds: ranks an axe before the places in it."""


def _rang(colonne: str, valeurs: Iterable[str]) -> Case:
    """Rank of a value in its list; the empty one comes last."""
    rangs = [When(**{colonne: str(valeur)}, then=Value(rang)) for rang, valeur in enumerate(valeurs)]
    return Case(*rangs, default=Value(len(rangs)), output_field=IntegerField())


_SOUS_LA_FICHE = tuple(
    Case(*cas, default=autre, output_field=IntegerField())
    for cas, autre in (
        ((When(profondeur=0, then=-1), When(profondeur=1, then=F("position"))), F("parent__position")),
        ((When(profondeur=0, then=-1), When(profondeur=1, then=F("pk"))), F("parent_id")),
        ((When(profondeur=2, then=F("position")),), Value(-1)),
    )
)
"""Place under a fiche: its sous-fiches in their order, each before those that it is cut into."""


def _avancement(avancements: Mapping[int, float]) -> RawSQL:
    """Progress, computed before the query, as a column of it."""
    dits = json.dumps({str(pk): avancement for pk, avancement in avancements.items()})
    if connection.vendor == "sqlite":
        return RawSQL("json_extract(%s, '$.\"' || plans_fiche.id || '\"')", [dits], output_field=FloatField())
    return RawSQL("(%s::jsonb ->> plans_fiche.id::text)::float", [dits], output_field=FloatField())


def order_fiches(fiches: QuerySet[Fiche], filtres: Filtres, regard: Regard) -> QuerySet[Fiche]:
    """In the order asked; what has no value comes last either way. « Ordre du plan » follows the written numbers of
    the placements when a plan is looked at, each fiche before its sous-fiches, else the last change."""
    sens = filtres.decroissant
    if filtres.tri is Tri.CHAMP and (champ := regard.champs.get(filtres.tri_champ or 0)) is not None:
        return order_par_champ(fiches, champ, decroissant=sens)
    if filtres.tri in {Tri.PLAN, Tri.CHAMP}:
        if regard.plan is None:
            return fiches.order_by("-modifie_le", "pk")
        rangs = [When(axe=pk, then=Value(rang)) for rang, pk in enumerate(regard.axes, start=1)]
        place = Case(*rangs, default=Value(0), output_field=IntegerField()) * PLACES_PAR_AXE + F("position")
        # The plan is a condition of the aggregate: as a condition of the rows, SQLite would read the whole plan once
        # a fiche instead of the placements of that fiche.
        places = Placement.objects.filter(fiche=OuterRef("racine_id")).order_by().values("fiche")
        dans_le_plan = Min(place, filter=Q(plan=regard.plan))
        rangees = fiches.annotate(rang=Subquery(places.annotate(m=dans_le_plan).values("m")))
        return rangees.order_by("rang", "racine_id", *_SOUS_LA_FICHE, "pk")  # type: ignore[misc]  # annotations
    if filtres.tri is Tri.BUDGET:
        euros = LigneBudget.objects.filter(fiche=OuterRef("pk"), unite=UniteBudget.HT).order_by().values("fiche")
        fiches = fiches.annotate(budget_trie=Subquery(euros.annotate(s=Sum("prevu")).values("s")))
    if filtres.tri is Tri.AVANCEMENT:
        fiches = fiches.annotate(avancement_trie=_avancement(regard.avancements()))
    expressions: dict[Tri, Any] = {
        Tri.TITRE: F("cle_tri"), Tri.FIN: F("fin"), Tri.DEBUT: F("debut"), Tri.MODIFIEE: F("modifie_le"),
        Tri.CREEE: F("cree_le"), Tri.STATUT: _rang("statut", StatutFiche), Tri.PRIORITE: _rang("priorite", Priorite),
        Tri.BUDGET: F("budget_trie"), Tri.AVANCEMENT: F("avancement_trie"),
    }  # fmt: skip
    cle = expressions[filtres.tri]
    ordre = cle.desc(nulls_last=True) if sens else cle.asc(nulls_last=True)
    return fiches.order_by(ordre, "cle_tri", "pk")
