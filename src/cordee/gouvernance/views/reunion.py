"""One réunion: its page, its settings and minutes, its files."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.gouvernance.actions.reunions import modifier_reunion, supprimer_reunion
from cordee.gouvernance.exports import evenement_ics, releve_docx
from cordee.gouvernance.forms import FormulaireReunion
from cordee.gouvernance.permissions import QUI_TIENT, obtenir_reunion
from cordee.gouvernance.queries import list_decisions_hors_points, list_instances_of, list_points_for
from cordee.gouvernance.views.cadre import montrer
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def reunion(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Agenda, what was said, décisions."""
    return montrer(request, obtenir_reunion(request.user, siren, pk)[1])


@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: Requete, siren: str, pk: int) -> HttpResponse:
    """When, where, who, what was said, in one form."""
    collectivite, actuelle = obtenir_reunion(request.user, siren, pk)
    exiger(request.user, "gouvernance.tenir_reunion", actuelle, raison=QUI_TIENT)
    valeurs = {nom: getattr(actuelle, nom) for nom in FormulaireReunion.base_fields}
    formulaire = FormulaireReunion(
        request.POST if request.method == "POST" else None, initial={**valeurs, "instance": actuelle.instance.nom}
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            changee = modifier_reunion(actuelle, formulaire.cleaned_data, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
        else:
            messages.success(request, "La réunion est enregistrée.")
            return redirect(changee)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "gouvernance",
        "reunion": actuelle,
        "formulaire": formulaire,
        "instances": list_instances_of(collectivite),
    }
    return render(request, "gouvernance/reunion_modifier.html", contexte, status=422 if formulaire.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks for confirmation, then deletes."""
    collectivite, actuelle = obtenir_reunion(request.user, siren, pk)
    exiger(request.user, "gouvernance.tenir_reunion", actuelle, raison=QUI_TIENT)
    if request.method == "POST":
        supprimer_reunion(actuelle, par=request.user, le=timezone.now())
        messages.success(request, "La réunion est supprimée.")
        return redirect("reunions", siren)
    contexte = {"collectivite": collectivite, "rubrique": "gouvernance", "reunion": actuelle}
    return render(request, "gouvernance/reunion_supprimer.html", contexte)


@require_safe
def agenda(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The réunion for one's own calendar."""
    actuelle = obtenir_reunion(request.user, siren, pk)[1]
    adresse = request.build_absolute_uri(actuelle.get_absolute_url())
    reponse = HttpResponse(
        evenement_ics(actuelle, adresse, hote=request.get_host(), le=timezone.now()),
        content_type="text/calendar; charset=utf-8",
    )
    reponse["Content-Disposition"] = f'attachment; filename="reunion-{actuelle.jour:%Y-%m-%d}.ics"'
    return reponse


@require_safe
def releve(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Agenda before the réunion, minutes and décisions after, as a Word document."""
    actuelle = obtenir_reunion(request.user, siren, pk)[1]
    contenu = releve_docx(
        actuelle, list_points_for(request.user, actuelle), list_decisions_hors_points(request.user, actuelle)
    )
    reponse = HttpResponse(contenu, content_type=DOCX)
    reponse["Content-Disposition"] = f'attachment; filename="reunion-{actuelle.jour:%Y-%m-%d}.docx"'
    return reponse
