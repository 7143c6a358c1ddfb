"""The OpenAPI description, and the page made from it: nothing of one is missing in the other."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from tests.territoires.factories import MembreFactory

from cordee.api.domain.openapi import exemple_de, lire_routes
from cordee.api.views.v1 import api
from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.filtres_proposes import DEFINITIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def description(client: Client) -> dict[str, Any]:
    reponse = client.get("/api/v1/openapi.json")
    assert reponse.headers["Content-Type"] == "application/json"
    return reponse.json()


@pytest.fixture
def page(client: Client) -> str:
    return client.get("/api/").content.decode()


def operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (methode, chemin, dite) for chemin, dites in description["paths"].items() for methode, dite in dites.items()
    ]


def test_chaque_route_servie_est_decrite_et_chaque_route_decrite_est_servie(description: dict[str, Any]) -> None:
    (espace,) = [motif for motif in _motifs(get_resolver()) if getattr(motif, "namespace", None) == "api"]
    servies = {
        re.sub(r"<(?:int:)?(\w+)>", r"{\1}", f"/api/v1/{motif.pattern}")
        for motif in espace.url_patterns
        if motif.name != "introuvable"
    }
    assert servies == set(description["paths"])
    methodes = {
        (methode.lower(), op.operation_id)
        for routeur in api._get_bound_routers()
        for vue in routeur.path_operations.values()
        for op in vue.operations
        for methode in op.methods
    }
    assert methodes == {(methode, dite["operationId"]) for methode, _, dite in operations(description)}


def _motifs(resolveur: Any) -> Any:
    for motif in resolveur.url_patterns:
        yield motif
        if hasattr(motif, "url_patterns"):
            yield from _motifs(motif)


def test_la_description_est_un_document_openapi_qui_se_tient(description: dict[str, Any]) -> None:
    """References resolve, ids are unique, every parameter of an address is declared, every answer is described."""
    assert description["openapi"].startswith("3.1")
    schemas = description["components"]["schemas"]
    cites = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(description)))
    assert cites == set(schemas)
    ids = [dite["operationId"] for _, _, dite in operations(description)]
    assert len(ids) == len(set(ids))
    for _, chemin, dite in operations(description):
        parametres = dite.get("parameters", [])
        noms = [(p["in"], p["name"]) for p in parametres]
        assert len(noms) == len(set(noms)), chemin
        assert {n for ou, n in noms if ou == "path"} == set(re.findall(r"\{(\w+)\}", chemin))
        assert all(p["schema"] for p in parametres)
        assert all(reponse["description"] for reponse in dite["responses"].values())
        assert {"401", "429"} <= set(dite["responses"])
        assert dite["security"] == [{"ParCle": []}]


ANGLAIS = re.compile(r"\b(the|and|with|of|is|are|must|value|field|request|response|ok)\b", re.IGNORECASE)


def test_tout_y_est_dit_en_francais(description: dict[str, Any]) -> None:
    mots = [description["info"]["title"], description["info"]["description"]]
    for _, _, dite in operations(description):
        mots += [dite["summary"], dite["description"], *dite["tags"]]
        mots += [p["description"] for p in dite["parameters"]]
        mots += [reponse["description"] for reponse in dite["responses"].values()]
    for schema in description["components"]["schemas"].values():
        mots += [champ.get("description", "") for champ in schema.get("properties", {}).values()]
    assert [mot for mot in mots if ANGLAIS.search(mot)] == []
    assert all(dite["description"] for _, _, dite in operations(description))


def test_tous_les_filtres_des_ecrans_y_sont(description: dict[str, Any]) -> None:
    for chemin in ("/api/v1/fiches", "/api/v1/plans/{plan}/fiches"):
        noms = {p["name"] for p in description["paths"][chemin]["get"]["parameters"]}
        assert {definition.cle for definition in DEFINITIONS} | {"q", "tri", "du", "au", "champ_date"} <= noms


def test_tous_les_champs_d_une_fiche_peuvent_etre_envoyes(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    sans_precision = {nom for nom in CHAMPS if not nom.startswith("precision_")}
    assert set(schemas["Modification"]["properties"]) == sans_precision | {"version"}
    assert set(schemas["Creation"]["properties"]) == sans_precision | {"plan", "axe", "parent"}
    assert schemas["Creation"]["required"] == ["titre"]
    assert "required" not in schemas["Modification"]


def test_les_exemples_de_reponse_sont_acceptes_par_le_modele_de_la_route(description: dict[str, Any]) -> None:
    """What the page shows is what a route may answer."""
    schemas = description["components"]["schemas"]
    vus = 0
    for routeur in api._get_bound_routers():
        for vue in routeur.path_operations.values():
            for op in vue.operations:
                for code, modele in op.response_models.items():
                    if modele is not None:
                        chemin = next(c for _, c, d in operations(description) if d["operationId"] == op.operation_id)
                        dite = description["paths"][chemin][op.methods[0].lower()]["responses"][str(code)]
                        schema = dite["content"]["application/json"]["schema"]
                        modele.model_validate({"response": exemple_de(schema, schemas)})
                        vus += 1
    assert vus >= 24


def test_la_page_montre_chaque_route_chaque_parametre_et_chaque_objet(page: str, description: dict[str, Any]) -> None:
    for methode, chemin, dite in operations(description):
        debut = page.index(f'id="route-{dite["operationId"]}"')
        bloc = page[debut : page.index("</details>", debut)]
        assert methode.upper() in bloc
        assert f"<code>{chemin}</code>" in bloc
        for parametre in dite["parameters"]:
            assert f"<code>{parametre['name']}</code>" in bloc
        for code in dite["responses"]:
            assert f"<b>{code}</b>" in bloc
        assert ("<h3>Corps</h3>" in bloc) == ("requestBody" in dite)
    for nom, schema in description["components"]["schemas"].items():
        if "properties" in schema:
            debut = page.index(f'id="objet-{nom}"')
            bloc = page[debut : page.index("</details>", debut)]
            for cle in schema["properties"]:
                assert f"<code>{cle}</code>" in bloc


def test_les_exemples_d_envoi_sont_acceptes_par_le_corps_de_la_route(description: dict[str, Any]) -> None:
    """What the page proposes to send is a body that the route reads: no key that would empty a field."""
    envois = {r.cle: json.loads(r.exemple_corps) for g in lire_routes(description) for r in g.routes if r.corps}
    modeles = {
        op.operation_id: modele
        for routeur in api._get_bound_routers()
        for vue in routeur.path_operations.values()
        for op in vue.operations
        for modele in op.models
        if modele.__ninja_param_source__ == "body"
    }
    assert set(envois) == set(modeles)
    for cle, envoi in envois.items():
        (corps,) = modeles[cle].model_fields.values()
        corps.annotation.model_validate(envoi)
        assert envoi
        assert None not in envoi.values()


def test_la_page_ne_charge_rien_d_ailleurs_et_dit_comment_commencer(client: Client, page: str) -> None:
    assert not re.search(r'(?:src|href)="https?://(?!testserver)', page)
    for attendu in ("Bearer $CORDEE_CLE", "curl", "import os, requests", "If-Match", "modifiees_depuis"):
        assert attendu in page
    membre = MembreFactory()
    client.force_login(membre.utilisateur)
    assert f"/t/{membre.collectivite.siren}/api/" in client.get("/api/").content.decode()
    assert f"/t/{membre.collectivite.siren}/api/" not in page
