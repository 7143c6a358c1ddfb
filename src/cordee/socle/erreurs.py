"""Error pages, and the exception by which an action refuses bad input."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cordee.socle.permissions import Refus


class DonneeRefusee(Exception):
    """Bad input refused by an action: nothing was written. `messages` are French sentences that say what to do."""

    def __init__(self, *messages: str) -> None:
        super().__init__(" ".join(messages))
        self.messages = list(messages)


def page_introuvable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the page does not exist, or the person may not know that it does."""
    return render(request, "erreurs/404.html", status=404)


def page_interdite(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the reason when the refusal gives one. An htmx request gets the sentence alone, for its live region."""
    raison = exception.raison if isinstance(exception, Refus) else ""
    gabarit = "erreurs/403.html#raison" if getattr(request, "htmx", False) else "erreurs/403.html"
    return render(request, gabarit, {"raison": raison}, status=403)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of an expired or foreign form."""
    return render(request, "erreurs/csrf.html", status=403)


def requete_incorrecte(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself is broken."""
    return render(request, "erreurs/400.html", status=400)


def panne(request: HttpRequest) -> HttpResponse:
    """500, without anything that could fail again."""
    return HttpResponse(PANNE, status=500)


PANNE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Panne — Cordée</title>
<h1>Une erreur est survenue</h1><p>Rien de ce que vous aviez enregistré n’est perdu. Rechargez la page ;
si l’erreur revient, prévenez la personne qui administre Cordée en lui disant ce que vous faisiez et à quelle heure.</p>
<p><a href="/">Revenir à l'accueil</a></p></html>"""
