"""Addresses of the preview, under those of the settings of a publication."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from cordee.publication.views import donnees, fiche, fiches, indicateurs, plan

urlpatterns: list[URLPattern | URLResolver] = [
    path("", plan.apercu, name="apercu_plan"),
    path("fiches/", fiches.apercu, name="apercu_fiches"),
    path("fiches/<int:fiche>/", fiche.apercu, name="apercu_fiche"),
    path("indicateurs/", indicateurs.apercu, name="apercu_indicateurs"),
    path("donnees/", donnees.apercu, name="apercu_donnees"),
]
