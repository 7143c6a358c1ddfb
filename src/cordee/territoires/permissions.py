"""Who may do what in a collectivité. Codes `territoires.<verbe>`; the object is a Collectivite."""

from __future__ import annotations

import rules

from cordee.comptes.models import Utilisateur
from cordee.socle.permissions import declarer, introuvable
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import collectivite_for, role_effectif


def au_moins(role: Role) -> rules.predicates.Predicate:
    """Predicate: the person's effective role in the collectivité is at least this one."""

    def predicat(utilisateur: Utilisateur, collectivite: Collectivite | None) -> bool:
        if collectivite is None or not utilisateur.is_authenticated:
            return False
        effectif = role_effectif(utilisateur, collectivite)
        return effectif is not None and effectif.rang >= role.rang

    return rules.predicate(predicat, name=f"au_moins_{role.value}")


declarer("territoires.voir", au_moins(Role.LECTURE))
declarer("territoires.repondre", au_moins(Role.EDITION))
declarer("territoires.gerer_membres", au_moins(Role.ADMINISTRATION))
declarer("territoires.regler", au_moins(Role.ADMINISTRATION))


def obtenir_collectivite(utilisateur: Utilisateur, siren: str) -> Collectivite:
    """The collectivité of an address, or 404 for whoever has no right there."""
    collectivite = collectivite_for(utilisateur, siren)
    return collectivite if collectivite is not None else introuvable()
