"""Public addresses of one plan, under /public/<adresse>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from cordee.publication.views import donnees, fiche, fiches, indicateurs, plan

urlpatterns: list[URLPattern | URLResolver] = [
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
