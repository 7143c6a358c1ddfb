"""Deferred jobs with their progress, and the memory of the periodic rounds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cordee.socle.enums import EtatTravail


class Travail(models.Model):
    """Something long that a person asked for: an import, an export. The collectivité is no foreign key: this
    application is below territoires."""

    genre = models.CharField("genre", max_length=60)
    libelle = models.CharField("libellé", max_length=200)
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="demandé par"
    )
    collectivite_id = models.BigIntegerField("collectivité", null=True, blank=True, db_index=True)
    parametres = models.JSONField("paramètres", default=dict)
    etat = models.CharField("état", max_length=12, choices=EtatTravail.choices, default=EtatTravail.EN_ATTENTE)
    avancement = models.PositiveSmallIntegerField("avancement en %", default=0)
    etape = models.CharField("étape", max_length=200, blank=True)
    message = models.TextField("message", blank=True)
    fichier = models.FileField("fichier", upload_to="travaux", max_length=300, blank=True)
    nom_fichier = models.CharField("nom du fichier", max_length=200, blank=True)
    type_mime = models.CharField("type du fichier", max_length=120, blank=True)
    lien = models.CharField("page du résultat", max_length=300, blank=True)
    annulation_demandee = models.BooleanField("annulation demandée", default=False)
    cree_le = models.DateTimeField("demandé le")
    debut_le = models.DateTimeField("commencé le", null=True, blank=True)
    fin_le = models.DateTimeField("terminé le", null=True, blank=True)
    vu_le = models.DateTimeField("dernier signe de vie", null=True, blank=True)
    recupere_le = models.DateTimeField("téléchargé le", null=True, blank=True)

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        ordering = ["-cree_le", "-id"]
        indexes = [
            models.Index(fields=["demande_par", "-cree_le"], name="travail_par_personne"),
            models.Index(fields=["etat", "vu_le"], name="travail_par_etat"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(avancement__lte=100), name="travail_avancement_borne"),
        ]

    def __str__(self) -> str:
        return f"{self.libelle} ({self.get_etat_display()})"

    def get_absolute_url(self) -> str:
        """Its place in « Mes documents »."""
        return f"{reverse('travaux')}#travail-{self.pk}"

    @property
    def etat_lisible(self) -> EtatTravail:
        """The state as an enum."""
        return EtatTravail(self.etat)

    @property
    def est_termine(self) -> bool:
        """Whether nothing will change any more."""
        return self.etat_lisible.est_finale

    @property
    def messages(self) -> list[str]:
        """The sentences of the message, one per line."""
        return self.message.splitlines()


class Ronde(models.Model):
    """When a periodic round was last tried and last succeeded, so that it runs once even with several workers."""

    code = models.CharField("code", max_length=80, primary_key=True)
    tentee_le = models.DateTimeField("tentée le", null=True, blank=True)
    reussie_le = models.DateTimeField("réussie le", null=True, blank=True)

    class Meta:
        verbose_name = "ronde"
        verbose_name_plural = "rondes"

    def __str__(self) -> str:
        return self.code
