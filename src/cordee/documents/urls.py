"""Addresses of the documents, under /t/<siren>/documents/."""

from __future__ import annotations

from django.urls import path

from cordee.documents.views import documents

urlpatterns = [
    path("", documents.documents, name="documents"),
    path("<int:pk>/fichier/", documents.telecharger, name="document_telecharger"),
    path("<int:pk>/modifier/", documents.modifier, name="document_modifier"),
    path("<int:pk>/supprimer/", documents.supprimer, name="document_supprimer"),
]
