"""The door of the API: a living key, its rights, its rate; then what every answer says of itself.

A session opens nothing here: only the header does. The person whose key it is keeps, for the time of the request, the
only role that they have in the collectivité of the key (`restreindre_roles`): everything that asks for rights below
then answers as it should, whatever it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.security import HttpBearer

from cordee.api.actions.cles import noter_utilisation
from cordee.api.models import CleApi
from cordee.api.queries.cles import cle_du_secret
from cordee.api.views.erreurs import INTROUVABLE, CleRefusee, TropDeRequetes, repondre_probleme
from cordee.comptes.models import Utilisateur
from cordee.journal.actions import passer_par
from cordee.socle.debit import compter_passage
from cordee.socle.permissions import Refus
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import restreindre_roles

PERIODE = 60
"""Seconds over which requests are counted."""
MOBILE = "reprendre_depuis"
"""What changes at each reading of a list, and means nothing when nothing else does: an earlier one is as good."""
METHODES_QUI_LISENT = frozenset({"GET", "HEAD", "OPTIONS"})
LECTURE_SEULE = "Cette clé ne fait que lire : créez une clé « Lecture et écriture » pour changer quelque chose."


class RequeteApi(HttpRequest):
    """A request that passed the door, for the type checker. `version` is that of the fiche answered, if one is."""

    auth: CleApi
    user: Utilisateur
    collectivite: Collectivite
    role: Role
    version: int


class ParCle(HttpBearer):
    """Recognises a key, and takes its place in the count of requests."""

    openapi_description = "La clé créée dans « Clés de l'API », après le mot Bearer."

    def authenticate(self, request: HttpRequest, token: str) -> CleApi | None:
        """The key, or nothing when it no longer opens."""
        maintenant = timezone.now()
        cle = cle_du_secret(token, maintenant)
        if cle is None or not cle.utilisateur.is_active:
            return None
        role = restreindre_roles(cle.utilisateur, cle.collectivite)
        if role is None:
            return None
        compter(cle)
        noter_utilisation(cle, le=maintenant)
        if request.method not in METHODES_QUI_LISENT and not cle.ecrit:
            raise Refus(LECTURE_SEULE)
        request.sorties.enter_context(passer_par(f"par l'API (clé « {cle.nom} »)"))  # type: ignore[attr-defined]
        request.user = cle.utilisateur
        request.collectivite, request.role = cle.collectivite, role  # type: ignore[attr-defined]
        return cle

    def __call__(self, request: HttpRequest) -> CleApi:
        """The same, a refusal being ours."""
        cle = super().__call__(request)
        if not isinstance(cle, CleApi):
            raise CleRefusee
        return cle


def compter(cle: CleApi) -> None:
    """Counts one request of the key; raises TropDeRequetes over the limit of the minute."""
    faites, attente = compter_passage(f"api:{cle.prefixe}", PERIODE, timezone.now())
    if faites > settings.CORDEE_API_DEBIT:
        raise TropDeRequetes(attente)


class PorteApi(NinjaAPI):
    """The API: a fingerprint on what is read."""

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        """The answer, with its ETag; nothing but a 304 when the program already has it."""
        reponse = super().create_response(request, data, status=status, temporal_response=temporal_response)
        contenu = reponse.content
        if isinstance(data, dict) and MOBILE in data:
            contenu = self.renderer.render(
                request, {**data, MOBILE: None}, response_status=reponse.status_code
            ).encode()
        marque = marquer(contenu, getattr(request, "version", None))
        if request.method == "GET" and marque in lire_marques(request.headers.get("If-None-Match", "")):
            reponse = HttpResponse(status=304)
        reponse["ETag"] = f'"{marque}"'
        return reponse


def marquer(contenu: bytes, version: int | None) -> str:
    """Fingerprint of an answer; that of a fiche begins with its version, which If-Match takes back."""
    empreinte = hashlib.sha256(contenu).hexdigest()[:24]
    return f"v{version}-{empreinte}" if version is not None else empreinte


def lire_marques(entete: str) -> list[str]:
    """Fingerprints of a header, weak or not: a compressed answer comes back with a weak one."""
    return [morceau.strip().removeprefix("W/").strip('"') for morceau in entete.split(",") if morceau.strip()]


def ouvrir(vue: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """A route of ninja as our address: without session nor form token, its writings signed by the key, never kept by
    a cache that others share."""

    def passer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with ExitStack() as sorties:
            request.sorties = sorties  # type: ignore[attr-defined]  # what the key opens is closed with the request
            reponse: HttpResponse = vue(request, *args, **kwargs)
        if reponse.status_code == 405:
            permises = reponse.headers.get("Allow", "")
            reponse = repondre_probleme(405, f"Cette adresse se sert de : {permises}.")
            reponse["Allow"] = permises
        reponse["Cache-Control"] = "private, no-cache"
        reponse["Vary"] = "Authorization"
        return reponse

    return login_not_required(csrf_exempt(passer))


@login_not_required
@csrf_exempt
def introuvable(request: HttpRequest, reste: str = "") -> HttpResponse:
    """Any other address under the API: 404 as a program reads it."""
    return repondre_probleme(404, INTROUVABLE)
