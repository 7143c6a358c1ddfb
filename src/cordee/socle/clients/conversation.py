"""A service of conversation that speaks the protocol of OpenAI (`POST …/chat/completions`): Albert API, vLLM, Ollama…

Its address is chosen by the installation, never by a person who uses it. Redirections are not followed: the text goes
where the screen says, or nowhere.
"""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

DELAI = 120.0
"""Seconds of one answer."""
REPONSE_MAX = 2 * 1024 * 1024
ENVOI_MAX = 200_000
"""Characters of one question."""
ESSAIS = 3
A_REESSAYER = {408, 429, 500, 502, 503, 504}
ATTENTES = (2.0, 8.0)


class ServiceIndisponible(Exception):
    """No usable answer; the message is a French sentence."""


class FormatRefuse(Exception):
    """The service does not know how to follow a schema."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where the service is, which model answers, what opens it. Without address nor model, there is none."""

    adresse: str = ""
    modele: str = ""
    cle: str = ""
    nom: str = ""
    delai: float = DELAI

    @property
    def est_regle(self) -> bool:
        """Whether the installation has one."""
        return bool(self.adresse and self.modele)

    @property
    def hote(self) -> str:
        """The machine to which texts go."""
        return urlsplit(self.adresse).hostname or ""

    @property
    def intitule(self) -> str:
        """Its name, else its machine."""
        return self.nom or self.hote


def demander(
    service: Service,
    messages: Sequence[Mapping[str, str]],
    schema: Mapping[str, Any] | None = None,
    *,
    dormir: Callable[[float], None] = time.sleep,
) -> str:
    """The text of the answer. A service that knows no schema is asked again without. Raises ServiceIndisponible."""
    if sum(len(message["content"]) for message in messages) > ENVOI_MAX:
        raise ServiceIndisponible("Le texte à envoyer est trop long pour ce service : découpez le document.")
    corps: dict[str, Any] = {"model": service.modele, "messages": list(messages), "temperature": 0}
    if schema is not None:
        format_ = {"name": "reponse", "schema": dict(schema), "strict": True}
        try:
            return _insister(
                service, {**corps, "response_format": {"type": "json_schema", "json_schema": format_}}, dormir
            )
        except FormatRefuse:
            pass
    return _insister(service, corps, dormir)


def _insister(service: Service, corps: Mapping[str, Any], dormir: Callable[[float], None]) -> str:
    for essai in range(ESSAIS):
        try:
            code, recu = _poster(service, json.dumps(corps).encode())
        except (OSError, http.client.HTTPException) as faute:
            if essai + 1 == ESSAIS:
                raise ServiceIndisponible(_dire(service, faute)) from faute
        else:
            if code == 200:
                return _texte(recu)
            if code not in A_REESSAYER or essai + 1 == ESSAIS:
                raise _refus(service, code, "response_format" in corps)
        dormir(ATTENTES[min(essai, len(ATTENTES) - 1)])
    raise AssertionError("unreachable")  # pragma: no cover


def _poster(service: Service, corps: bytes) -> tuple[int, bytes]:
    lue = urlsplit(service.adresse)
    genre = http.client.HTTPSConnection if lue.scheme == "https" else http.client.HTTPConnection
    connexion = genre(lue.hostname or "", lue.port, timeout=service.delai)
    entetes = {"Content-Type": "application/json", "Accept": "application/json"}
    if service.cle:
        entetes["Authorization"] = f"Bearer {service.cle}"
    try:
        connexion.request("POST", f"{lue.path.rstrip('/')}/chat/completions", corps, entetes)
        reponse = connexion.getresponse()
        recu = reponse.read(REPONSE_MAX + 1)
    finally:
        connexion.close()
    if len(recu) > REPONSE_MAX:
        raise ServiceIndisponible("La réponse du service est démesurée : elle n'a pas été lue.")
    return reponse.status, recu


def _texte(recu: bytes) -> str:
    try:
        texte = json.loads(recu)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError) as faute:
        raise ServiceIndisponible("La réponse du service ne se lit pas : ce n'est pas celle attendue.") from faute
    if not isinstance(texte, str) or not texte.strip():
        raise ServiceIndisponible("Le service a répondu par un texte vide.")
    return texte


def _refus(service: Service, code: int, avec_schema: bool) -> Exception:
    if code in {400, 422} and avec_schema:
        return FormatRefuse()
    if code in {401, 403}:
        return ServiceIndisponible(
            f"{service.intitule} refuse la clé de cette installation : prévenez la personne qui administre Cordée "
            "(CORDEE_ASSISTANT_CLE)."
        )
    if code == 404:
        return ServiceIndisponible(
            f"{service.intitule} ne connaît pas le modèle « {service.modele} » à cette adresse : prévenez la personne "
            "qui administre Cordée."
        )
    if code == 429:
        return ServiceIndisponible(f"{service.intitule} est trop demandé en ce moment : recommencez plus tard.")
    return ServiceIndisponible(f"{service.intitule} a répondu par une erreur ({code}) : recommencez plus tard.")


def _dire(service: Service, faute: Exception) -> str:
    if isinstance(faute, TimeoutError):
        return f"{service.intitule} n'a pas répondu en {service.delai:g} secondes : recommencez plus tard."
    if isinstance(faute, ssl.SSLError):
        return f"La connexion chiffrée avec {service.intitule} a échoué : prévenez la personne qui administre Cordée."
    return f"{service.intitule} est injoignable : recommencez plus tard, ou prévenez la personne qui administre Cordée."
