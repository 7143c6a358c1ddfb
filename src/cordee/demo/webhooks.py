"""The other program of the demonstration: declared, tried by nobody, suspended so that nothing leaves the machine."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordee.api.actions.reperage import reperer_evenements
from cordee.api.actions.webhooks import creer_webhook, suspendre_webhook
from cordee.api.domain.types import TypeEvenement
from cordee.comptes.models import Utilisateur
from cordee.territoires.models import Collectivite

DEPUIS = timedelta(days=45)
"""What happened since then waits for it."""


def construire_webhook(petr: Collectivite, par: Utilisateur, *, le: datetime) -> None:
    """A webhook of the PETR, with what waits for it. Its address has a name that leads nowhere."""
    champs = {
        "nom": "Tableau de bord du Département",
        "adresse": "https://tableau-de-bord.hautes-combes.example/cordee",
        "evenements": [
            str(type_)
            for type_ in (TypeEvenement.FICHE_CREEE, TypeEvenement.FICHE_MODIFIEE, TypeEvenement.FICHE_STATUT_CHANGE)
        ],
    }
    webhook = creer_webhook(petr, champs, par=par, le=le - DEPUIS)
    suspendre_webhook(webhook, par=par, le=le - timedelta(days=1))
    reperer_evenements(par=None, le=le)
