"""The circuit of validation of a plan, and where each of its fiches stands in it (ADR 0016)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.plans.domain.validation import Etat, GesteValidation, Valideurs
from cordee.plans.models.fiche import Fiche
from cordee.plans.models.plan import Plan


class Circuit(models.Model):
    """Whether the fiches of a plan are validated, and by whom; `choisis` counts only when `valideurs` says so. Stopped
    (`actif` False), it keeps everything."""

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, primary_key=True, related_name="circuit")
    actif = models.BooleanField("actif", default=True)
    valideurs = models.CharField(
        "qui valide", max_length=20, choices=Valideurs.choices(), default=Valideurs.RESPONSABLES.value
    )
    choisis = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name="validateurs")
    regle_le = models.DateTimeField("réglé le")
    regle_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "circuit de validation"
        verbose_name_plural = "circuits de validation"

    def __str__(self) -> str:
        return f"circuit du plan {self.plan_id}"


class EtapeValidation(models.Model):
    """What somebody did to the state of a fiche in a plan. `version` is the frozen content when it was validated, and
    `jour` the day on which it was; the name outlives the account."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="etapes_validation")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="etapes_validation")
    geste = models.CharField("geste", max_length=20, choices=GesteValidation.choices())
    etat = models.CharField("état qui en vient", max_length=20, choices=Etat.choices())
    mot = models.TextField("mot", blank=True)
    version = models.JSONField("version validée", null=True, blank=True)
    empreinte = models.CharField("empreinte du contenu", max_length=64, blank=True)
    jour = models.DateField("jour")
    le = models.DateTimeField("fait le")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    par_nom = models.CharField("fait par", max_length=170, blank=True)

    class Meta:
        verbose_name = "étape de validation"
        verbose_name_plural = "étapes de validation"
        ordering = ["-le", "-id"]
        indexes = [models.Index(fields=["fiche", "plan", "-le"], name="etape_validation_fiche")]

    def __str__(self) -> str:
        return f"{self.geste} {self.fiche_id} dans {self.plan_id}"


class Validation(models.Model):
    """Where a fiche stands in the circuit of a plan; no row is « Brouillon ». `derniere` is the last thing done, and
    `validee` the step that holds the validated version, None without any."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="validations")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="validations")
    etat = models.CharField("état", max_length=20, choices=Etat.choices(), default=Etat.BROUILLON.value)
    derniere = models.ForeignKey(EtapeValidation, on_delete=models.SET_NULL, null=True, related_name="+")
    validee = models.ForeignKey(EtapeValidation, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "validation"
        verbose_name_plural = "validations"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["fiche", "plan"], name="validation_unique")]
        indexes = [models.Index(fields=["plan", "etat"], name="validation_par_etat")]

    def __str__(self) -> str:
        return f"{self.fiche_id} {self.etat} dans {self.plan_id}"

    @property
    def etat_lisible(self) -> Etat:
        """The state as an enum."""
        return Etat(self.etat)
