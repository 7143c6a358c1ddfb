"""Who the key is, and the collectivités that it knows.

The docstring of a route is what the description and the page say of it: in French, for who calls it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from ninja import Query, Router

from cordee.api.queries.territoire import list_connues
from cordee.api.views.lecture import lier_suite
from cordee.api.views.porte import RequeteApi
from cordee.api.views.schemas.communs import Moi, PageCollectivites, Pagination
from cordee.socle.permissions import peut

routes = Router(tags=["La clé"])
DROITS = {
    "creer_fiche": "plans.creer_fiche",
    "modifier_plans": "plans.creer_plan",
    "saisir_valeurs": "indicateurs.saisir",
    "voir_confidentiel": "indicateurs.voir_confidentiel",
}


@routes.get("moi", response=Moi, summary="Qui est la clé", operation_id="moi", url_name="moi")
def moi(request: RequeteApi) -> dict[str, Any]:
    """La personne et la collectivité de la clé, son rôle, ce qu'elle peut faire. À appeler d'abord, pour vérifier."""
    cle, collectivite = request.auth, request.collectivite
    return {
        "personne": request.user.nom_complet,
        "email": request.user.email,
        "siren": collectivite.siren,
        "collectivite": collectivite.nom,
        "role": request.role.value,
        "cle": {
            "nom": cle.nom,
            "prefixe": cle.prefixe,
            "portee": cle.portee,
            "expire_le": cle.expire_le,
            "requetes_par_minute": settings.CORDEE_API_DEBIT,
        },
        "droits": {
            nom: peut(request.user, code, collectivite) and (cle.ecrit or nom == "voir_confidentiel")
            for nom, code in DROITS.items()
        },
    }


@routes.get(
    "collectivites",
    response=PageCollectivites,
    summary="Collectivités connues",
    operation_id="collectivites",
    url_name="collectivites",
)
def collectivites(request: RequeteApi, parametres: Query[Pagination]) -> dict[str, Any]:
    """Celle de la clé, ses groupements, ses membres et ses communes, et celles avec qui elle porte des fiches. Une clé
    ne lit les plans que de la sienne."""
    connues = list_connues(request.user, request.collectivite)
    suivantes = [paire for paire in connues if paire[0].pk > parametres.apres]
    page = suivantes[: parametres.par_page]
    return {
        "total": len(connues),
        "elements": [
            {
                "id": autre.pk,
                "siren": autre.siren,
                "nom": autre.nom,
                "nature": autre.nature,
                "code_insee": autre.code_insee,
                "population": autre.population,
                "lien": lien,
            }
            for autre, lien in page
        ],
        "suivante": lier_suite(request, apres=page[-1][0].pk) if len(suivantes) > len(page) else None,
    }
