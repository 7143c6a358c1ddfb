"""The audit trail. Neither the collectivité nor the object is a foreign key: the trail outlives its subject."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Ecriture(models.Model):
    """One thing done: who, when, on what, for which collectivité, said in one French sentence. Never changed
    afterwards."""

    acteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, verbose_name="par", related_name="+"
    )
    acteur_nom = models.CharField("nom de l'acteur", max_length=170, blank=True)
    collectivite_id = models.BigIntegerField("collectivité", null=True, db_index=True)
    verbe = models.CharField("verbe", max_length=60)
    objet_type = models.CharField("type d'objet", max_length=60)
    objet_id = models.CharField("objet", max_length=80)
    resume = models.CharField("résumé", max_length=400)
    details = models.JSONField("détails", default=dict)
    le = models.DateTimeField("le")

    class Meta:
        verbose_name = "écriture du journal"
        verbose_name_plural = "journal"
        ordering = ["-le", "-id"]
        indexes = [
            models.Index(fields=["collectivite_id", "-le"], name="journal_par_collectivite"),
            models.Index(fields=["objet_type", "objet_id", "-id"], name="journal_par_objet"),
        ]

    def __str__(self) -> str:
        return f"{self.le:%Y-%m-%d %H:%M} {self.resume}"
