"""Addresses of the open API: its documentation and its routes under /api/, its settings under /t/<siren>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from cordee.api.views import documentation

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", documentation.documentation, name="api_documentation"),
    path("api/v1/openapi.json", documentation.openapi, name="api_openapi"),
    path("api/v1/", include("cordee.api.urls.v1")),
    path("t/<str:siren>/api/", include("cordee.api.urls.cles")),
    path("t/<str:siren>/webhooks/", include("cordee.api.urls.webhooks")),
]
