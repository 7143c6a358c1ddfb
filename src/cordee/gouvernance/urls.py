"""Addresses of governance, under /t/<siren>/gouvernance/."""

from __future__ import annotations

from django.urls import path

from cordee.gouvernance.views import decisions, fiche, points, reunion, reunions

urlpatterns = [
    path("", reunions.reunions, name="reunions"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("reunions/creer/", reunions.creer, name="reunion_creer"),
    path("reunions/<int:pk>/", reunion.reunion, name="reunion"),
    path("reunions/<int:pk>/modifier/", reunion.modifier, name="reunion_modifier"),
    path("reunions/<int:pk>/supprimer/", reunion.supprimer, name="reunion_supprimer"),
    path("reunions/<int:pk>/agenda.ics", reunion.agenda, name="reunion_agenda"),
    path("reunions/<int:pk>/releve.docx", reunion.releve, name="reunion_releve"),
    path("reunions/<int:pk>/points/", points.ajouter, name="point_ajouter"),
    path("reunions/<int:pk>/points/<int:point>/", points.modifier, name="point_modifier"),
    path("reunions/<int:pk>/points/<int:point>/deplacer/", points.deplacer, name="point_deplacer"),
    path("reunions/<int:pk>/points/<int:point>/retirer/", points.retirer, name="point_retirer"),
    path("reunions/<int:pk>/decisions/", decisions.prendre, name="decision_prendre"),
    path("reunions/<int:pk>/decisions/<int:decision>/", decisions.modifier, name="decision_modifier"),
    path("reunions/<int:pk>/decisions/<int:decision>/regler/", decisions.regler, name="decision_regler"),
    path("reunions/<int:pk>/decisions/<int:decision>/retirer/", decisions.retirer, name="decision_retirer"),
    path("fiches/<int:pk>/", fiche.fiche, name="gouvernance_fiche"),
]
