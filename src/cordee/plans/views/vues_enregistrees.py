"""Saved views: keeping one, deleting one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cordee.plans.actions.vues import enregistrer_vue, supprimer_vue
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.models import Plan
from cordee.plans.queries.liste import vue_for
from cordee.plans.queries.visibilite import plan_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite


@require_POST
def enregistrer(request: Requete, siren: str) -> HttpResponse:
    """Keeps the list under a name and comes back to it."""
    collectivite = obtenir_collectivite(request.user, siren)
    pk = lire_entier(request.POST.get("plan"))
    plan = (plan_for(request.user, collectivite, pk) or introuvable()) if pk is not None else None
    parametres = request.POST.get("parametres", "")
    try:
        vue = enregistrer_vue(
            collectivite,
            request.POST.get("nom", ""),
            parametres,
            plan=plan,
            partagee=request.POST.get("partagee") == "1",
            par=request.user,
            le=timezone.now(),
        )
    except DonneeRefusee as refus:
        messages.error(request, " ".join(refus.messages))
    else:
        messages.success(request, f"La vue « {vue.nom} » est gardée.")
    return _retour(siren, plan, parametres)


@require_POST
def supprimer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Deletes one of one's own views."""
    collectivite = obtenir_collectivite(request.user, siren)
    vue = vue_for(request.user, collectivite, pk) or introuvable()
    plan = vue.plan
    supprimer_vue(vue, par=request.user, le=timezone.now())
    messages.success(request, "La vue est supprimée.")
    return _retour(siren, plan, "")


def _retour(siren: str, plan: Plan | None, parametres: str) -> HttpResponse:
    reponse = redirect("plan", siren, plan.pk) if plan is not None else redirect("fiches", siren)
    if parametres:
        reponse["Location"] += f"?{parametres}"
    return reponse
