"""`cordee envoyer_notifications`: what is due, now."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cordee.comptes.actions.envoi import envoyer_notifications
from cordee.outils.texte import accorder
from cordee.socle.commandes import Commande


class Command(Commande):
    help = (
        "Envoie les notifications qui attendent. « cordee travailler » le fait chaque minute : cette commande sert aux "
        "installations qui préfèrent un planificateur de tâches."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        partis = envoyer_notifications(le=timezone.now())
        self.dire(f"{partis} {accorder(partis, 'courriel')} {accorder(partis, 'parti')}.")
