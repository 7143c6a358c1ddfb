"""Fields that a collectivité adds to its fiches, or a plan to those that it holds, and their values."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.plans.domain.genres_de_champs import CouleurOption, EcritureChamp, GenreChamp, LectureChamp
from cordee.plans.domain.listes import Precision
from cordee.plans.models.fiche import Fiche
from cordee.plans.models.plan import Plan
from cordee.territoires.models import Collectivite


class ChampPersonnalise(models.Model):
    """A field of the collectivité, or of one of its plans. `cle` is its label without case nor accents, unique among
    those that it stands with. The phases of a plan are such a field (ADR 0017)."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="champs_personnalises")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, blank=True, related_name="champs_personnalises")
    libelle = models.CharField("libellé", max_length=100)
    cle = models.CharField("clé", max_length=110)
    genre = models.CharField("genre", max_length=20, choices=GenreChamp.choices())
    aide = models.CharField("aide", max_length=300, blank=True)
    unite = models.CharField("unité", max_length=30, blank=True)
    minimum = models.DecimalField("minimum", max_digits=18, decimal_places=4, null=True, blank=True)
    maximum = models.DecimalField("maximum", max_digits=18, decimal_places=4, null=True, blank=True)
    obligatoire = models.BooleanField("attendu pour que la fiche soit complète", default=False)
    lecture = models.CharField(
        "qui le lit", max_length=12, choices=LectureChamp.choices(), default=LectureChamp.TOUS.value
    )
    ecriture = models.CharField(
        "qui l'écrit", max_length=12, choices=EcritureChamp.choices(), default=EcritureChamp.FICHE.value
    )
    position = models.PositiveSmallIntegerField("position", default=0)
    cree_le = models.DateTimeField("créé le")
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "champ personnalisé"
        verbose_name_plural = "champs personnalisés"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["collectivite", "cle"], condition=models.Q(plan__isnull=True), name="champ_unique"
            ),
            models.UniqueConstraint(
                fields=["plan", "cle"], condition=models.Q(plan__isnull=False), name="champ_du_plan_unique"
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=models.Q(genre="phase"), name="champ_phases_du_plan"
            ),
            models.CheckConstraint(
                condition=~models.Q(genre="phase") | models.Q(plan__isnull=False), name="champ_phase_d_un_plan"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.libelle


class OptionChamp(models.Model):
    """An option of a choice."""

    champ = models.ForeignKey(ChampPersonnalise, on_delete=models.CASCADE, related_name="options")
    libelle = models.CharField("libellé", max_length=120)
    cle = models.CharField("clé", max_length=130)
    couleur = models.CharField(
        "couleur", max_length=10, choices=CouleurOption.choices(), default=CouleurOption.GRIS.value
    )
    position = models.PositiveSmallIntegerField("position", default=0)

    class Meta:
        verbose_name = "option d'un champ"
        verbose_name_plural = "options des champs"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["champ", "cle"], name="option_champ_unique")]

    def __str__(self) -> str:
        return self.libelle


class ValeurPersonnalisee(models.Model):
    """The value of a field in a fiche, in the column of its genre; a multiple choice has a row an option. `cle_tri`
    sorts texts the same way on every database."""

    champ = models.ForeignKey(ChampPersonnalise, on_delete=models.CASCADE, related_name="valeurs")
    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="valeurs_personnalisees")
    option = models.ForeignKey(OptionChamp, on_delete=models.CASCADE, null=True, blank=True, related_name="valeurs")
    texte = models.TextField("texte", blank=True)
    cle_tri = models.CharField("clé de tri", max_length=120, blank=True)
    nombre = models.DecimalField("nombre", max_digits=18, decimal_places=4, null=True, blank=True)
    jour = models.DateField("date", null=True, blank=True)
    precision = models.CharField(
        "précision de la date", max_length=6, choices=Precision.choices(), default=Precision.JOUR.value
    )
    oui = models.BooleanField("oui", null=True, blank=True)

    class Meta:
        verbose_name = "valeur personnalisée"
        verbose_name_plural = "valeurs personnalisées"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["champ", "option", "fiche"], name="valeur_par_option"),
            models.Index(fields=["champ", "nombre"], name="valeur_par_nombre"),
            models.Index(fields=["champ", "jour"], name="valeur_par_jour"),
            models.Index(fields=["champ", "cle_tri"], name="valeur_par_texte"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["fiche", "champ"], condition=models.Q(option__isnull=True), name="valeur_champ_unique"
            ),
            models.UniqueConstraint(
                fields=["fiche", "champ", "option"], condition=models.Q(option__isnull=False),
                name="valeur_option_unique",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.champ_id} de {self.fiche_id}"
