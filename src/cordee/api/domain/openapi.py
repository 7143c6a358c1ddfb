"""An OpenAPI description read as a page shows it: routes by subject, their parameters, an example of each answer.

Nothing is known here of our routes: what the description does not say, the page does not say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]
MOTS = {
    "string": "texte",
    "integer": "entier",
    "number": "nombre",
    "boolean": "true ou false",
    "object": "objet",
    "null": "null",
}
FORMATS = {"date": "date", "date-time": "instant"}
EXEMPLES: dict[str, Any] = {"integer": 1, "number": 1.5, "boolean": True, "object": {}, "null": None}
EXEMPLES_DE_FORMAT = {"date": "2027-06-30", "date-time": "2026-11-29T08:00:00Z"}
PROFONDEUR_MAX = 6


@dataclass(frozen=True)
class Champ:
    """A key of an object, or a parameter of an address. `objet` names the schema that it holds, if any."""

    nom: str
    genre: str
    description: str
    obligatoire: bool
    objet: str = ""


@dataclass(frozen=True)
class Reponse:
    """What a route answers under a code."""

    code: str
    description: str
    objet: str = ""
    exemple: str = ""


@dataclass(frozen=True)
class Route:
    """A method of an address."""

    cle: str
    methode: str
    chemin: str
    titre: str
    description: str
    parametres: tuple[Champ, ...]
    corps: tuple[Champ, ...]
    exemple_corps: str
    reponses: tuple[Reponse, ...]


@dataclass
class Groupe:
    """Routes of one subject."""

    nom: str
    routes: list[Route] = field(default_factory=list)


@dataclass(frozen=True)
class Objet:
    """A named schema."""

    nom: str
    champs: tuple[Champ, ...]


def lire_routes(description: Schema) -> list[Groupe]:
    """Every route of the description, by subject, in its order."""
    lecteur = _Lecteur(description)
    groupes: dict[str, Groupe] = {}
    for chemin, methodes in description["paths"].items():
        for methode, operation in methodes.items():
            nom = operation["tags"][0]
            groupes.setdefault(nom, Groupe(nom)).routes.append(lecteur.route(methode, chemin, operation))
    return list(groupes.values())


def lire_objets(description: Schema) -> list[Objet]:
    """Every named object of the description, by name."""
    lecteur = _Lecteur(description)
    schemas = description["components"]["schemas"]
    return [Objet(nom, lecteur.champs(schema)) for nom, schema in sorted(schemas.items()) if "properties" in schema]


def exemple_de(schema: Schema, schemas: Mapping[str, Schema]) -> Any:
    """A value that the schema accepts, from the examples that it gives."""
    return _exemple(schema, schemas, 0)


def _exemple(schema: Schema, schemas: Mapping[str, Schema], profondeur: int) -> Any:
    for cle, lire in (("examples", _premier), ("enum", _premier), ("const", _tel_quel), ("default", _tel_quel)):
        if schema.get(cle) not in (None, []):
            return lire(schema[cle])
    if "$ref" in schema:
        return _exemple(_viser(schema, schemas), schemas, profondeur + 1)
    if "anyOf" in schema:
        return _exemple_au_choix(schema["anyOf"], schemas, profondeur)
    if "properties" in schema:
        return {nom: _exemple(sous, schemas, profondeur + 1) for nom, sous in schema["properties"].items()}
    return _exemple_simple(schema, schemas, profondeur)


def _premier(valeurs: Any) -> Any:
    return valeurs[0]


def _tel_quel(valeur: Any) -> Any:
    return valeur


def _exemple_simple(schema: Schema, schemas: Mapping[str, Schema], profondeur: int) -> Any:
    if schema.get("type") == "array":
        return _exemple_de_liste(schema, schemas, profondeur)
    if schema.get("type") == "string":
        return EXEMPLES_DE_FORMAT.get(schema.get("format", ""), "")
    return EXEMPLES.get(schema.get("type", "null"))


def _exemple_au_choix(choix: Iterable[Schema], schemas: Mapping[str, Schema], profondeur: int) -> Any:
    """The first of the schemas, null when going on would never end."""
    liste = list(choix)
    if profondeur > PROFONDEUR_MAX and {"type": "null"} in liste:
        return None
    return _exemple(liste[0], schemas, profondeur)


def _exemple_de_liste(schema: Schema, schemas: Mapping[str, Schema], profondeur: int) -> list[Any]:
    if "prefixItems" in schema:
        return [_exemple(sous, schemas, profondeur) for sous in schema["prefixItems"]]
    if profondeur > PROFONDEUR_MAX or "items" not in schema:
        return []
    return [_exemple(schema["items"], schemas, profondeur + 1)]


def _viser(schema: Schema, schemas: Mapping[str, Schema]) -> Schema:
    return schemas[schema["$ref"].rpartition("/")[2]]


def genre_de(schema: Schema) -> str:
    """What a value is, in French: « texte », « liste d'objets LigneVue », « entier ou null »."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " ou ".join(dict.fromkeys(genre_de(sous) for sous in schema["anyOf"]))
    if "enum" in schema:
        return ", ".join(str(valeur) for valeur in schema["enum"])
    if schema.get("type") == "array":
        return f"liste : {genre_de(schema['items'])}" if "items" in schema else "liste"
    if schema.get("type") == "string":
        return FORMATS.get(schema.get("format", ""), "texte")
    return MOTS.get(schema.get("type", ""), "valeur")


class _Lecteur:
    """Reads routes against the named schemas of the description."""

    def __init__(self, description: Schema) -> None:
        self.schemas: Mapping[str, Schema] = description["components"]["schemas"]

    def route(self, methode: str, chemin: str, operation: Schema) -> Route:
        """One method of one address."""
        corps = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        return Route(
            cle=operation["operationId"],
            methode=methode.upper(),
            chemin=chemin,
            titre=operation["summary"],
            description=operation.get("description", ""),
            parametres=tuple(self._parametre(p) for p in operation.get("parameters", ())),
            corps=self.champs(_viser(corps, self.schemas)) if corps else (),
            exemple_corps=self._exemple_d_envoi(_viser(corps, self.schemas)) if corps else "",
            reponses=tuple(self._reponse(code, dite) for code, dite in operation["responses"].items()),
        )

    def champs(self, schema: Schema) -> tuple[Champ, ...]:
        """Keys of an object."""
        requis = set(schema.get("required", ()))
        return tuple(
            Champ(nom, genre_de(sous), sous.get("description", ""), nom in requis, self._objet(sous))
            for nom, sous in schema.get("properties", {}).items()
        )

    def _parametre(self, parametre: Schema) -> Champ:
        schema = parametre["schema"]
        description = parametre.get("description") or schema.get("description", "")
        return Champ(parametre["name"], genre_de(schema), description, parametre.get("required", False))

    def _reponse(self, code: str, dite: Schema) -> Reponse:
        for contenu in dite.get("content", {}).values():
            schema = contenu["schema"]
            return Reponse(code, dite["description"], self._objet(schema), self._ecrire(schema))
        return Reponse(code, dite["description"])

    def _objet(self, schema: Schema) -> str:
        """Name of the object held by a schema, in a list or not."""
        for sous in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
            if "$ref" in sous and "properties" in _viser(sous, self.schemas):
                return str(sous["$ref"]).rpartition("/")[2]
        return ""

    def _exemple_d_envoi(self, schema: Schema) -> str:
        """A body with the keys of which the schema gives an example: the others are better not sent."""
        donnes = {nom: sous["examples"][0] for nom, sous in schema["properties"].items() if sous.get("examples")}
        return json.dumps({n: v for n, v in donnes.items() if v not in (None, "")}, ensure_ascii=False, indent=2)

    def _ecrire(self, schema: Schema) -> str:
        return json.dumps(exemple_de(schema, self.schemas), ensure_ascii=False, indent=2)
