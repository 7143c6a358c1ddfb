"""Dates of fiches and what binds them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from cordee.plans.views import planning

urlpatterns: list[URLPattern | URLResolver] = [
    path("fiches/<int:pk>/dates/", planning.reprogrammer_fiche, name="fiche_reprogrammer"),
    path("fiches/<int:pk>/dependances/ajouter/", planning.ajouter, name="fiche_dependance_ajouter"),
    path("fiches/<int:pk>/dependances/<int:lien>/retirer/", planning.retirer, name="fiche_dependance_retirer"),
    path("dates/<int:geste>/annuler/", planning.annuler, name="fiche_reprogrammer_annuler"),
]
