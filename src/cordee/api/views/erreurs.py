"""Refusals as a program reads them: problem+json (RFC 9457), in French."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel, Field

from cordee.api.actions.fiches import VersionDepassee
from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.colonnes_cellules import ecrire_nombre
from cordee.plans.models import Fiche
from cordee.socle.erreurs import DonneeRefusee

TYPE_CONTENU = "application/problem+json; charset=utf-8"
TITRES = {
    400: "Requête illisible",
    401: "Clé absente ou refusée",
    403: "Geste non permis",
    404: "Introuvable",
    405: "Méthode non servie",
    409: "Modifié entre-temps",
    422: "Donnée refusée",
    429: "Trop de requêtes",
}
SANS_CLE = (
    "Donnez une clé de l'API dans l'en-tête « Authorization: Bearer … » : elle manque, ou bien elle est fausse, "
    "révoquée, expirée, ou sa personne n'a plus de rôle dans la collectivité."
)
INTROUVABLE = "Cette adresse ou cet objet n'existe pas, ou votre clé n'y a pas accès."


class Faute(BaseModel):
    """What is wrong with one field."""

    champ: str = Field(description="Clé du corps, ou paramètre de l'adresse.", examples=["avancement"])
    message: str = Field(
        description="Ce qu'il faut corriger.",
        examples=["« Avancement » attend un nombre entier de 0 à 100 : « 140 » reçu."],
    )


class Probleme(BaseModel):
    """A refusal."""

    type: str = Field("about:blank", description="Toujours « about:blank » : le code HTTP dit le genre.")
    title: str = Field(description="Le genre du refus.", examples=["Introuvable"])
    status: int = Field(description="Le code HTTP.", examples=[404])
    detail: str = Field(description="Une phrase qui dit quoi faire.", examples=[INTROUVABLE])


class ProblemeDeDonnee(Probleme):
    """A refusal of what was sent."""

    title: str = Field(description="Le genre du refus.", examples=[TITRES[422]])
    status: int = Field(description="Le code HTTP.", examples=[422])
    erreurs: list[Faute] = Field(description="Une faute par champ.")


class ProblemeDeConflit(Probleme):
    """Somebody changed it meanwhile."""

    title: str = Field(description="Le genre du refus.", examples=[TITRES[409]])
    status: int = Field(description="Le code HTTP.", examples=[409])
    version: int = Field(description="La version actuelle de la fiche.", examples=[13])
    actuel: dict[str, Any] = Field(
        description="La valeur actuelle de chaque champ demandé.", examples=[{"statut": "realise"}]
    )


class SaisieRefusee(DonneeRefusee):
    """What was sent is refused, field by field: (champ, message)."""

    def __init__(self, *fautes: tuple[str, str]) -> None:
        super().__init__(*(message for _, message in fautes))
        self.fautes = fautes


class TropDeRequetes(Exception):
    """The key asked too much; it may ask again after `secondes`."""

    def __init__(self, secondes: int) -> None:
        super().__init__(f"attendre {secondes} s")
        self.secondes = secondes


class CleRefusee(Exception):
    """No living key."""


def repondre_probleme(status: int, detail: str, **suite: Any) -> HttpResponse:
    """The answer of a refusal."""
    corps = {"type": "about:blank", "title": TITRES.get(status, "Erreur"), "status": status, "detail": detail, **suite}
    return HttpResponse(json.dumps(corps, ensure_ascii=False), status=status, content_type=TYPE_CONTENU)


def _sans_cle(request: HttpRequest, exception: CleRefusee) -> HttpResponse:
    reponse = repondre_probleme(401, SANS_CLE)
    reponse["WWW-Authenticate"] = 'Bearer realm="Cordee"'
    return reponse


def _trop(request: HttpRequest, exception: TropDeRequetes) -> HttpResponse:
    secondes = exception.secondes
    reponse = repondre_probleme(429, f"Votre clé a atteint sa limite : recommencez dans {secondes} s.")
    reponse["Retry-After"] = str(secondes)
    return reponse


def _depassee(request: HttpRequest, exception: VersionDepassee) -> HttpResponse:
    phrase = "La fiche a changé depuis la version que vous avez lue : relisez-la, puis recommencez. Rien n'est écrit."
    actuel = {nom: lire_valeur(exception.fiche, nom) for nom in exception.champs}
    return repondre_probleme(409, phrase, version=exception.fiche.version, actuel=actuel)


def lire_valeur(fiche: Fiche, nom: str) -> Any:
    """The value of a field as the detail of a fiche gives it."""
    valeur = getattr(fiche, nom)
    if nom in ("debut", "fin"):
        precision = getattr(fiche, f"precision_{nom}")
        return None if valeur is None else {"jour": valeur.isoformat(), "precision": precision}
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, Decimal):
        return ecrire_nombre(valeur)
    return None if valeur == "" and CHAMPS[nom].choix is not None else valeur


def _refusee(request: HttpRequest, exception: DonneeRefusee) -> HttpResponse:
    fautes = exception.fautes if isinstance(exception, SaisieRefusee) else [("", m) for m in exception.messages]
    return _refuser(fautes)


def _refuser(fautes: Iterable[tuple[str, str]]) -> HttpResponse:
    dites = [{"champ": champ, "message": message} for champ, message in fautes]
    return repondre_probleme(422, " ".join(faute["message"] for faute in dites), erreurs=dites)


def _absente(request: HttpRequest, exception: Http404) -> HttpResponse:
    return repondre_probleme(404, INTROUVABLE)


def _interdite(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    return repondre_probleme(403, getattr(exception, "raison", "") or "Votre rôle ne permet pas de faire cela ici.")


def _illisible(request: HttpRequest, exception: Exception) -> HttpResponse:
    return repondre_probleme(400, "Le corps n'est pas un objet JSON lisible, ou il est trop long : vérifiez-le.")


# -- what pydantic says, in French -----------------------------------------------------------------------------------
PHRASES = {
    "missing": "Cette clé est attendue.",
    "extra_forbidden": "Cette clé n'existe pas ici : vérifiez son nom.",
    "string_type": "Un texte est attendu.",
    "int_type": "Un nombre entier est attendu.",
    "int_parsing": "Un nombre entier est attendu.",
    "int_from_float": "Un nombre entier est attendu.",
    "float_type": "Un nombre est attendu.",
    "float_parsing": "Un nombre est attendu.",
    "finite_number": "Un nombre fini est attendu.",
    "decimal_type": "Un nombre est attendu.",
    "decimal_parsing": "Un nombre est attendu.",
    "bool_type": "true ou false est attendu.",
    "bool_parsing": "true ou false est attendu.",
    "date_type": "Une date est attendue, comme 2027-03-31.",
    "date_parsing": "Une date est attendue, comme 2027-03-31.",
    "date_from_datetime_parsing": "Une date est attendue, comme 2027-03-31.",
    "datetime_type": "Un instant est attendu, comme 2027-03-31T08:00:00+02:00.",
    "datetime_parsing": "Un instant est attendu, comme 2027-03-31T08:00:00+02:00.",
    "datetime_from_date_parsing": "Un instant est attendu, comme 2027-03-31T08:00:00+02:00.",
    "timezone_aware": "L'instant doit dire son fuseau, comme 2027-03-31T08:00:00+02:00.",
    "enum": "Cette valeur n'est pas de la liste.",
    "literal_error": "Cette valeur n'est pas de la liste.",
    "model_attributes_type": "Un objet JSON est attendu.",
    "model_type": "Un objet JSON est attendu.",
    "dict_type": "Un objet JSON est attendu.",
    "list_type": "Une liste est attendue.",
}


def _invalide(request: HttpRequest, erreur: ValidationError) -> HttpResponse:
    fautes: dict[str, str] = {}
    for une in erreur.errors:
        source, *chemin = une["loc"]
        if source == "path":
            return repondre_probleme(404, INTROUVABLE)
        champ = ".".join(str(pas) for pas in chemin if str(pas) not in PARASITES)
        fautes.setdefault(champ, UNE_DATE if "DateDite" in chemin[-1:] else _phrase(une))
    precises = [champ for champ in fautes if not any(autre.startswith(f"{champ}.") for autre in fautes)]
    return _refuser((champ, fautes[champ]) for champ in precises)


UNE_DATE = "Une date est attendue, comme 2027-03-31, ou un objet {jour, precision}."
PARASITES = {"corps", "parametres", "str", "int", "float", "decimal", "DateDite", "lax-or-strict"}
"""Words of our signatures and of pydantic in the path of an error, which name no key."""


def _phrase(une: Mapping[str, Any]) -> str:
    contexte = une.get("ctx", {})
    bornes = {
        "greater_than_equal": f"Au moins {contexte.get('ge')} est attendu.",
        "less_than_equal": f"Au plus {contexte.get('le')} est attendu.",
        "string_too_long": f"{contexte.get('max_length')} caractères au plus.",
        "too_long": f"{contexte.get('max_length')} éléments au plus.",
        "too_short": f"Au moins {contexte.get('min_length')} élément est attendu.",
    }
    genre = str(une["type"])
    return PHRASES.get(genre) or bornes.get(genre) or "Cette valeur n'est pas acceptée : voyez la documentation."


REFUS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    CleRefusee: _sans_cle,
    TropDeRequetes: _trop,
    VersionDepassee: _depassee,
    ValidationError: _invalide,
    DonneeRefusee: _refusee,
    Http404: _absente,
    PermissionDenied: _interdite,
    HttpError: _illisible,
    SuspiciousOperation: _illisible,
}
"""The answer of each refusal; anything else is a breakdown."""
