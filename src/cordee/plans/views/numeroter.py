"""Numbering the fiches of a plan: what each would have, then it is done, and can be undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from cordee.outils.texte import accorder
from cordee.plans.actions.numerotation import numeroter_plan, preparer_numeros
from cordee.plans.permissions import obtenir_plan
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete


@require_http_methods(["GET", "HEAD", "POST"])
def numeroter(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The preview; a POST writes it."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.modifier_plan", plan)
    if request.method != "POST":
        lot = preparer_numeros(plan, par=request.user)
        contexte = {
            "collectivite": collectivite, "rubrique": "plans", "plan": plan, "changements": lot.changements,
            "nombre": len(lot.a_changer),
        }  # fmt: skip
        return render(request, "plans/numeroter.html", contexte)
    try:
        groupe = numeroter_plan(plan, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
    else:
        nombre = len(groupe.avant["fiches"])
        messages.success(
            request,
            format_html(
                '{} {} {}. <a href="{}">Annuler</a>', nombre, accorder(nombre, "fiche"), accorder(nombre, "numérotée"),
                reverse("lot_annuler", args=[siren, groupe.pk]),
            ),
        )  # fmt: skip
    return redirect("plan", siren, plan.pk)
