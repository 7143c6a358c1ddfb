"""Keys of a collectivité, under /t/<siren>/api/."""

from __future__ import annotations

from django.urls import path

from cordee.api.views import cles

urlpatterns = [
    path("", cles.cles, name="cles_api"),
    path("<int:pk>/revoquer/", cles.revoquer, name="cle_revoquer"),
]
