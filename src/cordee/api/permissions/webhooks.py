"""Webhooks take fiches out of the house: those who administer the collectivité decide."""

from __future__ import annotations

from cordee.api.models import Livraison, Webhook
from cordee.api.queries.webhooks import livraison_for, webhook_for
from cordee.comptes.models import Utilisateur
from cordee.socle.permissions import declarer, exiger, introuvable
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import au_moins, obtenir_collectivite

QUI_GERE = (
    "Les webhooks envoient des fiches à un autre outil : les régler demande le rôle « Administration » (page « Membres "
    "et rôles »)."
)
declarer("api.gerer_webhooks", au_moins(Role.ADMINISTRATION))


def exiger_gestion(utilisateur: Utilisateur, collectivite: Collectivite) -> None:
    """Raises `Refus` for whoever does not administer the collectivité."""
    exiger(utilisateur, "api.gerer_webhooks", collectivite, raison=QUI_GERE)


def obtenir_territoire(utilisateur: Utilisateur, siren: str) -> Collectivite:
    """The collectivité of an address: 404 for strangers, 403 for whoever does not administer it."""
    collectivite = obtenir_collectivite(utilisateur, siren)
    exiger_gestion(utilisateur, collectivite)
    return collectivite


def obtenir_webhook(utilisateur: Utilisateur, siren: str, pk: int) -> Webhook:
    """The webhook of an address, or 404."""
    webhook = webhook_for(obtenir_territoire(utilisateur, siren), pk)
    return webhook if webhook is not None else introuvable()


def obtenir_livraison(utilisateur: Utilisateur, siren: str, pk: int, livraison: int) -> Livraison:
    """The delivery of an address, or 404."""
    trouvee = livraison_for(obtenir_webhook(utilisateur, siren, pk), livraison)
    return trouvee if trouvee is not None else introuvable()
