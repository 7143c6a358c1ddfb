"""What the fiche still has to win in the référentiels: computed when it is asked, beside the page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cordee.plans.permissions import obtenir_fiche
from cordee.plans.queries.mesures_servies import mesures_servies
from cordee.plans.views.fiche.reponses import adresse
from cordee.socle.requetes import Requete


@require_safe
def referentiel(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Fragment: each mesure served, its statut and the points left to win for the collectivité of the fiche."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    if not request.htmx:
        return redirect(adresse(siren, pk, "bloc-mesures"))
    contexte = {"collectivite": collectivite, "fiche": fiche, "servies": mesures_servies(request.user, fiche)}
    return render(request, "plans/fiche/points.html", contexte)
