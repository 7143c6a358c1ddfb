"""Addresses of accounts: signing in, passwords and unsubscribing are public."""

from __future__ import annotations

from django.urls import path

from cordee.comptes.views.compte import changer_mot_de_passe, compte, regler_notifications
from cordee.comptes.views.connexion import connexion, deconnexion
from cordee.comptes.views.mot_de_passe import choisir_mot_de_passe, mot_de_passe_envoye, mot_de_passe_oublie
from cordee.comptes.views.notifications import (
    desabonnement,
    notifications,
    ouvrir_notification,
    tout_lire,
)

app_name = "comptes"
urlpatterns = [
    path("connexion/", connexion, name="connexion"),
    path("deconnexion/", deconnexion, name="deconnexion"),
    path("mot-de-passe/", mot_de_passe_oublie, name="mot_de_passe_oublie"),
    path("mot-de-passe/envoye/", mot_de_passe_envoye, name="mot_de_passe_envoye"),
    path("mot-de-passe/<str:uidb64>/<str:token>/", choisir_mot_de_passe, name="choisir_mot_de_passe"),
    path("compte/", compte, name="compte"),
    path("compte/mot-de-passe/", changer_mot_de_passe, name="changer_mot_de_passe"),
    path("compte/notifications/", regler_notifications, name="regler_notifications"),
    path("notifications/", notifications, name="notifications"),
    path("notifications/lues/", tout_lire, name="tout_lire"),
    path("notifications/<int:pk>/", ouvrir_notification, name="notification"),
    path("notifications/desabonnement/<str:jeton>/", desabonnement, name="desabonnement"),
]
