"""Who may do what, where."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.territoires.enums import Role
from cordee.territoires.models.collectivite import Collectivite


class Membre(models.Model):
    """A person's role in one collectivité."""

    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="roles")
    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="membres")
    role = models.CharField("rôle", max_length=20, choices=Role.choices, default=Role.LECTURE)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    created_at = models.DateTimeField("depuis le")

    class Meta:
        verbose_name = "membre"
        verbose_name_plural = "membres"
        constraints = [models.UniqueConstraint(fields=["utilisateur", "collectivite"], name="membre_unique")]

    def __str__(self) -> str:
        return f"{self.utilisateur_id} {self.role} {self.collectivite_id}"

    @property
    def role_lisible(self) -> Role:
        """The role as an enum."""
        return Role(self.role)
