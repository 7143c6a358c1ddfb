"""Addresses of imports, under /t/<siren>/plans/."""

from __future__ import annotations

from django.urls import path

from cordee.plans.views.imports import assistant, depot, suite

urlpatterns = [
    path("importer/", depot.importer, name="importer"),
    path("importer/modele.xlsx", depot.modele, name="modele_import"),
    path("imports/", depot.imports, name="imports"),
    path("importer/<int:pk>/", suite.apercu, name="importer_apercu"),
    path("importer/<int:pk>/colonnes/", suite.colonnes, name="importer_colonnes"),
    path("importer/<int:pk>/assistant/", assistant.assistant, name="importer_assistant"),
    path("importer/<int:pk>/annuler/", suite.annuler, name="import_annuler"),
]
