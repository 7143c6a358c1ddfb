"""Who may do what on the référentiels of a collectivité. The object is an Engagement, or a Collectivite to open one."""

from __future__ import annotations

import rules

from cordee.comptes.models import Utilisateur
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.scores import engagement_for
from cordee.socle.permissions import declarer, introuvable, peut
from cordee.territoires.enums import Role
from cordee.territoires.permissions import au_moins, obtenir_collectivite


def sur_engagement(role: Role, *, ouvert: bool) -> rules.predicates.Predicate:
    """Predicate on an Engagement: this role in its collectivité, and when `ouvert` the référentiel in writing mode."""
    attendu = au_moins(role)

    def predicat(utilisateur: Utilisateur, engagement: Engagement | None) -> bool:
        if engagement is None or (ouvert and engagement.mode != Mode.ECRITURE):
            return False
        return bool(attendu.test(utilisateur, engagement.collectivite))

    return rules.predicate(predicat, name=f"engagement_{role.value}_{'ouvert' if ouvert else 'lu'}")


declarer("referentiels.voir", sur_engagement(Role.LECTURE, ouvert=False))
declarer("referentiels.commenter", sur_engagement(Role.CONTRIBUTION, ouvert=True))
declarer("referentiels.renseigner_statut", sur_engagement(Role.EDITION, ouvert=True))
declarer("referentiels.figer_score", sur_engagement(Role.EDITION, ouvert=True))
declarer("referentiels.ouvrir", au_moins(Role.EDITION))
declarer("referentiels.changer_mode", sur_engagement(Role.ADMINISTRATION, ouvert=False))


def obtenir_engagement(utilisateur: Utilisateur, siren: str, code: str) -> Engagement:
    """The opened référentiel of an address, or 404 for a stranger or when it was never opened."""
    collectivite = obtenir_collectivite(utilisateur, siren)
    engagement = engagement_for(collectivite, code)
    if engagement is None or not peut(utilisateur, "referentiels.voir", engagement):
        return introuvable()
    return engagement


def qui_peut_renseigner() -> str:
    """Sentence shown beside what a reader cannot change."""
    return (
        "Votre rôle permet de lire, pas de renseigner. Demandez le rôle « Édition » à une personne qui administre "
        "la collectivité (page « Membres et rôles »)."
    )
