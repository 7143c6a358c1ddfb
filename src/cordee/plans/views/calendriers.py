"""Following deadlines in one's own calendar program."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.plans.actions.exports import fermer_calendrier, ouvrir_calendrier
from cordee.plans.models import Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.calendriers import abonnement_du_jeton, abonnement_for
from cordee.plans.tasks.exports import construire_calendrier
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite


@require_http_methods(["GET", "HEAD", "POST"])
def abonnement(request: Requete, siren: str) -> HttpResponse:
    """The secret address of one's own calendar: opening it, renewing it, closing it. `?plan=` narrows it to a plan."""
    collectivite, plan = _obtenir(request, siren)
    exiger(request.user, "plans.exporter", collectivite)
    ouvert = abonnement_for(request.user, collectivite, plan)
    retour = reverse("calendrier_abonnement", args=[siren]) + (f"?plan={plan.pk}" if plan else "")
    if request.method == "POST":
        if request.POST.get("geste") == "fermer":
            if ouvert is not None:
                fermer_calendrier(ouvert, par=request.user, le=timezone.now())
            messages.success(request, "L'adresse est fermée : votre agenda ne recevra plus rien.")
        else:
            ouvrir_calendrier(collectivite, plan, par=request.user, le=timezone.now())
            mots = "Une nouvelle adresse remplace l'ancienne" if ouvert else "L'adresse est ouverte"
            messages.success(request, f"{mots} : copiez-la dans votre agenda.")
        return redirect(retour)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "ouvert": ouvert,
        "adresse": settings.CORDEE_ADRESSE + reverse("calendrier_ics", args=[ouvert.jeton]) if ouvert else "",
        "formulaire_vers": retour,
        "page": reverse("plan", args=[siren, plan.pk]) if plan else reverse("fiches", args=[siren]),
    }
    return render(request, "plans/exports/calendrier.html", contexte)


def _obtenir(request: Requete, siren: str) -> tuple[Collectivite, Plan | None]:
    voulu = request.GET.get("plan", "")
    if not voulu:
        return obtenir_collectivite(request.user, siren), None
    if not (voulu.isascii() and voulu.isdigit() and len(voulu) < 19):
        introuvable()
    return obtenir_plan(request.user, siren, int(voulu))


@login_not_required
@require_safe
def calendrier(request: HttpRequest, jeton: str) -> HttpResponse:
    """What a calendar program reads. 404 for an address that was closed, or whose person lost their rights."""
    ouvert = abonnement_du_jeton(jeton)
    fichier = construire_calendrier(ouvert, le=timezone.now()) if ouvert is not None else None
    if fichier is None:
        introuvable()
    entetes = {
        "Content-Disposition": f'inline; filename="{fichier.nom}"',
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(fichier.octets, content_type=fichier.mime, headers=entetes)
