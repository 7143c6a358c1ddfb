"""Who may create and revoke keys. The object is a Collectivite or a CleApi, as the code says."""

from __future__ import annotations

import rules

from cordee.api.models import CleApi
from cordee.api.queries.cles import cle_for
from cordee.comptes.models import Utilisateur
from cordee.socle.permissions import declarer, introuvable, peut
from cordee.territoires.enums import Role
from cordee.territoires.permissions import au_moins, obtenir_collectivite

_administre = au_moins(Role.ADMINISTRATION)


def _revoque(utilisateur: Utilisateur, cle: CleApi | None) -> bool:
    """One's own key, even without any role left; any key of the collectivité for who administers it."""
    if cle is None or not utilisateur.is_authenticated:
        return False
    return cle.utilisateur_id == utilisateur.pk or bool(_administre.test(utilisateur, cle.collectivite))


declarer("api.creer_cle", au_moins(Role.LECTURE))
declarer("api.creer_cle_qui_ecrit", au_moins(Role.CONTRIBUTION))
declarer("api.voir_toutes_les_cles", _administre)
declarer("api.revoquer_cle", rules.predicate(_revoque))


def obtenir_cle(utilisateur: Utilisateur, siren: str, pk: int) -> CleApi:
    """The key of an address, or 404 for whoever may not see it."""
    collectivite = obtenir_collectivite(utilisateur, siren)
    toutes = peut(utilisateur, "api.voir_toutes_les_cles", collectivite)
    return cle_for(utilisateur, collectivite, pk, toutes=toutes) or introuvable()
