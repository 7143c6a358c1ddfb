"""Webhooks of a collectivité, under /t/<siren>/webhooks/."""

from __future__ import annotations

from django.urls import path

from cordee.api.views import webhooks

urlpatterns = [
    path("", webhooks.webhooks, name="webhooks"),
    path("creer/", webhooks.creer, name="webhook_creer"),
    path("<int:pk>/", webhooks.webhook, name="webhook"),
    path("<int:pk>/modifier/", webhooks.modifier, name="webhook_modifier"),
    path("<int:pk>/secret/", webhooks.secret, name="webhook_secret"),
    path("<int:pk>/essayer/", webhooks.essayer, name="webhook_essayer"),
    path("<int:pk>/suspendre/", webhooks.suspendre, name="webhook_suspendre"),
    path("<int:pk>/reprendre/", webhooks.reprendre, name="webhook_reprendre"),
    path("<int:pk>/supprimer/", webhooks.supprimer, name="webhook_supprimer"),
    path("<int:pk>/livraisons/<int:numero>/", webhooks.livraison, name="webhook_livraison"),
    path("<int:pk>/livraisons/<int:numero>/renvoyer/", webhooks.renvoyer, name="webhook_renvoyer"),
]
