"""What ties fiches and plans to the applications below: mesures, indicators, documents."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.documents.models import Document
from cordee.indicateurs.models import Indicateur
from cordee.plans.domain.listes import Frequence, NatureIndicateur, TypeReference
from cordee.plans.models.fiche import Fiche
from cordee.plans.models.plan import Axe, Plan
from cordee.referentiels.models import Mesure


class FicheMesure(models.Model):
    """A node of a référentiel that the fiche serves."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="mesures")
    mesure = models.ForeignKey(Mesure, on_delete=models.CASCADE, related_name="fiches")

    class Meta:
        verbose_name = "mesure servie"
        verbose_name_plural = "mesures servies"
        ordering = ["mesure_id"]
        constraints = [models.UniqueConstraint(fields=["fiche", "mesure"], name="fiche_mesure_unique")]

    def __str__(self) -> str:
        return f"{self.fiche_id} sert {self.mesure_id}"


class FicheIndicateur(models.Model):
    """An indicator that follows the fiche, with its own target. `mesure_avancement`: the way that it has gone tells the
    progress of the fiche in the plans that are followed so."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="indicateurs")
    indicateur = models.ForeignKey(Indicateur, on_delete=models.CASCADE, related_name="fiches")
    nature = models.CharField(
        "nature", max_length=20, choices=NatureIndicateur.choices(), default=NatureIndicateur.REALISATION.value
    )
    cible = models.DecimalField("cible", max_digits=18, decimal_places=4, null=True, blank=True)
    annee_cible = models.PositiveSmallIntegerField("année de la cible", null=True, blank=True)
    frequence = models.CharField("fréquence", max_length=20, choices=Frequence.choices(), blank=True)
    source = models.CharField("source de la donnée", max_length=200, blank=True)
    responsable = models.CharField("responsable de la donnée", max_length=170, blank=True)
    mesure_avancement = models.BooleanField("mesure l'avancement", default=False)
    position = models.PositiveSmallIntegerField("position", default=0)

    class Meta:
        verbose_name = "indicateur de suivi"
        verbose_name_plural = "indicateurs de suivi"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["fiche", "indicateur"], name="fiche_indicateur_unique")]

    def __str__(self) -> str:
        return f"{self.fiche_id} suivi par {self.indicateur_id}"


class AxeIndicateur(models.Model):
    """An indicator shown with an axe."""

    axe = models.ForeignKey(Axe, on_delete=models.CASCADE, related_name="indicateurs")
    indicateur = models.ForeignKey(Indicateur, on_delete=models.CASCADE, related_name="axes")

    class Meta:
        verbose_name = "indicateur d'un axe"
        verbose_name_plural = "indicateurs des axes"
        constraints = [models.UniqueConstraint(fields=["axe", "indicateur"], name="axe_indicateur_unique")]

    def __str__(self) -> str:
        return f"{self.axe_id} suivi par {self.indicateur_id}"


class Reference(models.Model):
    """A document that the fiche answers to (SRADDET, SCoT, SNBC…): a title, the article or the rule, a link."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="references")
    type = models.CharField("document", max_length=20, choices=TypeReference.choices())
    titre = models.CharField("titre", max_length=300, blank=True)
    article = models.CharField("article ou règle", max_length=200, blank=True)
    adresse = models.URLField("adresse", max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField("position", default=0)

    class Meta:
        verbose_name = "document cadre"
        verbose_name_plural = "documents cadres"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.type} {self.titre}"


class BaseDocumentJoint(models.Model):
    """A file or a link of a library, attached; `documents` on the other side, whatever holds it."""

    commentaire = models.CharField("commentaire", max_length=300, blank=True)
    ajoute_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ajoute_le = models.DateTimeField("joint le")

    class Meta:
        abstract = True
        ordering = ["-ajoute_le", "-id"]


class FicheDocument(BaseDocumentJoint):
    """A file or a link attached to the fiche."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="fiches")

    class Meta(BaseDocumentJoint.Meta):
        verbose_name = "document joint"
        verbose_name_plural = "documents joints"
        constraints = [models.UniqueConstraint(fields=["fiche", "document"], name="fiche_document_unique")]

    def __str__(self) -> str:
        return f"{self.fiche_id} joint {self.document_id}"


class PlanDocument(BaseDocumentJoint):
    """A file or a link attached to the plan. `deliberation`: the act by which the plan was voted, one a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="plans")
    deliberation = models.BooleanField("délibération du plan", default=False)

    class Meta(BaseDocumentJoint.Meta):
        verbose_name = "document joint à un plan"
        verbose_name_plural = "documents joints à des plans"
        ordering = ["-deliberation", "-ajoute_le", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "document"], name="plan_document_unique"),
            models.UniqueConstraint(
                fields=["plan"], condition=models.Q(deliberation=True), name="plan_deliberation_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.plan_id} joint {self.document_id}"
