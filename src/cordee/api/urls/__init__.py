"""Addresses of the open API: its documentation and its routes under /api/, its settings under /t/<siren>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("t/<str:siren>/webhooks/", include("cordee.api.urls.webhooks")),
]
