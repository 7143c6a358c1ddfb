"""The réunions of a collectivité: those to come, those held, by instance; calling one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.gouvernance.actions.reunions import convoquer_reunion
from cordee.gouvernance.forms import FormulaireConvocation
from cordee.gouvernance.permissions import QUI_TIENT
from cordee.gouvernance.queries import (
    list_decisions_for,
    list_instances_of,
    list_reunions_for,
    prochaine_of,
    suivi_of,
    suivis_of,
)
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, peut
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite

PAR_PAGE = 30


@require_safe
def reunions(request: Requete, siren: str) -> HttpResponse:
    """The list, of one instance when the address says so."""
    collectivite, aujourdhui = obtenir_collectivite(request.user, siren), timezone.localdate()
    toutes = list_reunions_for(request.user, collectivite)
    instances = list(list_instances_of(collectivite))
    choisie = next((une for une in instances if str(une.pk) == request.GET.get("instance")), None)
    page = Paginator(toutes.filter(instance=choisie) if choisie else toutes, PAR_PAGE).get_page(request.GET.get("page"))
    suivis = suivis_of(request.user, page.object_list, aujourdhui)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "gouvernance",
        "page": page,
        "lignes": [(une, suivis[une.pk]) for une in page.object_list],
        "instances": instances,
        "choisie": choisie,
        "requete": f"instance={choisie.pk}" if choisie else "",
        "prochaine": prochaine_of(toutes, aujourdhui),
        "suivi": suivi_of(list_decisions_for(request.user, collectivite), aujourdhui),
        "aujourdhui": aujourdhui,
        "editable": peut(request.user, "gouvernance.convoquer", collectivite),
        "raison": QUI_TIENT,
    }
    return render(request, "gouvernance/reunions.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def creer(request: Requete, siren: str) -> HttpResponse:
    """Calls a réunion; `instance` in the address proposes one."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "gouvernance.convoquer", collectivite, raison=QUI_TIENT)
    propose = {"instance": request.GET.get("instance", "")[:200]}
    formulaire = FormulaireConvocation(request.POST if request.method == "POST" else None, initial=propose)
    if request.method == "POST" and formulaire.is_valid():
        champs = dict(formulaire.cleaned_data)
        instance, jour = champs.pop("instance"), champs.pop("jour")
        try:
            nouvelle = convoquer_reunion(collectivite, instance, jour, **champs, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("instance", refus.messages)
        else:
            messages.success(request, f"La réunion de « {nouvelle.instance.nom} » est prévue.")
            return redirect(nouvelle)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "gouvernance",
        "formulaire": formulaire,
        "instances": list_instances_of(collectivite),
    }
    return render(request, "gouvernance/reunion_creer.html", contexte, status=422 if formulaire.errors else 200)
