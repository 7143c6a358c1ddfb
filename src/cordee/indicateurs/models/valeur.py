"""What collectivités measured and aim at, and what they say of each indicateur."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.indicateurs.models.definition import Indicateur
from cordee.territoires.models import Collectivite


class Source(models.Model):
    """Who produced a value that the collectivité did not enter itself (RARE-OREC, CITEPA, INSEE…). Values that it
    entered have no source: it is said « collectivité » on screen."""

    code = models.CharField("code", max_length=30, primary_key=True)
    libelle = models.CharField("libellé", max_length=120)
    ordre = models.PositiveSmallIntegerField("ordre", default=100)

    class Meta:
        verbose_name = "source"
        verbose_name_plural = "sources"
        ordering = ["ordre", "code"]

    def __str__(self) -> str:
        return self.libelle


class Valeur(models.Model):
    """Result and objective of an indicateur at a date: a year is its 1st of January. Numbers are in the indicateur's
    unit, rounded to its precision."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="valeurs_indicateurs")
    indicateur = models.ForeignKey(Indicateur, on_delete=models.CASCADE, related_name="valeurs")
    date_valeur = models.DateField("date")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")
    resultat = models.FloatField("résultat", null=True)
    resultat_commentaire = models.TextField("commentaire du résultat", blank=True)
    objectif = models.FloatField("objectif", null=True)
    objectif_commentaire = models.TextField("commentaire de l'objectif", blank=True)
    calcul_auto = models.BooleanField("calculé", default=False)
    created_at = models.DateTimeField("saisie le")
    modified_at = models.DateTimeField("modifiée le")
    modifie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="modifiée par"
    )

    class Meta:
        verbose_name = "valeur"
        verbose_name_plural = "valeurs"
        ordering = ["date_valeur", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "collectivite", "date_valeur"],
                condition=models.Q(source__isnull=True),
                name="valeur_propre_unique",
            ),
            models.UniqueConstraint(
                fields=["indicateur", "collectivite", "date_valeur", "source"],
                condition=models.Q(source__isnull=False),
                name="valeur_de_source_unique",
            ),
        ]
        indexes = [models.Index(fields=["collectivite", "indicateur", "date_valeur"], name="valeur_par_territoire")]

    def __str__(self) -> str:
        return f"{self.indicateur_id} {self.date_valeur} {self.resultat}"

    @property
    def annee(self) -> int:
        """Year of the value."""
        return self.date_valeur.year


class IndicateurCollectivite(models.Model):
    """What a collectivité says of an indicateur: how it measures it, whether it hides or follows it."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="suivis_indicateurs")
    indicateur = models.ForeignKey(Indicateur, on_delete=models.CASCADE, related_name="suivis")
    commentaire = models.TextField("commentaire", blank=True)
    confidentiel = models.BooleanField("confidentiel", default=False)
    favori = models.BooleanField("favori", default=False)
    modified_at = models.DateTimeField("modifié le")
    modifie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="modifié par"
    )

    class Meta:
        verbose_name = "suivi d'un indicateur"
        verbose_name_plural = "suivis des indicateurs"
        constraints = [models.UniqueConstraint(fields=["collectivite", "indicateur"], name="suivi_unique")]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.indicateur_id}"
