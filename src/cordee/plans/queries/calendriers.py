"""Secret addresses of calendars."""

from __future__ import annotations

from cordee.comptes.models import Utilisateur
from cordee.plans.models import AbonnementCalendrier, Plan
from cordee.territoires.models import Collectivite


def abonnement_for(
    utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None
) -> AbonnementCalendrier | None:
    """The address that the person opened for this plan, or for all the fiches of the collectivité."""
    return AbonnementCalendrier.objects.filter(utilisateur=utilisateur, collectivite=collectivite, plan=plan).first()


def abonnement_du_jeton(jeton: str) -> AbonnementCalendrier | None:
    """The subscription of an address, while its person still has an active account."""
    return (
        AbonnementCalendrier.objects.filter(jeton=jeton, utilisateur__is_active=True)
        .select_related("utilisateur", "collectivite", "plan")
        .first()
    )
