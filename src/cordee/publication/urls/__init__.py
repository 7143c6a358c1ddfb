"""Addresses of the public site, and of its settings under those of the plan."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from cordee.publication.views import bibliotheque, panier, portail, reglages

PUBLIC: list[URLPattern | URLResolver] = [
    path("", portail.accueil, name="public"),
    path("accessibilite/", portail.accessibilite, name="public_accessibilite"),
    path("mentions/", portail.mentions, name="public_mentions"),
    path("plan-du-site.xml", portail.plan_du_site, name="public_plan_du_site"),
    path("lien/<int:plan>/", portail.lien, name="public_lien"),
    path("bibliotheque/", bibliotheque.lister, name="public_bibliotheque"),
    path("bibliotheque/<slug:code>/", bibliotheque.modele, name="public_modele"),
    path("paniers/", panier.creer, name="public_panier_creer"),
    path("paniers/<uuid:panier>/", include("cordee.publication.urls.panier")),
    path("<slug:adresse>/", include("cordee.publication.urls.plan")),
]

REGLAGES: list[URLPattern | URLResolver] = [
    path("", reglages.reglages, name="publication"),
    path("retirer/", reglages.retirer, name="publication_retirer"),
    path("apercu/", include("cordee.publication.urls.apercu")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("public/", include(PUBLIC)),
    path("robots.txt", portail.robots, name="robots"),
    path("t/<str:siren>/plans/<int:pk>/publication/", include(REGLAGES)),
]
