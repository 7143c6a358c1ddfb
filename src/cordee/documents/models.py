"""Files and links of a collectivité."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.territoires.models import Collectivite


class Document(models.Model):
    """A file kept once by its fingerprint, or a link. Never served but through a view that asks the right."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="documents")
    nom = models.CharField("nom", max_length=200)
    cle_recherche = models.CharField("clé de recherche", max_length=220)
    fichier = models.FileField("fichier", upload_to="documents/%Y/%m/", max_length=300, blank=True)
    adresse = models.URLField("adresse", max_length=1000, blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    taille = models.PositiveBigIntegerField("taille, en octets", default=0)
    type_mime = models.CharField("type", max_length=120, blank=True)
    confidentiel = models.BooleanField("confidentiel", default=False)
    depose_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    depose_le = models.DateTimeField("déposé le")

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documents"
        ordering = ["cle_recherche", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["collectivite", "empreinte"], condition=~models.Q(empreinte=""), name="document_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(fichier="") ^ models.Q(adresse=""), name="document_fichier_ou_adresse"
            ),
        ]

    def __str__(self) -> str:
        return self.nom
