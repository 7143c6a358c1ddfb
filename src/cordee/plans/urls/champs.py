"""Addresses of what a collectivité sets for its fiches: fields that it adds, days of reminders; under
/t/<siren>/plans/."""

from __future__ import annotations

from django.urls import path

from cordee.plans.views import reglages_rappels
from cordee.plans.views.champs import reglages

urlpatterns = [
    path("rappels/", reglages_rappels.reglage_rappels, name="reglage_rappels"),
    path("champs/", reglages.champs, name="champs"),
    path("champs/ordre/", reglages.ordonner, name="champs_ordre"),
    path("champs/<int:pk>/", reglages.champ, name="champ"),
    path("champs/<int:pk>/options/", reglages.options, name="champ_options"),
    path("champs/<int:pk>/supprimer/", reglages.supprimer, name="champ_supprimer"),
    path("champs/retires/<int:pk>/reprendre/", reglages.reprendre, name="champ_reprendre"),
    path("<int:pk>/champs/", reglages.champs, name="plan_champs"),
    path("<int:pk>/champs/ordre/", reglages.ordonner, name="plan_champs_ordre"),
    path("<int:pk>/champs/phases/", reglages.phases, name="plan_phases"),
]
