"""Making, changing and deleting an indicateur personnalisé."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.indicateurs.actions.definitions import creer_indicateur, modifier_indicateur, supprimer_indicateur
from cordee.indicateurs.forms import FormulaireIndicateur, donnees_of
from cordee.indicateurs.models import Indicateur
from cordee.indicateurs.permissions import obtenir_indicateur, qui_peut_saisir
from cordee.indicateurs.queries.usages import usages_of
from cordee.indicateurs.queries.valeurs import valeurs_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

METHODES = ["GET", "HEAD", "POST"]
NATIONAL = "Un indicateur national ne se modifie pas : créez un indicateur personnalisé, ou commentez celui-ci."


@require_http_methods(METHODES)
def creer(request: Requete, siren: str) -> HttpResponse:
    """A new definition; `?titre=` fills its title."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "indicateurs.creer", collectivite, raison=qui_peut_saisir())
    if request.method != "POST":
        formulaire = FormulaireIndicateur(initial={"titre": request.GET.get("titre", "")[:300]})
        return _formulaire(request, collectivite, formulaire)
    formulaire = FormulaireIndicateur(request.POST)
    if formulaire.is_valid():
        try:
            cree = creer_indicateur(collectivite, **formulaire.cleaned_data, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("titre", refus.messages)
        else:
            messages.success(request, f"L'indicateur « {cree.titre} » est créé : saisissez ses valeurs.")
            return redirect("indicateur", siren, cree.pk)
    return _formulaire(request, collectivite, formulaire, status=422)


@require_http_methods(METHODES)
def modifier(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The definition of an own indicateur."""
    collectivite, vu = obtenir_indicateur(request.user, siren, pk)
    exiger(request.user, "indicateurs.modifier", vu, raison=_raison(vu))
    if request.method != "POST":
        return _formulaire(request, collectivite, FormulaireIndicateur(initial=donnees_of(vu)), vu)
    formulaire = FormulaireIndicateur(request.POST)
    if formulaire.is_valid():
        try:
            modifier_indicateur(vu, **formulaire.cleaned_data, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("titre", refus.messages)
        else:
            messages.success(request, "L'indicateur est modifié.")
            return redirect("indicateur", siren, pk)
    return _formulaire(request, collectivite, formulaire, vu, status=422)


@require_http_methods(METHODES)
def supprimer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks for confirmation, then deletes."""
    collectivite, vu = obtenir_indicateur(request.user, siren, pk)
    exiger(request.user, "indicateurs.modifier", vu, raison=_raison(vu))
    contexte: dict[str, Any] = {
        "collectivite": collectivite,
        "rubrique": "indicateurs",
        "indicateur": vu,
        "nombre": len(valeurs_of(collectivite, [vu])[vu.pk]),
        "usages": usages_of(vu),
    }
    if request.method != "POST":
        return render(request, "indicateurs/indicateur_supprimer.html", contexte)
    try:
        supprimer_indicateur(vu, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        contexte["refus"] = refus.messages
        return render(request, "indicateurs/indicateur_supprimer.html", contexte, status=422)
    messages.success(request, f"L'indicateur « {vu.titre} » est supprimé.")
    return redirect("indicateurs", siren)


def _formulaire(
    request: Requete,
    collectivite: Collectivite,
    formulaire: FormulaireIndicateur,
    vu: Indicateur | None = None,
    status: int = 200,
) -> HttpResponse:
    contexte = {"collectivite": collectivite, "rubrique": "indicateurs", "formulaire": formulaire, "indicateur": vu}
    return render(request, "indicateurs/indicateur_formulaire.html", contexte, status=status)


def _raison(vu: Indicateur) -> str:
    return qui_peut_saisir() if vu.est_personnalise else NATIONAL
