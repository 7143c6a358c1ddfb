"""The requests that our views receive, for the type checker."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from cordee.comptes.models import Utilisateur


class Requete(HttpRequest):
    """A request of a signed-in person, seen by the htmx middleware."""

    user: Utilisateur
    htmx: HtmxDetails
