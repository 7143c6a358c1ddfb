"""Addresses of the public site, and of its settings under those of the plan."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from cordee.publication.views import donnees, fiche, fiches, indicateurs, plan, portail, reglages

PLAN: list[URLPattern | URLResolver] = [
    path("", plan.plan, name="public_plan"),
    path("fiches/", fiches.fiches, name="public_fiches"),
    path("fiches/<int:fiche>/", fiche.fiche, name="public_fiche"),
    path("indicateurs/", indicateurs.indicateurs, name="public_indicateurs"),
    path("donnees/", donnees.donnees, name="public_donnees"),
    path("donnees/actions.csv", donnees.en_csv, name="public_csv"),
    path("donnees/actions.json", donnees.en_json, name="public_json"),
    path("donnees/actions.xlsx", donnees.en_xlsx, name="public_xlsx"),
    path("nouveautes.atom", donnees.flux, name="public_flux"),
    path("documents/<int:document>/", fiche.document, name="public_document"),
]

PUBLIC: list[URLPattern | URLResolver] = [
    path("", portail.accueil, name="public"),
    path("accessibilite/", portail.accessibilite, name="public_accessibilite"),
    path("mentions/", portail.mentions, name="public_mentions"),
    path("plan-du-site.xml", portail.plan_du_site, name="public_plan_du_site"),
    path("<slug:adresse>/", include(PLAN)),
]

APERCU: list[URLPattern | URLResolver] = [
    path("", plan.apercu, name="apercu_plan"),
    path("fiches/", fiches.apercu, name="apercu_fiches"),
    path("fiches/<int:fiche>/", fiche.apercu, name="apercu_fiche"),
    path("indicateurs/", indicateurs.apercu, name="apercu_indicateurs"),
    path("donnees/", donnees.apercu, name="apercu_donnees"),
]

REGLAGES: list[URLPattern | URLResolver] = [
    path("", reglages.reglages, name="publication"),
    path("retirer/", reglages.retirer, name="publication_retirer"),
    path("apercu/", include(APERCU)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("public/", include(PUBLIC)),
    path("robots.txt", portail.robots, name="robots"),
    path("t/<str:siren>/plans/<int:pk>/publication/", include(REGLAGES)),
]
