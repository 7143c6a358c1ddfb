"""Addresses of the territories, under /t/<siren>/."""

from __future__ import annotations

from django.urls import path

from cordee.territoires.views import membres

urlpatterns = [
    path("membres/", membres.membres, name="membres"),
    path("membres/<int:pk>/", membres.changer, name="membre_changer"),
    path("membres/<int:pk>/relancer/", membres.relancer, name="membre_relancer"),
    path("membres/<int:pk>/retirer/", membres.retirer, name="membre_retirer"),
    path("membres/coordination/<int:pk>/", membres.coordination, name="membres_coordination"),
]
