"""Addresses of the suggestions and of the pilotes: on an indicateur under /t/<siren>/indicateurs/, on a fiche under
/t/<siren>/plans/, on a mesure under /t/<siren>/etat-des-lieux/."""

from __future__ import annotations

from django.urls import path

from cordee.plans.views import pilotages, suggestions

urlpatterns = [
    path("indicateurs/<int:pk>/pilotes/", pilotages.pilotes_d_un_indicateur, name="indicateur_pilotes"),
    path(
        "etat-des-lieux/<str:referentiel>/mesures/<str:code>/pilotes/",
        pilotages.pilotes_d_une_mesure,
        name="mesure_pilotes",
    ),
    path("plans/fiches/<int:pk>/suggestions/", suggestions.suggestions, name="fiche_suggestions"),
    path(
        "etat-des-lieux/<str:referentiel>/mesures/<str:code>/fiches/",
        suggestions.fiches_de_mesure,
        name="fiches_de_mesure",
    ),
]
