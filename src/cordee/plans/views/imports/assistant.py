"""Having a document read by the assistant that the installation chose."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.plans.actions.imports import (
    GENRE_ASSISTANT,
    demander_lecture,
    oublier_propositions,
    service_choisi,
)
from cordee.plans.domain.imports.assistant.demande import Options
from cordee.plans.forms.assistant import FormulaireAssistant
from cordee.plans.permissions import obtenir_import
from cordee.plans.queries.imports import lecture_assistee_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import introuvable
from cordee.socle.requetes import Requete


@require_http_methods(["GET", "HEAD", "POST"])
def assistant(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Where the text goes, what is asked, the consent; then the job. 404 when the installation has no assistant."""
    collectivite, depot = obtenir_import(request.user, siren, pk)
    service = service_choisi()
    if not service.est_regle:
        introuvable()
    envoye = request.method == "POST" and "oublier" not in request.POST
    fautes: list[str] = []
    voulu = Options.de_json(depot.options.get("assistant", {}))
    formulaire = FormulaireAssistant(
        request.POST if envoye else None,
        destination=f"{service.intitule} ({service.hote})",
        initial={"instructions": voulu.instructions, "exclus": voulu.exclus, "sous_actions": voulu.sous_actions},
    )
    try:
        if "oublier" in request.POST:
            oublier_propositions(depot, par=request.user, le=timezone.now())
            messages.success(request, "Le document est lu de nouveau sans l'assistant.")
            return redirect("importer_apercu", siren, pk)
        if envoye and formulaire.is_valid():
            demander_lecture(depot, formulaire.options(), consent=True, par=request.user, le=timezone.now())
            return redirect("importer_assistant", siren, pk)
    except DonneeRefusee as refus:
        fautes = refus.messages
    travail = lecture_assistee_of(GENRE_ASSISTANT, depot)
    contexte = {
        "collectivite": collectivite, "rubrique": "plans", "depot": depot, "service": service,
        "formulaire": formulaire, "fautes": fautes, "travail": travail,
        "cases": [formulaire["consolider"], formulaire["sous_actions"]],
        "en_cours": travail is not None and not travail.est_termine,
    }  # fmt: skip
    statut = 422 if envoye or fautes else 200
    return render(request, "plans/imports/assistant.html", contexte, status=statut)
