"""Addresses of plans and fiches. Each module has those of one job, under /t/<siren>/plans/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

PLANS: list[URLPattern | URLResolver] = [
    path("", include("cordee.plans.urls.bibliotheque")),
    path("", include("cordee.plans.urls.planning")),
    path("", include("cordee.plans.urls.plans")),
]

urlpatterns = [
    path("t/<str:siren>/plans/", include(PLANS)),
    path("t/<str:siren>/pcaet/", include("cordee.plans.urls.demarche")),
]
