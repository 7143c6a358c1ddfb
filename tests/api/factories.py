"""Webhooks of the tests.

WebhookFactory()                                  follows everything that happens in a collectivité, since DEPUIS
WebhookFactory(adresse=outil.adresse)             sends to a server of `fabrique_webhooks`
traits                                            suspendu, confidentielles, noms
LivraisonFactory(webhook=w)                       an event of a fiche, due at LE; traits envoyee, abandonnee
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from django.conf import settings
from tests.plans.factories import LE
from tests.territoires.factories import CollectiviteFactory

from cordee.api.domain.types import CHOISIS, TypeEvenement
from cordee.api.enums import EtatLivraison
from cordee.api.models import Livraison, Webhook
from cordee.api.queries.secrets import empreinte_de, secret_de

DEPUIS = datetime(2026, 3, 1, 8, tzinfo=UTC)


class WebhookFactory(factory.django.DjangoModelFactory[Webhook]):
    """A webhook at work."""

    class Meta:
        model = Webhook

    class Params:
        suspendu = factory.Trait(actif=False, suspendu_le=LE, raison="par Lise Faure")

    collectivite = factory.SubFactory(CollectiviteFactory)
    nom = factory.Sequence(lambda rang: f"Tableau de bord {rang}")
    adresse = "https://outil.exemple.fr/cordee"
    evenements = factory.LazyFunction(lambda: [str(type_) for type_ in CHOISIS])
    graine = factory.Sequence(lambda rang: f"graine-{rang}")
    empreinte = factory.LazyAttribute(lambda moi: empreinte_de(secret_de(moi.graine, settings.SECRET_KEY)))
    cree_le = DEPUIS


class LivraisonFactory(factory.django.DjangoModelFactory[Livraison]):
    """An event that waits."""

    class Meta:
        model = Livraison

    class Params:
        envoyee = factory.Trait(
            etat=EtatLivraison.ENVOYEE, prochain_essai=None, essais=1, essaye_le=LE, code=200, reponse="merci",
            duree=41, corps='{"id":"1"}',
        )  # fmt: skip
        abandonnee = factory.Trait(
            etat=EtatLivraison.ABANDONNEE, prochain_essai=None, essais=10, essaye_le=LE, code=500, duree=12,
            erreur="Le serveur a répondu 500 au lieu de 200.", corps='{"id":"1"}',
        )  # fmt: skip

    webhook = factory.SubFactory(WebhookFactory)
    evenement = factory.LazyFunction(uuid.uuid4)
    type = TypeEvenement.FICHE_MODIFIEE
    objet = "fiche"
    numero = factory.Sequence(lambda rang: 900_000 + rang)
    le = LE
    cree_le = LE
    prochain_essai = LE
    donnees: Any = factory.LazyFunction(dict)


def plus_tard(**duree: float) -> datetime:
    """So long after LE."""
    return LE + timedelta(**duree)
