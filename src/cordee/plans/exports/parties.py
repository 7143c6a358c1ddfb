"""A fiche without the parts that were not asked: the same rule for every format."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, NoteCitee, PlanComplet
from cordee.plans.domain.formats import Options
from cordee.plans.domain.listes import Genre, RoleActeur

_TOUT = Options()


def alleger(plan: PlanComplet, options: Options) -> PlanComplet:
    """The plan without what the options leave out. A fiche placed twice stays one fiche."""
    if options == _TOUT:
        return plan
    connues: dict[int, FicheComplete] = {}

    def fiche(complete: FicheComplete) -> FicheComplete:
        if id(complete) not in connues:
            connues[id(complete)] = allegee(complete, options)
        return connues[id(complete)]

    def axe(complet: AxeComplet) -> AxeComplet:
        return replace(complet, axes=[axe(a) for a in complet.axes], fiches=[fiche(f) for f in complet.fiches])

    sans: dict[str, Any] = {nom: () for nom in ("documents", "commentaires") if not getattr(options, nom)}
    return replace(plan, **sans, axes=[axe(a) for a in plan.axes], fiches=[fiche(f) for f in plan.fiches])


def elaguer(plan: PlanComplet, lignes: Collection[int]) -> None:
    """Takes out of the plan the sous-fiches that are not among `lignes` (ids), unless they hold one that is."""
    voulues = frozenset(lignes)
    for fiche in fiches_du_plan(plan):
        fiche.sous_fiches = _elaguees(fiche.sous_fiches, voulues)


def _elaguees(fiches: list[FicheComplete], voulues: Collection[int]) -> list[FicheComplete]:
    for fiche in fiches:
        fiche.sous_fiches = _elaguees(fiche.sous_fiches, voulues)
    return [fiche for fiche in fiches if fiche.ref in voulues or fiche.sous_fiches]


def allegee(fiche: FicheComplete, options: Options) -> FicheComplete:
    """One fiche, its sous-fiches too. The title, the statut, the dates, what blocks and the classements stay."""
    if options == _TOUT:
        return fiche
    sans: dict[str, Any] = {"sous_fiches": [allegee(sous, options) for sous in fiche.sous_fiches]}
    if not options.sous_fiches:
        sans["sous_fiches"] = []
    if not options.introduction:
        sans |= {
            "description": "", "contexte": "", "objectifs": "", "objectifs_chiffres": (), "impacts": (),
        }  # fmt: skip
    if not options.acteurs:
        sans |= {
            "personnes": (), "participation": None, "participation_texte": "", "public_cible": "",
            "classements": {g: codes for g, codes in fiche.classements.items() if g is not Genre.CIBLE},
            "acteurs": tuple(acteur for acteur in fiche.acteurs if acteur.role is RoleActeur.ETIQUETTE),
        }  # fmt: skip
    if not options.budgets:
        sans |= {"budgets": (), "financements": (), "financements_texte": "", "moyens": "", "cout_evite": None}
    if not options.liens:
        sans |= {"liens": (), "references": ()}
    for nom in ("indicateurs", "commentaires", "mesures", "documents"):
        if not getattr(options, nom):
            sans[nom] = ()
    if not options.notes:
        sans["evaluations"] = ()
    sans["notes"] = _notes(fiche.notes, options)
    return replace(fiche, **sans)


def _notes(notes: tuple[NoteCitee, ...], options: Options) -> tuple[NoteCitee, ...]:
    if not options.notes:
        return ()
    return tuple(note for note in notes if not options.annees or note.date.year in options.annees)
