"""Addresses of a fiche, under /t/<siren>/plans/fiches/<pk>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from cordee.plans.views import etiquettes, mes_fiches, rappels
from cordee.plans.views.fiche import (
    budget,
    champ,
    champs_ajoutes,
    documents,
    gestes,
    historique,
    lignes,
    objectifs,
    page,
    propositions,
    referentiel,
    validation,
)

FICHE: list[URLPattern | URLResolver] = [
    path("", page.fiche, name="fiche"),
    path("historique/", historique.historique, name="fiche_historique"),
    path("validation/<int:plan>/", validation.validation, name="fiche_validation"),
    path("referentiel/", referentiel.referentiel, name="fiche_referentiel"),
    path("propositions/<slug:quoi>/", propositions.propositions, name="fiche_propositions"),
    path("mentions/", propositions.mentions, name="fiche_mentions"),
    path("champs/<slug:nom>/", champ.champ, name="fiche_champ"),
    path("annuler/<int:ecriture>/", champ.annuler, name="fiche_annuler_champ"),
    path("champs-ajoutes/<int:champ>/", champs_ajoutes.champ_ajoute, name="fiche_champ_ajoute"),
    path(
        "champs-ajoutes/<int:champ>/annuler/<int:ecriture>/",
        champs_ajoutes.annuler,
        name="fiche_champ_ajoute_annuler",
    ),
    path("rappels/nouveau/", rappels.rappel, name="fiche_rappel"),
    path("statut/", gestes.statut, name="fiche_statut"),
    path("supprimer/", gestes.supprimer, name="fiche_supprimer"),
    path("restaurer/", gestes.restaurer, name="fiche_restaurer"),
    path("dupliquer/", gestes.dupliquer, name="fiche_dupliquer"),
    path("placer/", gestes.placer, name="fiche_placer"),
    path("placements/<int:placement>/retirer/", gestes.retirer, name="fiche_retirer"),
    path("partager/", gestes.partager, name="fiche_partager"),
    path("partages/<int:partage>/retirer/", gestes.departager, name="fiche_departager"),
    path("deplacer/", gestes.deplacer, name="fiche_deplacer"),
    path("budget/", budget.budget, name="fiche_budget"),
    path("budget/<int:geste>/annuler/", budget.annuler, name="fiche_budget_annuler"),
    path("lignes/<slug:bloc>/", lignes.lignes, name="fiche_lignes"),
    path("lignes/<slug:bloc>/<int:ligne>/", lignes.ligne, name="fiche_ligne"),
    path("lignes/<slug:bloc>/<int:ligne>/supprimer/", lignes.supprimer, name="fiche_ligne_supprimer"),
    path("retraits/<int:retrait>/annuler/", lignes.annuler, name="fiche_retrait_annuler"),
    path("documents/<int:ligne>/fichier/", documents.telecharger, name="fiche_document"),
    path("commentaires/<int:ligne>/regler/", gestes.regler, name="fiche_commentaire_regler"),
    path("indicateurs/<int:ligne>/objectifs/", objectifs.objectifs, name="fiche_objectifs"),
    path("indicateurs/<int:ligne>/valeur/", gestes.valeur, name="fiche_valeur"),
]

urlpatterns = [
    path("fiches/nouvelle/", page.creer, name="fiche_creer"),
    path("fiches/<int:pk>/", include(FICHE)),
    path("fiches/quittees/<int:geste>/reprendre/", gestes.reprendre, name="partage_reprendre"),
    path("etiquettes/", etiquettes.etiquettes, name="etiquettes"),
    path("etiquettes/noms/<int:pk>/", etiquettes.etiquette, name="etiquette"),
    path("etiquettes/personnes/<int:pk>/", etiquettes.personne, name="etiquette_personne"),
]

personnelles = [
    path("mes-fiches/", mes_fiches.mes_fiches, name="mes_fiches"),
    path("mes-fiches/<int:pk>/suivi/", mes_fiches.suivre, name="mes_fiches_suivi"),
    path("mes-rappels/", rappels.mes_rappels, name="mes_rappels"),
    path("mes-rappels/<int:pk>/", rappels.geste, name="mes_rappels_geste"),
]
"""Of the person, whatever the territory."""
