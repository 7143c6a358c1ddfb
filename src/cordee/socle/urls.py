"""Addresses without any business: « Mes documents » and the catalogue of components."""

from __future__ import annotations

from django.urls import path

from cordee.socle.catalogue import catalogue
from cordee.socle.views import travaux

urlpatterns = [
    path("travaux/", travaux.travaux, name="travaux"),
    path("travaux/<int:pk>/etat/", travaux.etat, name="travail_etat"),
    path("travaux/<int:pk>/fichier/", travaux.telecharger, name="travail_telecharger"),
    path("travaux/<int:pk>/annuler/", travaux.annuler, name="travail_annuler"),
    path("travaux/<int:pk>/supprimer/", travaux.supprimer, name="travail_supprimer"),
    path("catalogue/", catalogue, name="catalogue"),
]
