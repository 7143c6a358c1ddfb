"""Instantanés of the tests, taken by the actions at a moment.

editeur_de(plan)              somebody who edits in its collectivité
pris(plan, le=…)              an instantané of the plan; `nom=`
en_preparation(plan)          one that waits for the fiches
membre(plan, "lecteur")       somebody of its collectivité, by a trait of MembreFactory
"""

from __future__ import annotations

from datetime import datetime

from tests.plans.factories import LE
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.instantanes import prendre_instantane, preparer_instantane
from cordee.plans.models import Instantane, Plan


def membre(plan: Plan, trait: str) -> Utilisateur:
    qui: Utilisateur = MembreFactory(collectivite=plan.collectivite, **{trait: True}).utilisateur
    return qui


def editeur_de(plan: Plan) -> Utilisateur:
    return membre(plan, "editeur")


def pris(plan: Plan, *, nom: str = "Bilan 2025", le: datetime = LE, par: Utilisateur | None = None) -> Instantane:
    return prendre_instantane(plan, nom, par=par or editeur_de(plan), le=le)


def en_preparation(plan: Plan, *, le: datetime = LE, par: Utilisateur | None = None) -> Instantane:
    return preparer_instantane(plan, "Avant le COPIL", par=par or editeur_de(plan), le=le)
