"""Réunions of an instance de gouvernance, their agenda, and the décisions taken there.

An instance is an étiquette of `plans` (genre « instance »), as fiches cite it. `PROTECT` says that a réunion or a
décision holds the name: when two names are merged there, it follows (`plans.actions.etiquettes`).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from cordee.gouvernance.domain import EtatDecision, EtatReunion
from cordee.plans.models import Etiquette, Fiche, Personne
from cordee.territoires.models import Collectivite


class Reunion(models.Model):
    """A meeting. `confidentielle`: hidden from readers with all that it holds."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="reunions")
    instance = models.ForeignKey(Etiquette, on_delete=models.PROTECT, related_name="reunions")
    jour = models.DateField("jour")
    heure = models.TimeField("heure", null=True, blank=True)
    lieu = models.CharField("lieu", max_length=200, blank=True)
    objet = models.CharField("objet", max_length=300, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatReunion.choices(), default=str(EtatReunion.PREVUE))
    presents = models.TextField("présents", blank=True)
    excuses = models.TextField("excusés", blank=True)
    compte_rendu = models.TextField("compte rendu", blank=True)
    confidentielle = models.BooleanField("confidentielle", default=False)
    cree_le = models.DateTimeField("créée le")
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    modifie_le = models.DateTimeField("modifiée le")
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "réunion"
        verbose_name_plural = "réunions"
        ordering = ["-jour", "-heure", "-id"]
        indexes = [models.Index(fields=["collectivite", "-jour"], name="reunion_par_jour")]

    def __str__(self) -> str:
        return f"{self.instance_id} {self.jour}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reunion", args=[self.collectivite.siren, self.pk])

    @property
    def etat_lisible(self) -> EtatReunion:
        """The state as an enum."""
        return EtatReunion(self.etat)


class PointOrdreDuJour(models.Model):
    """A point of the agenda, about a fiche or not, and what was said of it."""

    reunion = models.ForeignKey(Reunion, on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField("rang", default=0)
    titre = models.CharField("titre", max_length=300)
    fiche = models.ForeignKey(Fiche, on_delete=models.SET_NULL, null=True, blank=True, related_name="points_discutes")
    echanges = models.TextField("échanges", blank=True)

    class Meta:
        verbose_name = "point à l'ordre du jour"
        verbose_name_plural = "points à l'ordre du jour"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.titre


class Decision(models.Model):
    """What a réunion decided: of whom, for when, and what became of it."""

    reunion = models.ForeignKey(Reunion, on_delete=models.CASCADE, related_name="decisions")
    point = models.ForeignKey(
        PointOrdreDuJour, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    fiche = models.ForeignKey(Fiche, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions")
    texte = models.TextField("décision")
    responsable = models.ForeignKey(Personne, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    echeance = models.DateField("échéance", null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatDecision.choices(), default=str(EtatDecision.A_FAIRE))
    reglee_le = models.DateField("réglée le", null=True, blank=True)
    cree_le = models.DateTimeField("prise le")

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.texte[:60]

    @property
    def etat_lisible(self) -> EtatDecision:
        """The state as an enum."""
        return EtatDecision(self.etat)
