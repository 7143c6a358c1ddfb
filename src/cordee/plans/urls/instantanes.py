"""Addresses of the instantanés of a plan, under /t/<siren>/plans/<pk>/instantanes/."""

from __future__ import annotations

from django.urls import path

from cordee.plans.views.instantanes import comparaison, fiche, gestes, lecture, liste

urlpatterns = [
    path("", liste.instantanes, name="plan_instantanes"),
    path("<int:instantane>/", lecture.instantane, name="plan_instantane"),
    path("<int:instantane>/modifier/", gestes.modifier, name="plan_instantane_modifier"),
    path("<int:instantane>/clore/", gestes.clore, name="plan_instantane_clore"),
    path("<int:instantane>/relancer/", gestes.relancer, name="plan_instantane_relancer"),
    path("<int:instantane>/supprimer/", gestes.supprimer, name="plan_instantane_supprimer"),
    path("<int:instantane>/remettre/", gestes.remettre, name="plan_instantane_remettre"),
    path("<int:instantane>/comparer/", comparaison.comparer, name="plan_instantane_comparer"),
    path("<int:instantane>/comparer/exporter/", comparaison.exporter, name="plan_instantane_exporter"),
    path("<int:instantane>/fiches/<int:fiche>/", fiche.fiche, name="plan_instantane_fiche"),
    path("<int:instantane>/fiches/<int:fiche>/a-jour/", gestes.dire_a_jour, name="plan_instantane_a_jour"),
]
