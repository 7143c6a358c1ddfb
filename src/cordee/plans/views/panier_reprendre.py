"""Taking over a basket filled on the public site."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.outils.texte import accorder
from cordee.plans.actions.panier_public import reprendre_panier_public
from cordee.plans.models import PanierPublic
from cordee.plans.queries.panier_public import collectivites_a_remplir_for, panier_public, situation_publique
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite


@require_http_methods(["GET", "HEAD", "POST"])
def reprendre(request: Requete) -> HttpResponse:
    """Chooses the collectivité whose basket receives the cards, then leads to where their fiches are created."""
    panier = _obtenir(request.POST.get("panier") or request.GET.get("panier", ""))
    refus = ""
    if request.method == "POST":
        collectivite = obtenir_collectivite(request.user, request.POST.get("collectivite", ""))
        try:
            nombre = reprendre_panier_public(panier, collectivite, par=request.user, le=timezone.now())
        except DonneeRefusee as raison:
            refus = str(raison)
        else:
            messages.success(request, _dire(nombre, collectivite.appellation))
            return HttpResponseRedirect(reverse("panier", args=[collectivite.siren]) + "?destination=nouveau")
    situation = situation_publique(panier, None)
    proposees = collectivites_a_remplir_for(request.user)
    choisie = next((c for c in proposees if c == panier.collectivite), next(iter(proposees), None))
    contexte = {
        "panier_public": panier,
        "cartes": situation.cartes_du_panier,
        "proposees": proposees,
        "choisie": choisie,
        "refus": refus,
        "retour_public": reverse("public_panier", args=[panier.pk]),
    }
    return render(request, "plans/panier_reprendre.html", contexte, status=422 if refus else 200)


def _obtenir(identifiant: str) -> PanierPublic:
    try:
        trouve = panier_public(uuid.UUID(identifiant), timezone.now())
    except ValueError:
        introuvable()
    return trouve if trouve is not None else introuvable()


def _dire(nombre: int, appellation: str) -> str:
    if not nombre:
        return f"Ces actions étaient déjà au panier de {appellation}. Choisissez où créer leurs fiches."
    repris = f"{nombre} {accorder(nombre, 'action reprise', 'actions reprises')}"
    return (
        f"{repris} dans le panier de {appellation}. Choisissez où créer {accorder(nombre, 'sa fiche', 'leurs fiches')}."
    )
