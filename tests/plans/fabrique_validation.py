"""Circuits of the tests.

circuit(plan)                       on, validated by the pilotes and élus référents of the plan
circuit(plan, choisis=[odile])      validated by these people
place(fiche, plan)                  the fiche in the plan, as the actions take it
validee(fiche, plan, par=odile)     validated at LE; `proposee` the same
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tests.plans.factories import LE

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.validation import proposer_fiche, valider_fiche
from cordee.plans.domain.validation import Valideurs
from cordee.plans.models import Circuit, Fiche, Plan, Validation
from cordee.plans.queries.validation import EnCircuit, places_of


def circuit(plan: Plan, *, choisis: Sequence[Utilisateur] = (), actif: bool = True) -> Circuit:
    """The circuit of a plan."""
    cree = Circuit.objects.create(
        plan=plan, actif=actif, valideurs=Valideurs.CHOISIS if choisis else Valideurs.RESPONSABLES, regle_le=LE
    )
    cree.choisis.set(choisis)
    plan.circuit = cree
    return cree


def place(fiche: Fiche, plan: Plan) -> EnCircuit:
    """Where the fiche stands now."""
    return places_of(Plan.objects.get(pk=plan.pk), [Fiche.objects.get(pk=fiche.pk)])[fiche.pk]


def proposee(fiche: Fiche, plan: Plan, *, par: Utilisateur, le: datetime = LE, mot: str = "") -> Validation:
    """Proposed."""
    return proposer_fiche(place(fiche, plan), mot, par=par, le=le)


def validee(fiche: Fiche, plan: Plan, *, par: Utilisateur, le: datetime = LE) -> Validation:
    """Validated."""
    return valider_fiche(place(fiche, plan), par=par, le=le)
