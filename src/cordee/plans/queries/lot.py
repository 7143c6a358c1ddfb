"""What bulk edits read: names of the values, places proposed, past gestes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.lot import Geste
from cordee.plans.domain.thematiques import THEMATIQUES
from cordee.plans.models import Axe, Etiquette, Fiche, GesteGroupe, Personne, Placement, Plan
from cordee.plans.queries.filtres import fiches_du_niveau, restrict_fiches
from cordee.plans.queries.filtres_champs import definitions_demandees
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.visibilite import list_fiches_for
from cordee.territoires.models import Collectivite


def geste_groupe_for(collectivite: Collectivite, pk: int) -> GesteGroupe | None:
    """A past bulk edit of a collectivité."""
    return (
        GesteGroupe.objects.filter(collectivite=collectivite, pk=pk, verbe__startswith="plans.lot_")
        .select_related("par", "collectivite")
        .first()
    )


def fiches_de_la_liste(
    utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None, filtres: Filtres, aujourdhui: date, n: int
) -> list[Fiche]:
    """The first `n` fiches of a list, of a plan or of the whole collectivité, that pass the filters. One query."""
    toutes = fiches_du_niveau(list_fiches_du_plan(utilisateur, collectivite, plan), filtres.niveau)
    champs = definitions_demandees(utilisateur, collectivite, plan, filtres)
    filtres = filtres.retenir(champs)
    visibles = list_fiches_for(utilisateur, collectivite)
    par_numero = {d.pk: d for d in champs}
    regard = Regard(collectivite, aujourdhui, plan, visibles=visibles, champs=par_numero, utilisateur=utilisateur)
    gardees = restrict_fiches(toutes, filtres, regard)
    return list(gardees.order_by("cle_tri", "pk")[:n])


def places_proposees(collectivite: Collectivite) -> list[tuple[str, str]]:
    """Plans of a collectivité and their axes, as (`plan:axe`, words). Two queries."""
    axes: dict[int, list[Axe]] = {}
    for axe in Axe.objects.filter(plan__collectivite=collectivite).order_by("plan", "position", "id"):
        axes.setdefault(axe.plan_id, []).append(axe)
    places = []
    for plan in Plan.objects.filter(collectivite=collectivite):
        places.append((str(plan.pk), f"{plan.nom}, hors de tout axe"))
        places += [(f"{plan.pk}:{axe.pk}", f"{plan.nom} › {axe.nom}") for axe in axes.get(plan.pk, ())]
    return places


def nommer_valeurs(geste: Geste, valeurs: Iterable[Any]) -> dict[Any, str]:
    """Names of the ids and codes that lists hold: one query, two for places."""
    elements = {element for valeur in valeurs if isinstance(valeur, list) for element in valeur}
    if geste in {Geste.PILOTE, Geste.REFERENT}:
        return dict(Personne.objects.filter(pk__in=elements).values_list("pk", "nom"))
    if geste in {Geste.SERVICE, Geste.ETIQUETTE}:
        return dict(Etiquette.objects.filter(pk__in=elements).values_list("pk", "nom"))
    if geste is Geste.THEMATIQUE:
        return {code: THEMATIQUES.get(code, code) for code in elements}
    if geste is Geste.PARTAGE:
        return dict(Collectivite.objects.filter(pk__in=elements).values_list("pk", "nom"))
    if geste is Geste.PLACE:
        return _nommer_places(elements)
    return {}


def places_perdues(fins: Iterable[tuple[int, int]]) -> int:
    """How many places in plans go with sharings that end, each written (fiche, collectivité). One query."""
    par_collectivite: dict[int, list[int]] = {}
    for fiche, collectivite in fins:
        par_collectivite.setdefault(collectivite, []).append(fiche)
    siennes = (Q(plan__collectivite=c, fiche__in=pks) for c, pks in par_collectivite.items())
    return Placement.objects.filter(reduce(or_, siennes, Q(pk__in=[]))).count()


def _nommer_places(places: Iterable[str]) -> dict[Any, str]:
    decoupees = {place: place.partition(":") for place in places}
    plans = dict(Plan.objects.filter(pk__in={p for p, _, _ in decoupees.values()}).values_list("pk", "nom"))
    axes = dict(Axe.objects.filter(pk__in={a for _, _, a in decoupees.values() if a}).values_list("pk", "nom"))
    return {
        place: plans.get(int(plan), "plan supprimé") + (f" › {axes.get(int(axe), 'axe supprimé')}" if axe else "")
        for place, (plan, _, axe) in decoupees.items()
    }
