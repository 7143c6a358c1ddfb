"""A collectivité's hold on a référentiel: its mode, its frozen scores, what freezes its statuts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.referentiels.enums import Mode, TypeJalon
from cordee.referentiels.models.definition import Referentiel
from cordee.territoires.models import Collectivite


class ScoreGlobal(models.Model):
    """Columns of a score at the root, shared by the tables that keep one."""

    points_potentiels = models.FloatField("points potentiels")
    points_faits = models.FloatField("points faits")
    points_programmes = models.FloatField("points programmés")
    points_pas_faits = models.FloatField("points pas faits")
    points_non_renseignes = models.FloatField("points non renseignés")
    taches_renseignees = models.FloatField("tâches renseignées")
    taches_total = models.FloatField("tâches")
    etoiles = models.PositiveSmallIntegerField("étoiles")

    class Meta:
        abstract = True

    @property
    def ratio_fait(self) -> float:
        """Points faits / points potentiels, 0 when there is nothing to do."""
        return self.points_faits / self.points_potentiels if self.points_potentiels else 0.0

    @property
    def ratio_programme(self) -> float:
        """Points programmés / points potentiels."""
        return self.points_programmes / self.points_potentiels if self.points_potentiels else 0.0

    @property
    def completude(self) -> float:
        """Tâches renseignées / tâches."""
        return self.taches_renseignees / self.taches_total if self.taches_total else 0.0


class Engagement(ScoreGlobal):
    """A collectivité opened a référentiel. The row carries its current score (the « score courant »), rewritten in the
    transaction of every change; its detail is computed when read (docs/adr/0006)."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="engagements")
    referentiel = models.ForeignKey(Referentiel, on_delete=models.PROTECT, related_name="engagements")
    mode = models.CharField("mode", max_length=15, choices=Mode.choices, default=Mode.ECRITURE)
    ouvert_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ouvert_le = models.DateTimeField("ouvert le")
    score_empreinte = models.CharField("empreinte du score", max_length=64, blank=True)
    score_le = models.DateTimeField("score du", null=True)

    class Meta:
        verbose_name = "référentiel ouvert"
        verbose_name_plural = "référentiels ouverts"
        constraints = [models.UniqueConstraint(fields=["collectivite", "referentiel"], name="engagement_unique")]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.referentiel_id}"


class Snapshot(ScoreGlobal):
    """A frozen score: whole tree, answers used, and the version of the référentiel it was computed with."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="snapshots")
    referentiel = models.ForeignKey(Referentiel, on_delete=models.PROTECT, related_name="snapshots")
    referentiel_version = models.CharField("version", max_length=16)
    jalon = models.CharField("jalon", max_length=20, choices=TypeJalon.choices)
    ref = models.CharField("référence", max_length=30)
    nom = models.CharField("nom", max_length=300)
    date = models.DateTimeField("score du")
    charge_version = models.PositiveSmallIntegerField("version du détail", default=1)
    charge = models.JSONField("détail par nœud")
    reponses = models.JSONField("réponses utilisées", default=dict)
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("figé le")
    modified_at = models.DateTimeField("modifié le")

    class Meta:
        verbose_name = "jalon"
        verbose_name_plural = "jalons"
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["collectivite", "referentiel", "ref"], name="snapshot_ref_unique"),
            models.UniqueConstraint(
                fields=["collectivite", "referentiel"],
                condition=models.Q(jalon="etat_initial"),
                name="snapshot_un_seul_n0",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.referentiel_id} {self.ref}"


class ReleveMensuel(ScoreGlobal):
    """Last score of a month: what curves are drawn from. Written with the current score, one row a month."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="releves")
    referentiel = models.ForeignKey(Referentiel, on_delete=models.PROTECT, related_name="+")
    mois = models.DateField("mois")

    class Meta:
        verbose_name = "relevé mensuel"
        verbose_name_plural = "relevés mensuels"
        ordering = ["mois"]
        constraints = [
            models.UniqueConstraint(fields=["collectivite", "referentiel", "mois"], name="releve_mensuel_unique")
        ]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.referentiel_id} {self.mois:%Y-%m}"


class Verrou(models.Model):
    """Freezes the statuts of a collectivité's référentiel, with a reason and the people exempt (an audit's auditors).
    Owned here, placed by the applications above."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="verrous")
    referentiel = models.ForeignKey(Referentiel, on_delete=models.CASCADE, related_name="verrous")
    raison = models.CharField("raison", max_length=40)
    message = models.CharField("message", max_length=300)
    exemptes = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    pose_le = models.DateTimeField("posé le")
    leve_le = models.DateTimeField("levé le", null=True, blank=True)

    class Meta:
        verbose_name = "verrou"
        verbose_name_plural = "verrous"

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.referentiel_id} {self.raison}"
