"""Addresses of plans and fiches. Each module has those of one job, under /t/<siren>/plans/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from cordee.plans.urls.demarche import publiques as demarches_publiees
from cordee.plans.urls.exports import publiques
from cordee.plans.urls.fiche import personnelles
from cordee.plans.views import panier_reprendre

PLANS: list[URLPattern | URLResolver] = [
    path("", include("cordee.plans.urls.bibliotheque")),
    path("", include("cordee.plans.urls.champs")),
    path("", include("cordee.plans.urls.exports")),
    path("", include("cordee.plans.urls.imports")),
    path("", include("cordee.plans.urls.leviers")),
    path("", include("cordee.plans.urls.planning")),
    path("", include("cordee.plans.urls.plans")),
    path("tableau/<str:portee>/", include("cordee.plans.urls.tableaux")),
    path("<int:pk>/", include("cordee.plans.urls.plan_autour")),
    path("<int:pk>/instantanes/", include("cordee.plans.urls.instantanes")),
    path("", include("cordee.plans.urls.fiche")),
]

urlpatterns = [
    path("t/<str:siren>/plans/", include(PLANS)),
    path("", include(publiques)),
    path("", include(demarches_publiees)),
    path("", include(personnelles)),
    path("panier-public/reprendre/", panier_reprendre.reprendre, name="panier_reprendre"),
    path("t/<str:siren>/pcaet/", include("cordee.plans.urls.demarche")),
    path("t/<str:siren>/", include("cordee.plans.urls.suggestions")),
]
