"""Addresses of a basket filled without an account, under /public/paniers/<its only key>/."""

from __future__ import annotations

from django.urls import path

from cordee.publication.views import bibliotheque, panier

urlpatterns = [
    path("", panier.panier, name="public_panier"),
    path("bibliotheque/", bibliotheque.lister, name="public_panier_bibliotheque"),
    path("bibliotheque/<slug:code>/", bibliotheque.modele, name="public_panier_modele"),
    path("marquer/", panier.marquer, name="public_panier_marquer"),
    path("retirer/", panier.retirer, name="public_panier_retirer"),
    path("noter/", panier.noter, name="public_panier_noter"),
    path("situer/", panier.situer, name="public_panier_situer"),
]
