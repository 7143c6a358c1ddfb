"""Addresses of the indicateurs of a collectivité, under /t/<siren>/indicateurs/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from cordee.indicateurs.views import edition, importation, indicateur, liste

urlpatterns: list[URLPattern | URLResolver] = [
    path("", liste.indicateurs, name="indicateurs"),
    path("export/", liste.exporter, name="indicateurs_export"),
    path("import/", importation.importer, name="indicateurs_importer"),
    path("nouveau/", edition.creer, name="indicateur_creer"),
    path("<int:pk>/", indicateur.indicateur, name="indicateur"),
    path("<int:pk>/modifier/", edition.modifier, name="indicateur_modifier"),
    path("<int:pk>/supprimer/", edition.supprimer, name="indicateur_supprimer"),
    path("<int:pk>/suivi/", indicateur.suivre, name="indicateur_suivre"),
    path("<int:pk>/valeurs/", indicateur.saisir, name="valeur_saisir"),
    path("<int:pk>/valeurs/<int:valeur_pk>/supprimer/", indicateur.supprimer_annee, name="valeur_supprimer"),
]
