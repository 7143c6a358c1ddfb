"""The page from which everything deleted or changed at once is taken back."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordee.plans.actions.purge import CONSERVATION
from cordee.plans.queries.corbeille import list_fiches_supprimees, list_lots
from cordee.plans.queries.partage import VERBE_QUITTER
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite

PAR_PAGE = 50
LOTS_MONTRES = 20


@require_safe
def corbeille(request: Requete, siren: str) -> HttpResponse:
    """Deleted fiches by page, and the last bulk edits."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "plans.modifier_en_lot", collectivite)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "page": Paginator(list_fiches_supprimees(collectivite), PAR_PAGE).get_page(request.GET.get("page")),
        "lots": list(list_lots(collectivite)[:LOTS_MONTRES]),
        "verbe_quitter": VERBE_QUITTER,
        "jours": CONSERVATION.days,
    }
    return render(request, "plans/corbeille.html", contexte)
