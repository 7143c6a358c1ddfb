"""Addresses of the référentiels. Everything of a collectivité is under /t/<siren>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from cordee.referentiels.views import (
    accueil,
    arbre,
    comparaison,
    etat_des_lieux,
    historique,
    jalons,
    mesure,
    par_axe,
    personnalisation,
    statut,
)

REFERENTIEL: list[URLPattern | URLResolver] = [
    path("", arbre.arbre, name="arbre"),
    path("statut/", statut.enregistrer, name="statut"),
    path("annuler/", statut.annuler, name="annuler_statut"),
    path("axes/", par_axe.par_axe, name="par_axe"),
    path("jalons/", jalons.jalons, name="jalons"),
    path("jalons/<str:ref>/renommer/", jalons.renommer, name="renommer_jalon"),
    path("jalons/<str:ref>/supprimer/", jalons.supprimer, name="supprimer_jalon"),
    path("comparaison/", comparaison.comparaison, name="comparaison"),
    path("mesures/<str:code>/", mesure.mesure, name="mesure"),
    path("mesures/<str:code>/panneau/", mesure.panneau, name="panneau_mesure"),
    path("mesures/<str:code>/commentaire/", mesure.commenter, name="commenter_mesure"),
]

COLLECTIVITE: list[URLPattern | URLResolver] = [
    path("", accueil.accueil_collectivite, name="accueil_collectivite"),
    path("etat-des-lieux/", etat_des_lieux.etat_des_lieux, name="etat_des_lieux"),
    path("etat-des-lieux/<str:referentiel>/ouvrir/", etat_des_lieux.ouvrir, name="ouvrir_referentiel"),
    path("etat-des-lieux/<str:referentiel>/", include(REFERENTIEL)),
    path("personnalisation/", personnalisation.personnalisation, name="personnalisation"),
    path("personnalisation/<str:thematique>/", personnalisation.thematique, name="thematique"),
    path("questions/<str:question>/reponse/", personnalisation.repondre_question, name="repondre_question"),
    path("questions/<str:question>/justification/", personnalisation.justifier, name="justifier_reponse"),
    path("historique/", historique.historique, name="historique"),
]

urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("t/<str:siren>/", include(COLLECTIVITE)),
]
