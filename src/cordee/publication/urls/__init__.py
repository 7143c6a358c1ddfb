"""Addresses of the public site, and of its settings under those of the plan."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from cordee.publication.views import portail, reglages

PUBLIC: list[URLPattern | URLResolver] = [
    path("", portail.accueil, name="public"),
    path("accessibilite/", portail.accessibilite, name="public_accessibilite"),
    path("mentions/", portail.mentions, name="public_mentions"),
    path("plan-du-site.xml", portail.plan_du_site, name="public_plan_du_site"),
    path("lien/<int:plan>/", portail.lien, name="public_lien"),
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
