"""Questions de personnalisation, their answers and the history of these."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.territoires.enums import TypeQuestion
from cordee.territoires.models.collectivite import Collectivite


class Thematique(models.Model):
    """Group of questions."""

    code = models.CharField("code", max_length=40, primary_key=True)
    nom = models.CharField("nom", max_length=120)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "thématique"
        verbose_name_plural = "thématiques"
        ordering = ["ordre", "code"]

    def __str__(self) -> str:
        return self.nom


class Question(models.Model):
    """One fact about the collectivité on which points depend. Its wording is ours; an official import lays the
    official one beside it."""

    code = models.CharField("identifiant", max_length=40, primary_key=True)
    thematique = models.ForeignKey(Thematique, on_delete=models.PROTECT, related_name="questions")
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    type_reponse = models.CharField("type", max_length=12, choices=TypeQuestion.choices)
    formulation = models.CharField("formulation", max_length=400)
    aide = models.TextField("aide", blank=True)
    formulation_officielle = models.TextField("formulation officielle", blank=True)
    aide_officielle = models.TextField("aide officielle", blank=True)
    consigne_justification = models.TextField("consigne de justification", blank=True)
    competence_code = models.CharField("code de compétence", max_length=8, blank=True)
    expression_visible = models.TextField("visible si", blank=True)
    natures_concernees = models.CharField("types de collectivités concernées", max_length=60, blank=True)

    class Meta:
        verbose_name = "question"
        verbose_name_plural = "questions"
        ordering = ["thematique__ordre", "ordre", "code"]

    def __str__(self) -> str:
        return self.formulation


class Choix(models.Model):
    """One possible answer of a question of type `choix`."""

    code = models.CharField("identifiant", max_length=40, primary_key=True)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choix")
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    formulation = models.CharField("formulation", max_length=300)
    formulation_officielle = models.TextField("formulation officielle", blank=True)

    class Meta:
        verbose_name = "choix"
        verbose_name_plural = "choix"
        ordering = ["question", "ordre", "code"]

    def __str__(self) -> str:
        return self.formulation


class Reponse(models.Model):
    """Explicit answer of a collectivité: a boolean, a ratio in [0, 1], the code of a choice, or null when only a
    justification was written."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="reponses")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="reponses")
    valeur = models.JSONField("réponse", null=True, default=None)
    justification = models.TextField("justification", blank=True)
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    modified_at = models.DateTimeField("modifiée le")

    class Meta:
        verbose_name = "réponse"
        verbose_name_plural = "réponses"
        constraints = [models.UniqueConstraint(fields=["collectivite", "question"], name="reponse_unique")]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.question_id} = {self.valeur}"


class HistoriqueReponse(models.Model):
    """One change of an answer (`champ` = reponse) or of its justification."""

    class Champ(models.TextChoices):
        REPONSE = "reponse", "Réponse"
        JUSTIFICATION = "justification", "Justification"

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    champ = models.CharField("champ", max_length=15, choices=Champ.choices)
    valeur = models.JSONField("valeur", null=True)
    precedente = models.JSONField("valeur précédente", null=True)
    precedente_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    precedente_le = models.DateTimeField("valeur précédente du", null=True)
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    modified_at = models.DateTimeField("modifiée le")

    class Meta:
        verbose_name = "historique de réponse"
        verbose_name_plural = "historique des réponses"
        ordering = ["-modified_at", "-id"]
        indexes = [
            models.Index(fields=["collectivite", "-modified_at"], name="hist_reponse_fil"),
            models.Index(fields=["collectivite", "question", "-modified_at"], name="hist_reponse_objet"),
        ]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.question_id} {self.champ}"
