"""Keys by which programs enter."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.api.domain.cles import PREFIXE, Portee
from cordee.territoires.models import Collectivite

NOM_MAX = 60


class CleApi(models.Model):
    """What lets a program act as one person in one collectivité. The secret is not kept, only its beginning and its
    fingerprint. A revoked key stays, for the trail that names it."""

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cles_api", verbose_name="personne"
    )
    collectivite = models.ForeignKey(
        Collectivite, on_delete=models.CASCADE, related_name="cles_api", verbose_name="collectivité"
    )
    nom = models.CharField("nom", max_length=NOM_MAX)
    portee = models.CharField("portée", max_length=10, choices=Portee.choices(), default=Portee.LECTURE.value)
    prefixe = models.CharField("début du secret", max_length=PREFIXE, unique=True)
    empreinte = models.CharField("empreinte du secret", max_length=64)
    cree_le = models.DateTimeField("créée le")
    expire_le = models.DateTimeField("expire le", null=True, blank=True)
    utilisee_le = models.DateTimeField("dernière utilisation le", null=True, blank=True)
    revoquee_le = models.DateTimeField("révoquée le", null=True, blank=True)
    revoquee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="révoquée par"
    )

    class Meta:
        verbose_name = "clé de l'API"
        verbose_name_plural = "clés de l'API"
        ordering = ["-cree_le", "-id"]
        indexes = [models.Index(fields=["collectivite", "-cree_le"], name="cle_par_collectivite")]

    def __str__(self) -> str:
        return f"{self.nom} ({self.prefixe}…)"

    @property
    def ecrit(self) -> bool:
        """Whether it may change anything."""
        return self.portee == Portee.ECRITURE
