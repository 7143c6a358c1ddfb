"""Numbering the fiches of a plan that have no number: prepared, then written and undone as a bulk edit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.lot import Changement, Lot, appliquer_lot
from cordee.plans.actions.porteurs import Numeros
from cordee.plans.domain.lot import Geste, Sens
from cordee.plans.domain.numeros import compose_numeros
from cordee.plans.models import GesteGroupe, Plan
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.numeros import list_a_numeroter, numeros_pris_ailleurs
from cordee.plans.queries.visibilite import modifiables_par
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger


def preparer_numeros(plan: Plan, *, par: Utilisateur) -> Lot:
    """What numbering would give to each fiche without a number; nothing is written. A fiche that the person may not
    change keeps none, and leaves its number to the next."""
    exiger(par, "plans.modifier_plan", plan)
    visibles = list_fiches_du_plan(par, plan.collectivite, plan).filter(parent__isnull=True)
    fiches = {fiche.pk: fiche for fiche in visibles.filter(code="")}
    attendent, pris = list_a_numeroter(plan, fiches.values())
    permises = modifiables_par(par, fiches.values())
    numeros = compose_numeros(
        [a for a in attendent if a.id in permises], pris, numeros_pris_ailleurs(plan, list(fiches))
    )
    changements = [
        Changement(
            fiches[a.id], "", numeros.get(a.id, ""), "" if a.id in permises else "vous ne pouvez pas la modifier"
        )
        for a in attendent
    ]
    return Lot(Geste.NUMERO, Sens.REMPLACER, changements, Numeros())


@transaction.atomic
def numeroter_plan(plan: Plan, *, par: Utilisateur, le: datetime) -> GesteGroupe:
    """Gives a number to each fiche of the plan that has none; `annuler_lot` takes them back."""
    exiger(par, "plans.modifier_plan", plan)
    verrouille = Plan.objects.select_for_update().select_related("collectivite").get(pk=plan.pk)
    lot = preparer_numeros(verrouille, par=par)
    if not lot.a_changer:
        raise DonneeRefusee("Toutes les fiches que vous pouvez modifier ont déjà leur numéro : rien n'a changé.")
    return appliquer_lot(verrouille.collectivite, lot, par=par, le=le)
