"""The API, version 1: its routes, and what its description says before them."""

from __future__ import annotations

from ninja.renderers import JSONRenderer

from cordee.api.views import ecriture, indicateurs, leviers, moi, plans_ecrits, referentiels
from cordee.api.views.erreurs import REFUS
from cordee.api.views.porte import ParCle, PorteApi

PRESENTATION = (
    "Lire et écrire les plans, les fiches et les indicateurs d'une collectivité, lire ses scores : avec les droits de "
    "la personne dont c'est la clé."
)


class EnFrancais(JSONRenderer):
    """JSON with its accents."""

    json_dumps_params = {"ensure_ascii": False}


api = PorteApi(
    title="API de Cordée",
    version="1",
    description=PRESENTATION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=ParCle(),
    renderer=EnFrancais(),
)
for module in (moi, plans_ecrits, ecriture, indicateurs, leviers, referentiels):
    api.add_router("", module.routes)
for classe, repondre in REFUS.items():
    api.add_exception_handler(classe, repondre)
