"""Who may do what with réunions: members read, editors write. The object is a Collectivite or a Reunion, as said."""

from __future__ import annotations

import rules

from cordee.comptes.models import Utilisateur
from cordee.gouvernance.models import Reunion
from cordee.gouvernance.queries import reunion_for
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL
from cordee.socle.permissions import declarer, introuvable
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import au_moins, obtenir_collectivite

LECTURE, CONFIDENTIEL, EDITION = au_moins(Role.LECTURE), au_moins(ROLE_DU_CONFIDENTIEL), au_moins(Role.EDITION)
QUI_TIENT = "Tenir les réunions et leurs décisions demande le rôle « Édition » : voyez la page « Membres et rôles »."


def peut_voir(utilisateur: Utilisateur, reunion: Reunion | None) -> bool:
    """Readers see what is not confidential, contributors everything."""
    if reunion is None:
        return False
    return bool((CONFIDENTIEL if reunion.confidentielle else LECTURE).test(utilisateur, reunion.collectivite))


def peut_tenir(utilisateur: Utilisateur, reunion: Reunion | None) -> bool:
    """Editors of the collectivité."""
    return reunion is not None and bool(EDITION.test(utilisateur, reunion.collectivite))


declarer("gouvernance.convoquer", EDITION)
declarer("gouvernance.voir_reunion", rules.predicate(peut_voir))
declarer("gouvernance.tenir_reunion", rules.predicate(peut_tenir))


def obtenir_reunion(utilisateur: Utilisateur, siren: str, pk: int) -> tuple[Collectivite, Reunion]:
    """The collectivité and the réunion of an address: 404 for whoever may not know that it exists."""
    collectivite = obtenir_collectivite(utilisateur, siren)
    return collectivite, reunion_for(utilisateur, collectivite, pk) or introuvable()
