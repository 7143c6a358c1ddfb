"""A plan and its fiches as JSON objects: the schema `cordee.plan`, version 1, which docs/guide/exporter.md tells. What
the export of a plan writes and what the open API answers.

Keys are those of `domain.fiche`; dates are ISO, closed lists are their codes, amounts are numbers (texts when a number
would lose digits). Each fiche comes once, in `fiches`; axes name them by `repere`. A key may be added within a version,
never removed nor changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cordee.outils.choix import ChoixTexte
from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.colonnes_cellules import ecrire_nombre
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, IndicateurCite, PlanComplet

FORMAT, VERSION = "cordee.plan", 1


def plan_en_objet(plan: PlanComplet, le: date) -> dict[str, Any]:
    """The whole plan, edited on that day."""
    reperes = _Reperes()
    axes = [_axe(axe, reperes) for axe in plan.axes]
    return {
        **_entete(le),
        "plan": {
            **{f.name: _valeur(getattr(plan, f.name)) for f in fields(plan) if f.name not in ("axes", "fiches")},
            "fiches_hors_axes": [reperes.de(fiche) for fiche in plan.fiches],
        },
        "axes": axes,
        "fiches": [fiche_en_objet(fiche, reperes.de(fiche)) for fiche in fiches_du_plan(plan)],
    }


def fiches_en_objet(fiches: Sequence[FicheComplete], le: date) -> dict[str, Any]:
    """Fiches alone."""
    reperes = _Reperes()
    return {**_entete(le), "fiches": [fiche_en_objet(fiche, reperes.de(fiche)) for fiche in fiches]}


def _entete(le: date) -> dict[str, Any]:
    return {"format": FORMAT, "version": VERSION, "edite_le": le.isoformat()}


class _Reperes:
    """Names of fiches inside one file: `F12` for a saved one, `L3` for another."""

    def __init__(self) -> None:
        self._donnes: dict[object, str] = {}

    def de(self, fiche: FicheComplete) -> str:
        cle = fiche.ref if fiche.ref is not None else (id(fiche),)
        if cle not in self._donnes:
            self._donnes[cle] = f"F{fiche.ref}" if fiche.ref is not None else f"L{len(self._donnes) + 1}"
        return self._donnes[cle]


def _axe(axe: AxeComplet, reperes: _Reperes) -> dict[str, Any]:
    return {
        "ref": axe.ref,
        "numero": axe.numero,
        "nom": axe.nom,
        "description": axe.description,
        "indicateurs": list(axe.indicateurs),
        "fiches": [reperes.de(fiche) for fiche in axe.fiches],
        "axes": [_axe(sous, reperes) for sous in axe.axes],
    }


def fiche_en_objet(fiche: FicheComplete, repere: str = "") -> dict[str, Any]:
    """A fiche as a JSON object; its sous-fiches are inside. What is computed of it is there when it was."""
    objet = {"repere": repere} if repere else {}
    tus = {"sous_fiches", "attendus"} | (set() if fiche.suivi is not None else {"suivi"})
    objet |= {champ.name: _valeur(getattr(fiche, champ.name)) for champ in fields(fiche) if champ.name not in tus}
    return {**objet, "sous_fiches": [fiche_en_objet(sous) for sous in fiche.sous_fiches]}


def _valeur(valeur: Any) -> Any:
    if isinstance(valeur, dict):
        return {str(cle): _valeur(contenu) for cle, contenu in valeur.items()}
    if isinstance(valeur, tuple | list):
        return [_valeur(element) for element in valeur]
    if is_dataclass(valeur) and not isinstance(valeur, type):
        return _objet(valeur)
    return _simple(valeur)


def _simple(valeur: Any) -> Any:
    if isinstance(valeur, ChoixTexte):
        return str(valeur)
    if isinstance(valeur, date):
        return valeur.isoformat()
    return ecrire_nombre(valeur) if isinstance(valeur, Decimal) else valeur


def _objet(valeur: Any) -> dict[str, Any]:
    objet = {champ.name: _valeur(getattr(valeur, champ.name)) for champ in fields(valeur)}
    if isinstance(valeur, IndicateurCite):
        for serie in ("resultats", "objectifs"):
            objet[serie] = [{"annee": annee, "valeur": mesure} for annee, mesure in getattr(valeur, serie)]
    return objet
