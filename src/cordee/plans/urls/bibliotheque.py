"""Addresses of the library of model fiches and of its basket, under /t/<siren>/plans/bibliotheque/."""

from __future__ import annotations

from django.urls import path

from cordee.plans.views import bibliotheque, bibliotheque_panier

urlpatterns = [
    path("bibliotheque/", bibliotheque.lister, name="bibliotheque"),
    path("bibliotheque/panier/", bibliotheque_panier.panier, name="panier"),
    path("bibliotheque/panier/ajouter/", bibliotheque_panier.ajouter, name="panier_ajouter"),
    path("bibliotheque/panier/retirer/", bibliotheque_panier.retirer, name="panier_retirer"),
    path("bibliotheque/panier/noter/", bibliotheque_panier.annoter, name="panier_noter"),
    path("bibliotheque/panier/verser/", bibliotheque_panier.verser, name="panier_verser"),
    path("bibliotheque/<slug:code>/", bibliotheque.modele, name="modele_fiche"),
]
