"""Who pilots an indicateur or a mesure in a collectivité: people and services."""

from __future__ import annotations

from django.db import models

from cordee.indicateurs.models import Indicateur
from cordee.plans.models.fiche import Etiquette
from cordee.plans.models.plan import Personne
from cordee.referentiels.models import Mesure
from cordee.territoires.models import Collectivite

UN_SEUL = models.Q(personne__isnull=False, service__isnull=True) | models.Q(
    personne__isnull=True, service__isnull=False
)


class BasePilotage(models.Model):
    """A person, or a service, that follows something for a collectivité."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="+")
    personne = models.ForeignKey(Personne, on_delete=models.CASCADE, null=True, related_name="%(class)ss")
    service = models.ForeignKey(Etiquette, on_delete=models.CASCADE, null=True, related_name="%(class)ss")

    class Meta:
        abstract = True
        ordering = ["id"]


class PilotageIndicateur(BasePilotage):
    """Of an indicateur, national or not. It goes with the indicateur: it never keeps it from being deleted."""

    part_avec_lui = True
    indicateur = models.ForeignKey(Indicateur, on_delete=models.CASCADE, related_name="pilotages")

    class Meta(BasePilotage.Meta):
        verbose_name = "pilotage d'un indicateur"
        verbose_name_plural = "pilotages d'indicateurs"
        constraints = [
            models.CheckConstraint(condition=UN_SEUL, name="pilotage_indicateur_personne_ou_service"),
            models.UniqueConstraint(
                fields=["collectivite", "indicateur", "personne"], name="pilotage_indicateur_personne_unique"
            ),
            models.UniqueConstraint(
                fields=["collectivite", "indicateur", "service"], name="pilotage_indicateur_service_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.personne_id or self.service_id} pilote {self.indicateur_id}"


class PilotageMesure(BasePilotage):
    """Of a node of a référentiel."""

    mesure = models.ForeignKey(Mesure, on_delete=models.CASCADE, related_name="pilotages")

    class Meta(BasePilotage.Meta):
        verbose_name = "pilotage d'une mesure"
        verbose_name_plural = "pilotages de mesures"
        constraints = [
            models.CheckConstraint(condition=UN_SEUL, name="pilotage_mesure_personne_ou_service"),
            models.UniqueConstraint(
                fields=["collectivite", "mesure", "personne"], name="pilotage_mesure_personne_unique"
            ),
            models.UniqueConstraint(
                fields=["collectivite", "mesure", "service"], name="pilotage_mesure_service_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.personne_id or self.service_id} pilote {self.mesure_id}"
