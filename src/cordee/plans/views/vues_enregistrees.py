"""Saved views: keeping one, deleting one, putting it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from cordee.plans.actions.vues import enregistrer_vue, remettre_vue, supprimer_vue
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.forms.axes import FormulaireVue
from cordee.plans.models import Plan
from cordee.plans.queries.liste import vue_for, vue_supprimee_for
from cordee.plans.queries.visibilite import plan_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite


@require_POST
def enregistrer(request: Requete, siren: str) -> HttpResponse:
    """Keeps the list under a name and comes back to it; a refused name is asked again on a page of its own."""
    collectivite = obtenir_collectivite(request.user, siren)
    pk = lire_entier(request.POST.get("plan"))
    plan = (plan_for(request.user, collectivite, pk) or introuvable()) if pk is not None else None
    formulaire = FormulaireVue(request.POST, auto_id="vue_%s")
    parametres = request.POST.get("parametres", "")
    if formulaire.is_valid():
        lu = formulaire.cleaned_data
        try:
            vue = enregistrer_vue(
                collectivite, lu["nom"], parametres, plan=plan, partagee=lu["partagee"], par=request.user,
                le=timezone.now(),
            )  # fmt: skip
        except DonneeRefusee as refus:
            formulaire.add_error("nom", refus.messages)
        else:
            messages.success(request, f"La vue « {vue.nom} » est gardée.")
            return _retour(siren, plan, parametres)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "formulaire": formulaire,
        "retour": _retour(siren, plan, parametres)["Location"],
        "partageable": peut(request.user, "plans.partager_vue", collectivite),
    }
    return render(request, "plans/vue_enregistrer.html", contexte, status=422)


@require_POST
def supprimer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Deletes one of one's own views."""
    collectivite = obtenir_collectivite(request.user, siren)
    vue = vue_for(request.user, collectivite, pk) or introuvable()
    plan = vue.plan
    geste = supprimer_vue(vue, par=request.user, le=timezone.now())
    messages.success(
        request,
        format_html(
            'La vue « {} » est supprimée. <a href="{}">Annuler</a>', geste.avant["nom"],
            reverse("vue_remettre", args=[siren, geste.pk]),
        ),
    )  # fmt: skip
    return _retour(siren, plan, "")


@require_http_methods(["GET", "HEAD", "POST"])
def remettre(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks, then puts back the view that this person deleted, and opens it."""
    collectivite = obtenir_collectivite(request.user, siren)
    geste = vue_supprimee_for(request.user, collectivite, pk) or introuvable()
    if request.method != "POST":
        contexte = {"collectivite": collectivite, "rubrique": "plans", "geste": geste}
        return render(request, "plans/vue_remettre.html", contexte)
    try:
        vue = remettre_vue(geste, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, " ".join(refus.messages))
        return redirect("fiches", siren)
    messages.success(request, f"La vue « {vue.nom} » est revenue.")
    return _retour(siren, vue.plan, vue.parametres)


def _retour(siren: str, plan: Plan | None, parametres: str) -> HttpResponse:
    reponse = redirect("plan", siren, plan.pk) if plan is not None else redirect("fiches", siren)
    if parametres:
        reponse["Location"] += f"?{parametres}"
    return reponse
