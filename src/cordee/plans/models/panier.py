"""Baskets of model fiches: that of a collectivité, and those that anybody fills on the public site."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cordee.territoires.models import Collectivite

NOTE_MAX = 500


class Marque(models.TextChoices):
    """What one says of a model. The values of the first three are older than the wording."""

    A_RETENIR = "a_retenir", "À faire"
    EN_COURS = "en_cours", "En cours"
    FAITE = "faite", "Réalisée"
    NON_PERTINENTE = "non_pertinente", "Non pertinente"


class LigneDePanier(models.Model):
    """A model fiche put in a basket."""

    modele = models.CharField("fiche modèle", max_length=60)
    marque = models.CharField("marque", max_length=20, choices=Marque.choices, default=Marque.A_RETENIR)
    note = models.CharField("note", max_length=NOTE_MAX, blank=True)
    ajoute_le = models.DateTimeField("ajouté le")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.modele


class LignePanier(LigneDePanier):
    """A line of the basket of a collectivité, shared by its editors."""

    Marque = Marque

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="panier")
    ajoute_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "ligne du panier"
        verbose_name_plural = "panier"
        ordering = ["ajoute_le", "id"]
        constraints = [models.UniqueConstraint(fields=["collectivite", "modele"], name="panier_unique")]


class PanierPublic(models.Model):
    """A basket that somebody fills without an account. Whoever knows `id` reads it and changes it; nothing says who
    did. `utilise_le` is its last change or handing over, from which it is kept for a time."""

    id = models.UUIDField("adresse", primary_key=True, default=uuid.uuid4, editable=False)
    collectivite = models.ForeignKey(
        Collectivite, on_delete=models.SET_NULL, null=True, blank=True, related_name="paniers_publics",
        verbose_name="territoire choisi",
    )  # fmt: skip
    cree_le = models.DateTimeField("créé le")
    utilise_le = models.DateTimeField("utilisé le", db_index=True)

    class Meta:
        verbose_name = "panier public"
        verbose_name_plural = "paniers publics"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return str(self.id)


class LignePanierPublic(LigneDePanier):
    """A line of a public basket."""

    panier = models.ForeignKey(PanierPublic, on_delete=models.CASCADE, related_name="lignes")

    class Meta:
        verbose_name = "ligne d'un panier public"
        verbose_name_plural = "lignes des paniers publics"
        ordering = ["ajoute_le", "id"]
        constraints = [models.UniqueConstraint(fields=["panier", "modele"], name="panier_public_unique")]
