"""The documentation of the API, for everybody: the page made from the description, and the description itself."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordee.api.domain.openapi import lire_objets, lire_routes
from cordee.api.views.description import decrire_api
from cordee.socle.requetes import Requete
from cordee.territoires.queries import list_collectivites_for


@login_not_required
@require_safe
def openapi(request: Requete) -> HttpResponse:
    """The description, for the tools that read OpenAPI."""
    reponse = JsonResponse(decrire_api(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    reponse["Cache-Control"] = "public, max-age=3600"
    return reponse


@login_not_required
@require_safe
def documentation(request: Requete) -> HttpResponse:
    """What the API is for, how to begin, and every route with an example."""
    description = decrire_api()
    connue = request.user.is_authenticated
    ici = list_collectivites_for(request.user).order_by("cle_recherche").first() if connue else None
    contexte = {
        "groupes": lire_routes(description),
        "objets": lire_objets(description),
        "site": request.build_absolute_uri("/").rstrip("/"),
        "debit": settings.CORDEE_API_DEBIT,
        "ici": ici,
    }
    return render(request, "api/documentation.html", contexte)
