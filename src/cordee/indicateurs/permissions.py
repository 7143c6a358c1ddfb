"""Who may do what on the indicateurs of a collectivité. The object is a Collectivite, for `modifier` an Indicateur."""

from __future__ import annotations

import rules

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Indicateur
from cordee.indicateurs.queries.definitions import indicateur_for
from cordee.socle.permissions import declarer, introuvable, peut
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import au_moins, obtenir_collectivite


def _du_sien(role: Role) -> rules.predicates.Predicate:
    """Predicate on an Indicateur: personnalisé, and this role in the collectivité that owns it."""
    attendu = au_moins(role)

    def predicat(utilisateur: Utilisateur, indicateur: Indicateur | None) -> bool:
        if indicateur is None or indicateur.collectivite is None:
            return False
        return bool(attendu.test(utilisateur, indicateur.collectivite))

    return rules.predicate(predicat, name=f"indicateur_du_sien_{role.value}")


declarer("indicateurs.voir", au_moins(Role.LECTURE))
declarer("indicateurs.voir_confidentiel", au_moins(Role.CONTRIBUTION))
declarer("indicateurs.creer", au_moins(Role.EDITION))
declarer("indicateurs.saisir", au_moins(Role.EDITION))
declarer("indicateurs.modifier", _du_sien(Role.EDITION))


def voit_confidentiels(utilisateur: Utilisateur, collectivite: Collectivite) -> bool:
    """Whether confidential indicateurs of the collectivité may be shown to this person."""
    return peut(utilisateur, "indicateurs.voir_confidentiel", collectivite)


def obtenir_indicateur(utilisateur: Utilisateur, siren: str, pk: int) -> tuple[Collectivite, Indicateur]:
    """The collectivité and the indicateur of an address; 404 for a stranger, for an indicateur personnalisé of somebody
    else, and for a confidential one that the person may not see."""
    collectivite = obtenir_collectivite(utilisateur, siren)
    confidentiels = voit_confidentiels(utilisateur, collectivite)
    lisible = peut(utilisateur, "indicateurs.voir", collectivite)
    vu = indicateur_for(collectivite, pk, confidentiels=confidentiels) if lisible else None
    return collectivite, vu or introuvable()


def qui_peut_saisir() -> str:
    """Sentence shown beside what a reader cannot change."""
    return (
        "Votre rôle permet de lire, pas de saisir. Demandez le rôle « Édition » à une personne qui administre la "
        "collectivité (page « Membres et rôles »)."
    )
