"""Which webhooks an event is for, and what of it each of them may be told.

A webhook sees what a reader of its collectivité sees; with the confidential, what a contributor sees. An event about
something that it does not see does not exist for it, in the counts and lists of a group either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from cordee.api.domain.evenements import FICHE, PLAN, Evenement
from cordee.api.domain.types import TypeEvenement as T
from cordee.api.domain.types import type_envoye
from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.listes import Genre, RoleActeur, RolePersonne

MONTRABLES: Final = frozenset({
    *CHAMPS, *map(str, Genre), *map(str, RolePersonne), *map(str, RoleActeur), "note", "objectif", "budget",
    "financement", "impact", "reference", "evaluation", "communes", "mesure", "partage", "perimetre", "nom", "type",
    "type_libre", "deliberation_le", "deliberation_numero", "ponderation", "langue", "pilote", "etiquette", "service",
})  # fmt: skip
"""Fields whose values a reader may see."""
DISCRETS: Final = frozenset({"document", "deliberation_document", "lien", "indicateur", "blocage", "place"})
"""Fields whose values may name what is confidential: a webhook that does not see it is only told that they changed.
Nothing is told of any other field: those that a collectivité adds may be kept for those who contribute."""


@dataclass(frozen=True, slots=True)
class FicheSituee:
    """Where a fiche stands. `portee_par`: its owner and those that carry it; `plans`: those that hold it."""

    portee_par: frozenset[int]
    plans: frozenset[int] = frozenset()
    confidentielle: bool = False


@dataclass(frozen=True, slots=True)
class PlanSitue:
    """Whose a plan is."""

    collectivite: int
    confidentiel: bool = False


@dataclass(frozen=True, slots=True)
class Abonnement:
    """What a webhook asks to be told."""

    collectivite: int
    choisis: frozenset[str]
    depuis: datetime
    plan: int | None = None
    confidentielles: bool = False
    noms: bool = False


@dataclass(frozen=True, slots=True)
class Envoi:
    """What a webhook is told of an event."""

    type: T
    donnees: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terrain:
    """Fiches and plans that events name, as they are now; those that are gone are absent."""

    fiches: Mapping[int, FicheSituee]
    plans: Mapping[int, PlanSitue]


def adresser(evenement: Evenement, abonnement: Abonnement, terrain: Terrain) -> Envoi | None:
    """What the webhook is told of the event; None when it is told nothing."""
    type_ = type_envoye(evenement.type, abonnement.choisis, evenement.geste)
    if type_ is None or evenement.le < abonnement.depuis:
        return None
    if evenement.reserve and evenement.objet != PLAN and not abonnement.confidentielles:
        return None
    if evenement.objet == FICHE:
        return _de_la_fiche(evenement, abonnement, terrain, type_)
    vus = _parties(evenement, abonnement, terrain)
    if evenement.objet == PLAN:
        return Envoi(type_, _donnees(evenement, abonnement) | vus) if _voit(evenement, abonnement, terrain) else None
    if not any(vus.values()):
        return None
    entier = len(vus["fiches"]) == len(evenement.fiches)
    nombres = evenement.nombres if entier else {}
    return Envoi(type_, _donnees(evenement, abonnement) | vus | {"nombres": nombres, "geste": evenement.geste})


def _de_la_fiche(evenement: Evenement, abonnement: Abonnement, terrain: Terrain, type_: T) -> Envoi | None:
    fiche = terrain.fiches.get(evenement.numero)
    if fiche is None or (fiche.confidentielle and not abonnement.confidentielles):
        return None
    quittee = evenement.invitee == abonnement.collectivite and abonnement.plan is None
    if abonnement.collectivite not in fiche.portee_par and not quittee:
        return None
    if abonnement.plan is not None and abonnement.plan not in {*fiche.plans, *evenement.plans}:
        return None
    donnees = _donnees(evenement, abonnement)
    if evenement.placement is not None:
        plan = terrain.plans.get(evenement.placement["plan"] or 0)
        if plan is None or not _lit_plan(plan, abonnement):
            return None
        donnees["placement"] = evenement.placement
    return Envoi(type_, donnees)


def _voit(evenement: Evenement, abonnement: Abonnement, terrain: Terrain) -> bool:
    """Whether the webhook sees the plan of an event; one that is gone is as its deletion says."""
    if abonnement.plan is not None and abonnement.plan != evenement.numero:
        return False
    plan = terrain.plans.get(evenement.numero)
    if plan is None:
        plan = PlanSitue(evenement.collectivite, evenement.reserve or evenement.type is not T.PLAN_SUPPRIME)
    return _lit_plan(plan, abonnement)


def _lit_plan(plan: PlanSitue, abonnement: Abonnement) -> bool:
    return plan.collectivite == abonnement.collectivite and (abonnement.confidentielles or not plan.confidentiel)


def _parties(evenement: Evenement, abonnement: Abonnement, terrain: Terrain) -> dict[str, list[int]]:
    """The numbers of a group that the webhook may know."""
    du_territoire = evenement.collectivite == abonnement.collectivite
    caches = frozenset() if abonnement.confidentielles else evenement.reserves
    parties = _visibles(evenement.supprimees, abonnement, terrain, perdues=du_territoire, caches=caches)
    return {
        "fiches": _visibles(evenement.fiches, abonnement, terrain),
        "supprimees": parties,
        "plans": [
            pk for pk in evenement.plans
            if pk in terrain.plans and _lit_plan(terrain.plans[pk], abonnement) and abonnement.plan in {None, pk}
        ],
    }  # fmt: skip


def _visibles(
    numeros: Iterable[int], abonnement: Abonnement, terrain: Terrain, *, perdues: bool = False,
    caches: frozenset[int] = frozenset(),
) -> list[int]:  # fmt: skip
    """Those of these fiches that the webhook sees; `perdues`: those that exist no more too, but `caches`."""
    vus = []
    for numero in numeros:
        fiche = terrain.fiches.get(numero)
        if fiche is None:
            vu = perdues and numero not in caches
        else:
            vu = abonnement.collectivite in fiche.portee_par and (
                abonnement.confidentielles or not fiche.confidentielle
            )
            vu = vu and (perdues or abonnement.plan is None or abonnement.plan in fiche.plans)
        if vu:
            vus.append(numero)
    return vus


def _donnees(evenement: Evenement, abonnement: Abonnement) -> dict[str, Any]:
    return {
        "acteur": evenement.acteur_nom if abonnement.noms else "",
        "champs": _montrables(evenement.champs, abonnement),
        **({"reserves": sorted(evenement.reserves)} if abonnement.confidentielles and evenement.reserves else {}),
    }


def _montrables(champs: Mapping[str, list[Any]], abonnement: Abonnement) -> dict[str, list[Any]]:
    if abonnement.confidentielles:
        return dict(champs)
    return {nom: v if nom in MONTRABLES else [] for nom, v in champs.items() if nom in MONTRABLES | DISCRETS}


def revoir(donnees: Mapping[str, Any], abonnement: Abonnement, terrain: Terrain) -> dict[str, Any]:
    """What was kept for a webhook, as it may be told now: a fiche may have become confidential since, the collectivité
    may have changed its mind."""
    reserves = frozenset() if abonnement.confidentielles else frozenset(donnees.get("reserves") or ())
    gardees = donnees.get("fiches") or []
    fiches = _visibles(gardees, abonnement, terrain)
    return {
        **donnees,
        "acteur": donnees.get("acteur", "") if abonnement.noms else "",
        "champs": _montrables(donnees.get("champs") or {}, abonnement),
        "fiches": fiches,
        "supprimees": _visibles(
            donnees.get("supprimees") or [], abonnement, terrain, perdues=True, caches=reserves
        ),
        "nombres": (donnees.get("nombres") or {}) if len(fiches) == len(gardees) else {},
    }  # fmt: skip
