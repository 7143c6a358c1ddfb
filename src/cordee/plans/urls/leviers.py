"""Addresses of the leviers of a collectivité, under /t/<siren>/plans/leviers/, and of a plan, under its own."""

from __future__ import annotations

from django.urls import path

from cordee.plans.views.leviers import donnees, page

urlpatterns = [
    path("leviers/", page.leviers, name="leviers"),
    path("leviers/donnees/", donnees.donnees, name="leviers_donnees"),
    path("leviers/fichiers/<str:nom>", page.fichier, name="leviers_fichier"),
    path("<int:pk>/leviers/", page.leviers_du_plan, name="plan_leviers"),
    path("<int:pk>/leviers/fichiers/<str:nom>", page.fichier_du_plan, name="plan_leviers_fichier"),
]
