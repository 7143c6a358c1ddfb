"""Addresses of exports, under /t/<siren>/plans/, and the public one that calendar programs read."""

from __future__ import annotations

from django.urls import path

from cordee.plans.views import calendriers, exports

urlpatterns = [
    path("<int:pk>/exporter/", exports.exporter, name="plan_exporter"),
    path("fiches/exporter/", exports.exporter_toutes, name="fiches_exporter"),
    path("calendrier/", calendriers.abonnement, name="calendrier_abonnement"),
    path("fiches/<int:pk>/exporter/", exports.exporter_fiche, name="fiche_exporter"),
    path("fiches/<int:pk>/imprimer/", exports.imprimer, name="fiche_imprimer"),
]
publiques = [path("calendriers/<str:jeton>.ics", calendriers.calendrier, name="calendrier_ics")]
