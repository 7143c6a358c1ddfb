"""Reading keys."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from cordee.api.domain.cles import correspond, est_lisible, est_vivante, prefixe_de
from cordee.api.models import CleApi
from cordee.comptes.models import Utilisateur
from cordee.territoires.models import Collectivite


def list_cles_for(utilisateur: Utilisateur, collectivite: Collectivite, *, toutes: bool) -> QuerySet[CleApi]:
    """Keys of the collectivité, newest first: those of the person, or `toutes` for who administers it."""
    cles = CleApi.objects.filter(collectivite=collectivite).select_related(
        "utilisateur", "collectivite", "revoquee_par"
    )
    return cles if toutes else cles.filter(utilisateur=utilisateur)


def cle_for(utilisateur: Utilisateur, collectivite: Collectivite, pk: int, *, toutes: bool) -> CleApi | None:
    """One of them."""
    return list_cles_for(utilisateur, collectivite, toutes=toutes).filter(pk=pk).first()


def cle_du_secret(secret: str, le: datetime) -> CleApi | None:
    """The key of a secret, when it still opens. One query, none for what cannot be a secret."""
    if not est_lisible(secret):
        return None
    cle = CleApi.objects.filter(prefixe=prefixe_de(secret)).select_related("utilisateur", "collectivite").first()
    if cle is None or not correspond(secret, cle.empreinte):
        return None
    return cle if est_vivante(cle.revoquee_le, cle.expire_le, le) else None
