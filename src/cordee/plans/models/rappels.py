"""What is recalled: a day that somebody puts on a fiche, and the days that a collectivité chose for its reminders."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.plans.models.fiche import Fiche
from cordee.territoires.models import Collectivite

MOT_MAX = 300


class Rappel(models.Model):
    """A fiche to be spoken of again, to one person, on a day. A reminder for several people is one row each: everybody
    is done with theirs, or puts it off, without the others."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="rappels")
    destinataire = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rappels")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    auteur_nom = models.CharField("auteur", max_length=170, blank=True)
    jour = models.DateField("jour")
    mot = models.CharField("mot", max_length=MOT_MAX, blank=True)
    cree_le = models.DateTimeField("posé le")
    fait_le = models.DateTimeField("fait le", null=True, blank=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "rappel"
        verbose_name_plural = "rappels"
        ordering = ["jour", "id"]
        indexes = [
            models.Index(fields=["destinataire", "jour"], name="rappel_par_personne"),
            models.Index(fields=["jour"], name="rappel_par_jour"),
        ]

    def __str__(self) -> str:
        return f"{self.jour} {self.fiche_id} → {self.destinataire_id}"


class ReglageRappels(models.Model):
    """Days at which the collectivité announces an end, before and after it, and days without news after which a fiche
    is spoken of. No row: those of domain.retard."""

    collectivite = models.OneToOneField(
        Collectivite, on_delete=models.CASCADE, primary_key=True, related_name="reglage_rappels"
    )
    avant = models.JSONField("jours avant", default=list)
    apres = models.JSONField("jours après", default=list)
    silence = models.PositiveSmallIntegerField("jours sans nouvelles")
    modifie_le = models.DateTimeField("modifié le")
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "réglage des rappels"
        verbose_name_plural = "réglages des rappels"

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.avant} {self.apres} {self.silence}"
