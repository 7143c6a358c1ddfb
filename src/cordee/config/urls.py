"""Addresses of the whole program."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("cordee.comptes.urls")),
    path("", include("cordee.referentiels.urls")),
    path("t/<str:siren>/", include("cordee.territoires.urls")),
    path("t/<str:siren>/documents/", include("cordee.documents.urls")),
    path("t/<str:siren>/indicateurs/", include("cordee.indicateurs.urls")),
    path("", include("cordee.plans.urls")),
    path("t/<str:siren>/gouvernance/", include("cordee.gouvernance.urls")),
    path("", include("cordee.publication.urls")),
    path("", include("cordee.api.urls")),
    path("", include("cordee.socle.urls")),
]
handler400 = "cordee.socle.erreurs.requete_incorrecte"
handler403 = "cordee.socle.erreurs.page_interdite"
handler404 = "cordee.socle.erreurs.page_introuvable"
handler500 = "cordee.socle.erreurs.panne"
