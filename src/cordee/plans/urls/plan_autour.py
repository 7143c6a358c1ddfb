"""Addresses of what is around a plan, under /t/<siren>/plans/<pk>/: its money, its documents, its
discussion."""

from __future__ import annotations

from django.urls import path

from cordee.plans.views import argent, plan_autour

urlpatterns = [
    path("argent/", argent.argent, name="plan_argent"),
    path("documents/", plan_autour.documents, name="plan_documents"),
    path("documents/<int:ligne>/fichier/", plan_autour.telecharger, name="plan_document"),
    path("discussion/", plan_autour.discussion, name="plan_discussion"),
    path("commentaires/<int:ligne>/regler/", plan_autour.regler, name="plan_commentaire_regler"),
    path("mentions/", plan_autour.mentions, name="plan_mentions"),
    path("propositions/<slug:quoi>/", plan_autour.propositions, name="plan_propositions"),
    path("lignes/<slug:bloc>/", plan_autour.lignes, name="plan_lignes"),
    path("lignes/<slug:bloc>/<int:ligne>/", plan_autour.ligne, name="plan_ligne"),
    path("lignes/<slug:bloc>/<int:ligne>/supprimer/", plan_autour.supprimer, name="plan_ligne_supprimer"),
    path("retraits/<int:retrait>/annuler/", plan_autour.annuler, name="plan_retrait_annuler"),
]
