"""Addresses of one dashboard, under /t/<siren>/plans/tableau/<commun, mien, or the number of a plan>/."""

from __future__ import annotations

from django.urls import path

from cordee.plans.views.tableaux import gestes, page

urlpatterns = [
    path("", page.tableau, name="tableau"),
    path("ajouter/", gestes.ajouter, name="tableau_ajouter"),
    path("retablir/", gestes.retablir, name="tableau_retablir"),
    path("retires/<int:pk>/remettre/", gestes.remettre, name="tableau_remettre"),
    path("modules/<str:cle>/", gestes.module, name="tableau_module"),
    path("modules/<str:cle>/deplacer/", gestes.deplacer, name="tableau_deplacer"),
    path("modules/<str:cle>/retirer/", gestes.retirer, name="tableau_retirer"),
]
