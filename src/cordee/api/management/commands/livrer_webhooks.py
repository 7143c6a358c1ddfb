"""`cordee livrer_webhooks`: what is due, now."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cordee.api.actions.livraison import livrer
from cordee.api.actions.reperage import reperer_evenements
from cordee.outils.texte import accorder
from cordee.socle.commandes import Commande


class Command(Commande):
    help = (
        "Repère ce qui s'est passé sur les plans et l'envoie aux webhooks. « cordee travailler » le fait deux fois par "
        "minute : cette commande sert aux installations qui préfèrent un planificateur de tâches."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        enfilees = reperer_evenements(par=None, le=timezone.now())
        arrivees = livrer(le=timezone.now(), duree=300)
        self.dire(
            f"{enfilees} {accorder(enfilees, 'livraison')} de plus en file, {arrivees} {accorder(arrivees, 'arrivée')}."
        )
