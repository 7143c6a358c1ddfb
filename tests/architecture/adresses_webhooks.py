"""Addresses of the webhooks, and who gets what there (test_droits)."""

from __future__ import annotations

from typing import Any

from cordee.territoires.models import Collectivite
from tests.api.factories import LivraisonFactory, WebhookFactory
from tests.architecture.adresses import ADMINISTRE, ADMINISTRE_UNE_PAGE, Adresse

REGLAGES = (("nom", "Tableau"), ("adresse", "https://outil.exemple.fr/"), ("evenements", "fiche.creee"))
WEBHOOKS: tuple[Adresse, ...] = (
    Adresse("webhooks", "siren", ADMINISTRE_UNE_PAGE),
    Adresse("webhook_creer", "siren", ADMINISTRE_UNE_PAGE, ADMINISTRE, REGLAGES),
    Adresse("webhook", "siren webhook", ADMINISTRE_UNE_PAGE),
    Adresse("webhook_modifier", "siren webhook", ADMINISTRE_UNE_PAGE, ADMINISTRE, REGLAGES),
    Adresse("webhook_secret", "siren webhook", ADMINISTRE_UNE_PAGE, ADMINISTRE),
    Adresse("webhook_essayer", "siren webhook", None, ADMINISTRE),
    Adresse("webhook_suspendre", "siren webhook", None, ADMINISTRE),
    Adresse("webhook_reprendre", "siren webhook", ADMINISTRE_UNE_PAGE, ADMINISTRE, (("attente", "envoyer"),)),
    Adresse("webhook_supprimer", "siren webhook", ADMINISTRE_UNE_PAGE, ADMINISTRE),
    Adresse("webhook_livraison", "siren webhook livraison", ADMINISTRE_UNE_PAGE),
    Adresse("webhook_renvoyer", "siren webhook livraison", None, ADMINISTRE),
)


def preparer_webhooks(collectivite: Collectivite) -> dict[str, Any]:
    """A webhook to an address that nobody may send to, and one of its deliveries."""
    webhook = WebhookFactory(collectivite=collectivite, adresse="https://10.0.0.1/cordee")
    return {"webhook": webhook.pk, "livraison": LivraisonFactory(webhook=webhook, envoyee=True).pk}
