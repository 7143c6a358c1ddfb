"""The tree of a plan: axes and fiches in order, moved by hand or by their menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE
from cordee.plans.domain.avancement import Compte
from cordee.plans.queries.arbre import BrancheAxe, nom_sans_numero
from cordee.plans.views.vues import Cadre
from cordee.plans.views.vues.lignes import Ligne, composer_ligne
from cordee.socle.barres import largeur

FICHES_MAX = 1000
"""Fiches shown in a tree; beyond it, the table pages them."""


@dataclass(frozen=True)
class Branche:
    """An axe with what it holds: `fiches` are (row, id of its placement)."""

    axe_id: int
    numero: str
    nom: str
    niveau: int
    description: str
    compte: Compte
    avancement: str
    part: str
    reste: str
    branches: list[Branche]
    fiches: list[tuple[Ligne, int]]
    vide: bool


def composer(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/arbre.html. A fiche placed in several axes shows in each."""
    assert cadre.plan is not None
    lignes = {ligne.fiche.pk: composer_ligne(ligne, cadre.collectivite.siren) for ligne in cadre.lignes(0, FICHES_MAX)}
    par_axe: dict[int | None, list[tuple[int, int, int]]] = {}
    for fiche, places in cadre.places.items():
        if fiche in lignes:
            for axe, position, placement in places:
                par_axe.setdefault(axe, []).append((position, placement, fiche))
    avancements = cadre.resume.avancement_du_plan(cadre.places, cadre.arbre, cadre.plan.ponderation)
    filtre = bool(cadre.filtres.nombre)
    branches = [_branche(b, lignes, par_axe, avancements.axes) for b in cadre.arbre.racines]
    return {
        "branches": [b for b in branches if not (filtre and b.vide)],
        "hors_axe": _fiches(None, lignes, par_axe),
        "avancement_plan": avancements.plan,
        "trop": max(0, cadre.total - FICHES_MAX),
        "cibles": [
            (b.axe.pk, f"{INSECABLE * 4 * (b.niveau - 1)}{b.numero} {nom_sans_numero(b)}")
            for racine in cadre.arbre.racines
            for b in racine.parcourir()
        ],
    }


def _fiches(
    axe: int | None, lignes: dict[int, Ligne], par_axe: dict[int | None, list[tuple[int, int, int]]]
) -> list[tuple[Ligne, int]]:
    return [(lignes[fiche], placement) for _, placement, fiche in sorted(par_axe.get(axe, ()))]


def _branche(
    branche: BrancheAxe,
    lignes: dict[int, Ligne],
    par_axe: dict[int | None, list[tuple[int, int, int]]],
    comptes: dict[int, Compte],
) -> Branche:
    compte = comptes[branche.axe.pk]
    part = (compte.avancement or 0) / 100
    dessous = [_branche(enfant, lignes, par_axe, comptes) for enfant in branche.enfants]
    fiches = _fiches(branche.axe.pk, lignes, par_axe)
    return Branche(
        axe_id=branche.axe.pk,
        numero=branche.numero,
        nom=nom_sans_numero(branche),
        niveau=branche.niveau,
        description=branche.axe.description,
        compte=compte,
        avancement="" if compte.avancement is None else f"{formater(compte.avancement, 0)}{INSECABLE}%",
        part=largeur(part),
        reste=largeur(1 - part),
        branches=dessous,
        fiches=fiches,
        vide=not fiches and all(b.vide for b in dessous),
    )
