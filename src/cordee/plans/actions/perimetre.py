"""Saying which part of its territory a plan concerns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.composition.ecriture import noter_au_plan, ouvrir_plan
from cordee.plans.domain.perimetre import simplifier
from cordee.plans.models import Plan
from cordee.plans.queries.perimetre import perimetre_of, ranger, territoire_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite


@transaction.atomic
def definir_perimetre(
    plan: Plan, collectivites: Iterable[Collectivite | int], *, par: Utilisateur, le: datetime
) -> list[Collectivite]:
    """EPCI and communes that the plan concerns, among those of its territory; none, or all, for the whole. Those that
    left the territory since may stay."""
    ouvert = ouvrir_plan(plan, par=par)
    territoire, avant = territoire_of(ouvert.collectivite), perimetre_of(ouvert)
    possibles = territoire.connues | {c.pk: c for c in avant}
    voulues = {c.pk if isinstance(c, Collectivite) else c for c in collectivites} - {ouvert.collectivite_id}
    if voulues - possibles.keys():
        raise DonneeRefusee(
            f"Une collectivité n'est pas du territoire de {ouvert.collectivite.nom} : choisissez dans la liste."
        )
    gardees = simplifier(voulues, ouvert.collectivite_id, territoire.dessous)
    apres = ranger(possibles[pk] for pk in gardees)
    if apres == avant:
        return apres
    ouvert.perimetre.set(apres)
    noter_au_plan(
        ouvert, "definir_perimetre", f"A changé le périmètre du plan « {ouvert.nom} »", par=par, le=le,
        champs={"perimetre": [[c.nom for c in avant], [c.nom for c in apres]]},
    )  # fmt: skip
    return apres
