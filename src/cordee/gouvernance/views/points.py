"""The points of an agenda: added by title or by fiche, changed, moved, taken off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.gouvernance.actions.reunions import (
    ajouter_fiches,
    ajouter_point,
    deplacer_point,
    modifier_point,
    retirer_point,
)
from cordee.gouvernance.forms import FormulairePoint
from cordee.gouvernance.models import PointOrdreDuJour, Reunion
from cordee.gouvernance.permissions import QUI_TIENT, obtenir_reunion
from cordee.gouvernance.queries import fiches_choisies_for, point_for
from cordee.gouvernance.views.cadre import montrer
from cordee.outils.texte import accorder
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete


def _obtenir(request: Requete, siren: str, pk: int, point: int) -> tuple[Reunion, PointOrdreDuJour]:
    reunion = obtenir_reunion(request.user, siren, pk)[1]
    vu = point_for(request.user, reunion, point) or introuvable()
    exiger(request.user, "gouvernance.tenir_reunion", reunion, raison=QUI_TIENT)
    return reunion, vu


@require_POST
def ajouter(request: Requete, siren: str, pk: int) -> HttpResponse:
    """A point by its title, or a point for each fiche ticked."""
    reunion = obtenir_reunion(request.user, siren, pk)[1]
    exiger(request.user, "gouvernance.tenir_reunion", reunion, raison=QUI_TIENT)
    if "fiche" in request.POST:
        voulues = fiches_choisies_for(request.user, reunion.collectivite, request.POST.getlist("fiche"))
        nombre = ajouter_fiches(reunion, voulues, par=request.user, le=timezone.now())
        dit = f"{nombre} {accorder(nombre, 'action')} à l'ordre du jour." if nombre else "Ces actions y étaient déjà."
        messages.success(request, dit)
        return redirect(reunion.get_absolute_url() + "#ordre-du-jour")
    formulaire = FormulairePoint(request.POST, prefix="point")
    if formulaire.is_valid():
        try:
            ajouter_point(reunion, formulaire.cleaned_data["titre"], par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("titre", refus.messages)
        else:
            return redirect(reunion.get_absolute_url() + "#ajouter-point")
    return montrer(request, reunion, point=formulaire)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: Requete, siren: str, pk: int, point: int) -> HttpResponse:
    """Title of a point, and what was said."""
    reunion, vu = _obtenir(request, siren, pk, point)
    actuel = {"titre": vu.titre, "echanges": vu.echanges}
    formulaire = FormulairePoint(request.POST if request.method == "POST" else None, initial=actuel)
    if request.method == "POST" and formulaire.is_valid():
        try:
            modifier_point(vu, **formulaire.cleaned_data, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("titre", refus.messages)
        else:
            messages.success(request, "Le point est enregistré.")
            return redirect(f"{reunion.get_absolute_url()}#point-{vu.pk}")
    contexte = {
        "collectivite": reunion.collectivite, "rubrique": "gouvernance", "reunion": reunion, "point": vu,
        "formulaire": formulaire,
    }  # fmt: skip
    return render(request, "gouvernance/point_modifier.html", contexte, status=422 if formulaire.errors else 200)


@require_POST
def deplacer(request: Requete, siren: str, pk: int, point: int) -> HttpResponse:
    """One place up or down."""
    reunion, vu = _obtenir(request, siren, pk, point)
    pas = -1 if request.POST.get("pas") == "-1" else 1
    deplacer_point(vu, pas, par=request.user, le=timezone.now())
    return redirect(f"{reunion.get_absolute_url()}#point-{vu.pk}")


@require_POST
def retirer(request: Requete, siren: str, pk: int, point: int) -> HttpResponse:
    """Takes it off the agenda."""
    reunion, vu = _obtenir(request, siren, pk, point)
    retirer_point(vu, par=request.user, le=timezone.now())
    messages.success(request, "Le point est retiré ; ses décisions restent avec la réunion.")
    return redirect(reunion.get_absolute_url() + "#ordre-du-jour")
