"""Addresses of the indicateurs of a collectivité, under /t/<siren>/indicateurs/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
