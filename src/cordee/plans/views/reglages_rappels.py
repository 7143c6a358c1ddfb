"""The days at which a collectivité is reminded of its fiches."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.plans.actions.reglages_rappels import QUI_REGLE, regler_rappels
from cordee.plans.domain.retard import REPERES
from cordee.plans.forms.rappels import FormulaireReglageRappels
from cordee.plans.queries.reglages_rappels import lire_reperes, reglage_rappels_of
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite


@require_http_methods(["GET", "HEAD", "POST"])
def reglage_rappels(request: Requete, siren: str) -> HttpResponse:
    """The page; POST saves it, or goes back to the days of everybody (`geste=defaut`)."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "plans.regler_rappels", collectivite, raison=QUI_REGLE)
    reglage = reglage_rappels_of(collectivite)
    recu = request.POST if request.method == "POST" else None
    if recu is not None and recu.get("geste") == "defaut":
        regler_rappels(collectivite, REPERES, par=request.user, le=timezone.now())
        messages.success(request, "Les rappels suivent de nouveau les jours prévus pour tous.")
        return redirect("reglage_rappels", siren)
    formulaire = FormulaireReglageRappels(recu, reperes=lire_reperes(reglage))
    if recu is not None and formulaire.is_valid():
        regler_rappels(collectivite, formulaire.lire(), par=request.user, le=timezone.now())
        messages.success(request, "Les jours des rappels sont enregistrés ; ils valent à partir de demain matin.")
        return redirect("reglage_rappels", siren)
    contexte = {"collectivite": collectivite, "rubrique": "plans", "f": formulaire, "reglage": reglage}
    return render(request, "plans/reglage_rappels.html", contexte, status=422 if formulaire.errors else 200)
