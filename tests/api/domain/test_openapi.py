"""An OpenAPI description read as the page shows it."""

from __future__ import annotations

from typing import Any

from cordee.api.domain.openapi import exemple_de, genre_de, lire_objets, lire_routes

SCHEMAS: dict[str, Any] = {
    "Noeud": {
        "properties": {
            "nom": {"type": "string", "examples": ["Rouler"]},
            "jour": {"type": "string", "format": "date"},
            "suivant": {"anyOf": [{"$ref": "#/components/schemas/Noeud"}, {"type": "null"}]},
            "dessous": {"type": "array", "items": {"$ref": "#/components/schemas/Noeud"}},
        },
        "required": ["nom"],
    },
    "Sens": {"enum": ["haut", "bas"], "type": "string"},
}


def test_un_exemple_suit_le_schema_et_finit_meme_quand_il_se_contient() -> None:
    exemple = exemple_de({"$ref": "#/components/schemas/Noeud"}, SCHEMAS)
    assert exemple["nom"] == "Rouler"
    assert exemple["jour"] == "2027-06-30"
    assert isinstance(exemple["dessous"], list)


def test_un_exemple_de_chaque_genre() -> None:
    assert exemple_de({"$ref": "#/components/schemas/Sens"}, SCHEMAS) == "haut"
    assert exemple_de({"const": 3}, SCHEMAS) == 3
    assert exemple_de({"type": "boolean", "default": False}, SCHEMAS) is False
    assert exemple_de({"type": "integer"}, SCHEMAS) == 1
    assert exemple_de({"type": "array"}, SCHEMAS) == []
    assert exemple_de({"type": "array", "prefixItems": [{"type": "string"}, {"type": "null"}]}, SCHEMAS) == ["", None]
    assert exemple_de({}, SCHEMAS) is None


def test_un_genre_se_dit_en_francais() -> None:
    assert genre_de({"anyOf": [{"type": "integer"}, {"type": "null"}]}) == "entier ou null"
    assert genre_de({"type": "array", "items": {"$ref": "#/components/schemas/Noeud"}}) == "liste : Noeud"
    assert genre_de({"type": "array"}) == "liste"
    assert genre_de({"type": "string", "format": "date"}) == "date"
    assert genre_de(SCHEMAS["Sens"]) == "haut, bas"
    assert genre_de({}) == "valeur"


def test_une_route_a_ses_parametres_son_corps_et_ses_reponses() -> None:
    noeud = {"$ref": "#/components/schemas/Noeud"}
    operation = {
        "operationId": "ecrire",
        "tags": ["Arbre"],
        "summary": "Écrire",
        "parameters": [{"name": "pk", "in": "path", "required": True, "schema": {"type": "integer"}}],
        "requestBody": {"content": {"application/json": {"schema": noeud}}},
        "responses": {
            "200": {"description": "Fait.", "content": {"application/json": {"schema": noeud}}},
            "204": {"description": "Rien."},
        },
    }
    (groupe,) = lire_routes({"paths": {"/n/{pk}": {"put": operation}}, "components": {"schemas": SCHEMAS}})
    (route,) = groupe.routes
    assert (groupe.nom, route.methode, route.chemin, route.titre) == ("Arbre", "PUT", "/n/{pk}", "Écrire")
    assert [(p.nom, p.genre, p.obligatoire) for p in route.parametres] == [("pk", "entier", True)]
    assert [c.nom for c in route.corps] == ["nom", "jour", "suivant", "dessous"]
    assert '"Rouler"' in route.exemple_corps
    assert [(r.code, r.objet, bool(r.exemple)) for r in route.reponses] == [("200", "Noeud", True), ("204", "", False)]


def test_seuls_les_objets_ont_leur_place_dans_la_liste_des_objets() -> None:
    (objet,) = lire_objets({"components": {"schemas": SCHEMAS}})
    assert objet.nom == "Noeud"
    assert [c.objet for c in objet.champs] == ["", "", "Noeud", "Noeud"]
