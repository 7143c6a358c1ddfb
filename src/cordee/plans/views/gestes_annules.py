"""« Annuler », right after a gesture of the library or of the suggestions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cordee.outils.texte import accorder
from cordee.plans.actions.panier import annuler_versement
from cordee.plans.actions.suggestions import MESURE, annuler_suggestion
from cordee.plans.models import GesteGroupe
from cordee.plans.permissions import qui_peut_modifier
from cordee.plans.queries.corbeille import VERBE_SUGGESTION, geste_rapide_for
from cordee.plans.queries.visibilite import fiche_for
from cordee.plans.views.suggestions import RAISON_CREER, montrer_suggestions
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite


@require_POST
def annuler(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Takes a gesture back: to the page that asked, or to where its subject is."""
    collectivite = obtenir_collectivite(request.user, siren)
    geste = geste_rapide_for(pk) or introuvable()
    if geste.verbe == VERBE_SUGGESTION:
        return _annuler_suggestion(request, collectivite, geste)
    if geste.collectivite_id != collectivite.pk:
        introuvable()
    exiger(request.user, "plans.creer_fiche", collectivite, raison=RAISON_CREER)
    try:
        nombre = annuler_versement(geste, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
        return redirect(_retour(request) or reverse("fiches", args=[siren]))
    mots = accorder(nombre, "fiche est effacée, sa fiche modèle est", "fiches sont effacées, leurs fiches modèles sont")
    messages.success(request, f"{nombre} {mots} de nouveau au panier.")
    return redirect("panier", siren)


def _annuler_suggestion(request: Requete, collectivite: Collectivite, geste: GesteGroupe) -> HttpResponse:
    fiche = fiche_for(request.user, collectivite, geste.avant["fiche"]) or introuvable()
    exiger(request.user, "plans.modifier_fiche", fiche, raison=qui_peut_modifier())
    try:
        bloc = annuler_suggestion(geste, fiche, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        if request.htmx:
            return montrer_suggestions(request, collectivite, fiche, refus=refus.messages, status=422)
        messages.error(request, str(refus))
    else:
        dit = f"Annulé : {'la mesure est déliée' if bloc == MESURE else 'l’indicateur ne suit plus la fiche'}."
        if request.htmx:
            return montrer_suggestions(request, collectivite, fiche, dit=dit, bloc=bloc)
        messages.success(request, dit)
    return redirect(_retour(request) or reverse("fiche_suggestions", args=[collectivite.siren, fiche.pk]))


def _retour(request: Requete) -> str:
    """The page of this site that asked, empty for anything else."""
    retour = request.POST.get("retour", "")
    return retour if retour.startswith("/") and url_has_allowed_host_and_scheme(retour, allowed_hosts=None) else ""
