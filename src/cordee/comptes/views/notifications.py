"""What the person is told: the list, the settings, and unsubscribing from an e-mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.comptes.actions import preferences
from cordee.comptes.actions.notifications import Message, genres_declares, marquer_lues, rediger_notifications
from cordee.comptes.forms import FormulaireNotifications
from cordee.comptes.queries import frequence_of, list_notifications_for, preferences_of
from cordee.socle.permissions import introuvable
from cordee.socle.requetes import Requete

PAR_PAGE = 30


@require_safe
def notifications(request: Requete) -> HttpResponse:
    """The list, unread first; its words are made now."""
    siennes = list_notifications_for(request.user)
    page = Paginator(siennes, PAR_PAGE).get_page(request.GET.get("page"))
    mots = rediger_notifications(list(page.object_list), le=timezone.now())
    lignes = [(n, m if isinstance(m := mots[n.pk], Message) else None) for n in page.object_list]
    return render(request, "comptes/notifications.html", {"rubrique": "notifications", "page": page, "lignes": lignes})


@require_safe
def ouvrir_notification(request: Requete, pk: int) -> HttpResponse:
    """Leads to what the notification speaks of; it is then read."""
    notification = list_notifications_for(request.user).filter(pk=pk).first() or introuvable()
    le = timezone.now()
    marquer_lues(request.user, par=request.user, le=le, pk=pk)
    message = rediger_notifications([notification], le=le)[pk]
    if isinstance(message, Message):
        return redirect(message.lien)
    messages.info(request, "Ce que cette notification signalait n'est plus d'actualité.")
    return redirect("comptes:notifications")


@require_POST
def tout_lire(request: Requete) -> HttpResponse:
    """Everything is read, or the one named by `pk`."""
    pk = request.POST.get("pk", "")
    marquer_lues(request.user, par=request.user, le=timezone.now(), pk=int(pk) if pk.isdecimal() else None)
    return redirect("comptes:notifications")


def formulaire_notifications(request: Requete, donnees: Any = None) -> FormulaireNotifications:
    """The settings of the person, filled with what they are now."""
    return FormulaireNotifications(
        donnees,
        genres=genres_declares(),
        frequence=frequence_of(request.user),
        preferences=preferences_of(request.user),
    )


@login_not_required
@csrf_exempt  # the mail program posts by itself (RFC 8058); the signed link is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def desabonnement(request: HttpRequest, jeton: str) -> HttpResponse:
    """Public page of the link of an e-mail: a GET explains, a POST unsubscribes (or subscribes again)."""
    lu = preferences.lire_jeton(jeton)
    if lu is None:
        return render(request, "comptes/desabonnement.html", {"perime": True}, status=404)
    utilisateur, genre = lu
    contexte = {
        "personne": utilisateur,
        "genre": next((g.libelle for g in genres_declares() if g.code == genre), ""),
        "jeton": jeton,
    }
    if request.method == "POST":
        abonner = request.POST.get("choix") == "abonner"
        preferences.desabonner(utilisateur, genre, le=timezone.now(), abonner=abonner)
        contexte["fait"] = "abonne" if abonner else "desabonne"
    return render(request, "comptes/desabonnement.html", contexte)
