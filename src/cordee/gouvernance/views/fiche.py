"""Where a fiche was discussed: a fragment that its page asks for."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.gouvernance.queries import list_points_de_la_fiche
from cordee.plans.permissions import obtenir_fiche
from cordee.socle.requetes import Requete


@require_safe
def fiche(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Réunions and décisions about the fiche; nothing when there is none."""
    collectivite, vue = obtenir_fiche(request.user, siren, pk)
    points = list_points_de_la_fiche(request.user, collectivite, vue)
    contexte = {"points": points, "aujourdhui": timezone.localdate()}
    return render(request, "gouvernance/fiche.html", contexte)
