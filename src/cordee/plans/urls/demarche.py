"""Addresses of the démarches PCAET, under /t/<siren>/pcaet/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from cordee.plans.views import (
    demarche,
    demarche_bilans,
    demarche_documents,
    demarche_entete,
    demarche_etapes,
    demarche_import,
    demarche_liens,
    demarche_ouvertes,
    demarche_publication,
    demarche_volets,
    depot_avis,
)

VOLET: list[URLPattern | URLResolver] = [
    path("", demarche_volets.volet, name="demarche_volet"),
    path("texte/", demarche_volets.decrire, name="demarche_volet_texte"),
    path("tableau/", demarche_volets.coller, name="demarche_volet_tableau"),
    path("indicateurs/", demarche_volets.indicateurs, name="demarche_volet_indicateurs"),
    path("ecarts/", demarche_volets.ecarts, name="demarche_volet_ecarts"),
    path("modele.xlsx", demarche_volets.modele, name="demarche_volet_modele"),
]

DEMARCHE: list[URLPattern | URLResolver] = [
    path("", demarche.demarche, name="demarche"),
    path("entete/", demarche_entete.entete, name="demarche_entete"),
    path("volets/<str:code>/", include(VOLET)),
    path("vulnerabilite/", demarche_volets.vulnerabilite, name="demarche_vulnerabilite"),
    path("documents/", demarche_documents.documents, name="demarche_documents"),
    path("documents/sans-evaluation/", demarche_documents.sans_ees, name="demarche_sans_ees"),
    path("documents/<int:joint>/retirer/", demarche_documents.retirer, name="demarche_document_retirer"),
    path("documents/<int:cite>/", demarche_documents.lire, name="demarche_document"),
    path("avis/", demarche_documents.avis, name="demarche_avis"),
    path("avis/<int:avis>/", demarche_documents.enregistrer, name="demarche_avis_enregistrer"),
    path("avis/<int:avis>/reponse/", demarche_documents.repondre, name="demarche_avis_reponse"),
    path("avis/<int:avis>/effacer/", demarche_documents.effacer, name="demarche_avis_effacer"),
    path("avis/<int:avis>/lien/", demarche_liens.ouvrir, name="demarche_avis_lien"),
    path("avis/liens/<int:lien>/fermer/", demarche_liens.fermer, name="demarche_lien_fermer"),
    path("adoption/", demarche_import.adoption, name="demarche_adoption"),
    path("etapes/<str:transition>/", demarche_etapes.etape, name="demarche_etape"),
    path("fiches/<str:exigence>/", demarche.fiches_a_completer, name="demarche_fiches"),
    path("bilans/<str:type_bilan>/", demarche_bilans.bilan, name="demarche_bilan"),
    path("bilans/<str:type_bilan>/bilan.docx", demarche_bilans.telecharger, name="demarche_bilan_docx"),
    path("donnees/", demarche_ouvertes.donnees_ouvertes, name="demarche_donnees_ouvertes"),
    path("publication/", demarche_publication.publier, name="demarche_publier"),
    path("supprimer/", demarche.supprimer, name="demarche_supprimer"),
    path("historique/", demarche.historique, name="demarche_historique"),
    path("historique/<int:passage>/dossier.json", demarche_ouvertes.dossier_transmis, name="demarche_dossier_transmis"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", demarche.demarches, name="demarches"),
    path("importer/", demarche_import.importer, name="demarches_importer"),
    path("<int:pk>/", include(DEMARCHE)),
]

PUBLIEE: list[URLPattern | URLResolver] = [
    path("", demarche_publication.demarche_publiee, name="pcaet_publie"),
    path("entete.csv", demarche_publication.entete_csv, name="pcaet_publie_csv"),
    path("dossier.json", demarche_publication.dossier_json, name="pcaet_publie_json"),
    path("fichiers/<int:cite>/", demarche_publication.document_public, name="pcaet_publie_document"),
]

publiques: list[URLPattern | URLResolver] = [
    path("pcaet/", demarche_publication.demarches_publiees, name="pcaet_publies"),
    path("pcaet/demarches.csv", demarche_publication.entetes_csv, name="pcaet_publies_csv"),
    path("pcaet/demarches.json", demarche_publication.entetes_json, name="pcaet_publies_json"),
    path("pcaet/<int:pk>/", include(PUBLIEE)),
    path("avis/<str:jeton>/", depot_avis.depot, name="depot_avis"),
    path("avis/<str:jeton>/documents/<int:cite>/", depot_avis.document, name="depot_avis_document"),
]
"""Open to everybody, without an account."""
