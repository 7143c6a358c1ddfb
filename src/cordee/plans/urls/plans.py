"""Addresses of the plans, their axes, the lists of fiches and their bulk edits."""

from __future__ import annotations

from django.urls import path

from cordee.plans.views import (
    accueil,
    axes,
    cellule,
    corbeille,
    filtres,
    gestes_annules,
    historique,
    liste,
    lot,
    numeroter,
    plans,
    repartition,
    validation,
    vues_enregistrees,
)

urlpatterns = [
    path("", plans.plans, name="plans"),
    path("accueil/", accueil.accueil_plans, name="accueil_plans"),
    path("nouveau/", plans.creer, name="plan_creer"),
    path("fiches/", liste.fiches, name="fiches"),
    path("fiches/repartition.csv", repartition.repartition_des_fiches, name="fiches_repartition"),
    path("fiches/filtres/", filtres.panneau, name="fiches_filtres"),
    path("fiches/<int:pk>/cellule/", cellule.cellule, name="fiche_cellule"),
    path("a-valider/", validation.a_valider, name="a_valider"),
    path("lot/", lot.lot, name="lot"),
    path("lot/<int:pk>/annuler/", lot.annuler, name="lot_annuler"),
    path("gestes/<int:pk>/annuler/", gestes_annules.annuler, name="geste_annuler"),
    path("historique/", historique.historique, name="plans_historique"),
    path("corbeille/", corbeille.corbeille, name="corbeille"),
    path("corbeille/plans/<int:pk>/restaurer/", corbeille.restaurer_un_plan, name="plan_restaurer"),
    path("vues/", vues_enregistrees.enregistrer, name="vue_enregistrer"),
    path("vues/<int:pk>/supprimer/", vues_enregistrees.supprimer, name="vue_supprimer"),
    path("vues/supprimees/<int:pk>/remettre/", vues_enregistrees.remettre, name="vue_remettre"),
    path("<int:pk>/", liste.plan, name="plan"),
    path("<int:pk>/repartition.csv", repartition.repartition_du_plan, name="plan_repartition"),
    path("<int:pk>/filtres/", filtres.panneau, name="plan_filtres"),
    path("<int:pk>/reglages/", plans.modifier, name="plan_modifier"),
    path("<int:pk>/validation/", validation.regler, name="plan_validation"),
    path("<int:pk>/supprimer/", plans.supprimer, name="plan_supprimer"),
    path("<int:pk>/dupliquer/", plans.dupliquer, name="plan_dupliquer"),
    path("<int:pk>/numeros/", numeroter.numeroter, name="plan_numeroter"),
    path("<int:pk>/ordre/", axes.ordonner, name="plan_ordonner"),
    path("<int:pk>/axes/", axes.creer, name="axe_creer"),
    path("<int:pk>/axes/<int:axe>/", axes.modifier, name="axe_modifier"),
    path("<int:pk>/axes/<int:axe>/supprimer/", axes.supprimer, name="axe_supprimer"),
    path("<int:pk>/placements/<int:placement>/", axes.deplacer, name="placement_deplacer"),
]
