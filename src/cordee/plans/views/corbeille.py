"""The page from which everything deleted or changed at once is taken back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cordee.plans.actions.purge import CONSERVATION
from cordee.plans.actions.retour_plan import restaurer_plan
from cordee.plans.queries.champs_personnalises import list_champs_retires
from cordee.plans.queries.corbeille import (
    VERBE_VERSEMENT,
    list_fiches_supprimees,
    list_lots,
    list_plans_supprimes,
    plan_supprime_for,
)
from cordee.plans.queries.partage import VERBE_QUITTER
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite

PAR_PAGE = 50
LOTS_MONTRES = 20
NUMEROS_DITS = 5


@require_safe
def corbeille(request: Requete, siren: str) -> HttpResponse:
    """Deleted plans, deleted fiches by page, and the last bulk edits."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "plans.modifier_en_lot", collectivite)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "page": Paginator(list_fiches_supprimees(collectivite), PAR_PAGE).get_page(request.GET.get("page")),
        "plans": list(list_plans_supprimes(collectivite)[:LOTS_MONTRES]),
        "champs": list(list_champs_retires(collectivite)[:LOTS_MONTRES]),
        "lots": list(list_lots(collectivite)[:LOTS_MONTRES]),
        "verbe_quitter": VERBE_QUITTER,
        "verbe_versement": VERBE_VERSEMENT,
        "jours": CONSERVATION.days,
    }
    return render(request, "plans/corbeille.html", contexte)


@require_POST
def restaurer_un_plan(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Puts a deleted plan back, and opens it."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "plans.creer_plan", collectivite)
    geste = plan_supprime_for(collectivite, pk) or introuvable()
    try:
        plan = restaurer_plan(geste, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
        return redirect("corbeille", siren)
    messages.success(request, f"Le plan « {plan.nom} » est revenu, avec ses axes et la place de ses fiches.")
    if sans_numero := geste.avant.get("sans_numero"):
        numeros = ", ".join(sans_numero[:NUMEROS_DITS])
        reste = " et d'autres" if len(sans_numero) > NUMEROS_DITS else ""
        messages.warning(
            request, f"Numéros donnés depuis à d'autres fiches, que celles-ci n'ont donc plus : {numeros}{reste}."
        )
    if doubles := geste.avant.get("numeros_doubles"):
        messages.warning(
            request,
            f"Numéros portés deux fois dans ce plan : {', '.join(doubles[:NUMEROS_DITS])}. Ces fiches appartiennent à "
            "d'autres collectivités, qui seules peuvent les renuméroter.",
        )
    return redirect("plan", siren, plan.pk)
