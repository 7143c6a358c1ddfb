"""Addresses without any business: the catalogue of components."""

from __future__ import annotations

from django.urls import path

from cordee.socle.catalogue import catalogue

urlpatterns = [path("catalogue/", catalogue, name="catalogue")]
