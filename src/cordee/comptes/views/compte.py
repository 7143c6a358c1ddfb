"""One's own account: name, password, and how to be told."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cordee.comptes.actions import modifier_identite, preferences
from cordee.comptes.forms import FormulaireChangementMotDePasse, FormulaireIdentite
from cordee.comptes.models import Utilisateur
from cordee.comptes.views.notifications import formulaire_notifications
from cordee.socle.requetes import Requete


@require_http_methods(["GET", "HEAD", "POST"])
def compte(request: Requete) -> HttpResponse:
    """The page, and the change of names."""
    utilisateur = request.user
    recu = request.POST if request.method == "POST" else None
    identite = FormulaireIdentite(recu, initial=_identite_of(utilisateur))
    if recu is None or not identite.is_valid():
        return _page(request, identite, FormulaireChangementMotDePasse(utilisateur))
    modifier_identite(utilisateur, **identite.cleaned_data, par=utilisateur, le=timezone.now())
    messages.success(request, "Vos coordonnées sont enregistrées.")
    return redirect("comptes:compte")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def changer_mot_de_passe(request: Requete) -> HttpResponse:
    """The change of password, shown on the same page. This session stays open, the others end."""
    if request.method != "POST":
        return redirect("comptes:compte")
    utilisateur = request.user
    formulaire = FormulaireChangementMotDePasse(utilisateur, request.POST)
    if not formulaire.is_valid():
        identite = FormulaireIdentite(initial=_identite_of(utilisateur))
        return _page(request, identite, formulaire)
    update_session_auth_hash(request, formulaire.save())
    messages.success(request, "Votre mot de passe est changé. Cette session reste ouverte ; les autres sont fermées.")
    return redirect("comptes:compte")


@require_http_methods(["GET", "HEAD", "POST"])
def regler_notifications(request: Requete) -> HttpResponse:
    """Saves how one is told, shown on the same page."""
    if request.method != "POST":
        return redirect("comptes:compte")
    utilisateur = request.user
    formulaire = formulaire_notifications(request, request.POST)
    if not formulaire.is_valid():
        identite = FormulaireIdentite(initial=_identite_of(utilisateur))
        return _page(request, identite, FormulaireChangementMotDePasse(utilisateur), formulaire)
    preferences.regler_notifications(
        utilisateur,
        frequence=formulaire.cleaned_data["frequence"],
        genres=formulaire.choix(),
        par=utilisateur,
        le=timezone.now(),
    )
    messages.success(request, "Vos réglages de notifications sont enregistrés.")
    return redirect("comptes:compte")


def _identite_of(utilisateur: Utilisateur) -> dict[str, str]:
    return {"prenom": utilisateur.prenom, "nom": utilisateur.nom, "telephone": utilisateur.telephone}


def _page(
    request: Requete, identite: BaseForm, mot_de_passe: BaseForm, notifications: BaseForm | None = None
) -> HttpResponse:
    notifications = notifications or formulaire_notifications(request)
    fautif = bool(identite.errors or mot_de_passe.errors or notifications.errors)
    contexte = {
        "rubrique": "compte",
        "identite": identite,
        "mot_de_passe": mot_de_passe,
        "notifications": notifications,
        "fautif": fautif,
    }
    return render(request, "comptes/compte.html", contexte, status=422 if fautif else 200)
