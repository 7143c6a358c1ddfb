"""The OpenAPI description: what ninja writes of the routes, and what it does not know (refusals, versions)."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from cordee.api.views.erreurs import TITRES, Probleme, ProblemeDeConflit, ProblemeDeDonnee
from cordee.api.views.v1 import api

RACINE = "/api/v1/"
PROBLEMES = {409: ProblemeDeConflit, 422: ProblemeDeDonnee}
AVEC_VERSION = {"modifier_fiche", "supprimer_fiche", "changer_statut"}
"""Routes that refuse a version that is past."""
INFOS = {"license": {"name": "EUPL 1.2", "identifier": "EUPL-1.2"}}
SUCCES = {"200": "La réponse.", "201": "C'est écrit.", "204": "C'est fait ; rien à lire."}
IF_MATCH = (
    "If-Match",
    "L'ETag de la fiche, ou sa version : si elle a changé depuis, rien n'est écrit (409).",
)
IF_NONE_MATCH = ("If-None-Match", "L'ETag déjà lu : si rien n'a changé, la réponse est 304, sans corps.")


@cache
def decrire_api() -> dict[str, Any]:
    """The whole description, as it is served and as the page reads it."""
    description: dict[str, Any] = _nettoyer(dict(api.get_openapi_schema(path_prefix=RACINE)))
    description["info"] = {"title": api.title, "version": api.version, "description": api.description, **INFOS}
    description["components"]["schemas"] |= _schemas_des_problemes()
    for schema in description["components"]["schemas"].values():
        schema.pop("description", None)  # the docstring of a class, which is for who reads the code
    for chemin, methodes in description["paths"].items():
        for methode, operation in methodes.items():
            _completer(operation, methode, chemin)
    cites = re.findall(r'schemas/(\w+)"', json.dumps(description))
    for nom in set(description["components"]["schemas"]) - set(cites):
        del description["components"]["schemas"][nom]  # parameters of an address, which each route tells
    return description


def _completer(operation: dict[str, Any], methode: str, chemin: str) -> None:
    for code, dite in operation["responses"].items():
        dite["description"] = SUCCES[str(code)]
    operation["responses"] = {str(code): dite for code, dite in operation["responses"].items()}
    entetes = []
    if methode == "get":
        entetes.append(IF_NONE_MATCH)
        operation["responses"]["304"] = {"description": "Rien n'a changé depuis l'ETag donné."}
    if operation["operationId"] in AVEC_VERSION:
        entetes.append(IF_MATCH)
    operation.setdefault("parameters", []).extend(
        {"name": nom, "in": "header", "required": False, "description": mots, "schema": {"type": "string"}}
        for nom, mots in entetes
    )
    for code in _refus(operation, methode, chemin):
        nom = PROBLEMES.get(code, Probleme).__name__
        contenu = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{nom}"}}}
        operation["responses"][str(code)] = {"description": TITRES[code] + ".", "content": contenu}


def _refus(operation: dict[str, Any], methode: str, chemin: str) -> list[int]:
    """Codes by which the route may refuse."""
    codes = [401]
    if methode != "get":
        codes += [400] if "requestBody" in operation else []
        codes += [403]
    if "{" in chemin:
        codes += [404]
    if operation["operationId"] in AVEC_VERSION:
        codes += [409]
    if methode != "get" or operation.get("parameters"):
        codes += [422]
    return sorted([*codes, 429])


def _schemas_des_problemes() -> dict[str, Any]:
    modeles: list[Any] = [(modele, "serialization") for modele in (Probleme, ProblemeDeConflit, ProblemeDeDonnee)]
    _, definitions = models_json_schema(modeles, ref_template="#/components/schemas/{model}")
    nettes: dict[str, Any] = _nettoyer(definitions["$defs"])
    return nettes


def _nettoyer(valeur: Any) -> Any:
    """Without the titles that pydantic makes from the names of columns."""
    if isinstance(valeur, dict):
        return {cle: _nettoyer(v) for cle, v in valeur.items() if cle != "title" or not isinstance(v, str)}
    return [_nettoyer(v) for v in valeur] if isinstance(valeur, list) else valeur
