"""Addresses of the suggestions: on a fiche under /t/<siren>/plans/, on a mesure under /t/<siren>/etat-des-lieux/."""

from __future__ import annotations

from django.urls import path

from cordee.plans.views import suggestions

urlpatterns = [
    path("plans/fiches/<int:pk>/suggestions/", suggestions.suggestions, name="fiche_suggestions"),
    path(
        "etat-des-lieux/<str:referentiel>/mesures/<str:code>/fiches/",
        suggestions.fiches_de_mesure,
        name="fiches_de_mesure",
    ),
]
