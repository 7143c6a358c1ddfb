"""Dashboards, and what plans added up to each month."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cordee.plans.models.plan import Plan
from cordee.territoires.models import Collectivite


class TableauDeBord(models.Model):
    """The modules of a dashboard, once somebody arranged it: that of a collectivité (neither plan nor person), of a
    plan, or of a person in a collectivité. `modules` are the values of domain.tableaux."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="tableaux")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, blank=True, related_name="tableaux")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="tableaux"
    )
    modules = models.JSONField("modules", default=list)
    modifie_le = models.DateTimeField("modifié le")
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "tableau de bord"
        verbose_name_plural = "tableaux de bord"
        constraints = [
            models.UniqueConstraint(
                fields=["collectivite"],
                condition=Q(plan__isnull=True, utilisateur__isnull=True),
                name="tableau_commun_unique",
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(plan__isnull=False), name="tableau_du_plan_unique"
            ),
            models.UniqueConstraint(
                fields=["collectivite", "utilisateur"],
                condition=Q(utilisateur__isnull=False),
                name="tableau_personnel_unique",
            ),
            models.CheckConstraint(
                condition=Q(plan__isnull=True) | Q(utilisateur__isnull=True), name="tableau_d_un_plan_ou_d_une_personne"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.plan_id or ''} {self.utilisateur_id or ''}"


class RelevePlan(models.Model):
    """What a plan (or a whole collectivité, `plan` empty) added up to in a month: everything (`entier`), or without
    what is confidential. `reconstitue`: told afterwards from the trail, of which only the statuts are known."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="releves_plans")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, blank=True, related_name="releves")
    mois = models.DateField("mois")
    entier = models.BooleanField("avec le confidentiel")
    par_statut = models.JSONField("fiches par statut", default=dict)
    en_retard = models.PositiveIntegerField("fiches en retard", null=True, blank=True)
    avancement = models.FloatField("avancement", null=True, blank=True)
    prevu_bas = models.DecimalField("prévu au moins", max_digits=16, decimal_places=2, null=True, blank=True)
    prevu_haut = models.DecimalField("prévu au plus", max_digits=16, decimal_places=2, null=True, blank=True)
    reel = models.DecimalField("dépensé", max_digits=16, decimal_places=2, null=True, blank=True)
    reconstitue = models.BooleanField("reconstitué", default=False)

    class Meta:
        verbose_name = "relevé mensuel d'un plan"
        verbose_name_plural = "relevés mensuels des plans"
        ordering = ["mois"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "mois", "entier"], condition=Q(plan__isnull=False), name="releve_du_plan_unique"
            ),
            models.UniqueConstraint(
                fields=["collectivite", "mois", "entier"],
                condition=Q(plan__isnull=True),
                name="releve_de_la_collectivite_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.plan_id or ''} {self.mois:%Y-%m}"
