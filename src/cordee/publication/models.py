"""What describes the publication of a plan. What it shows is read from the applications below."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse

from cordee.plans.models import Plan
from cordee.publication.domain.reglages import ADRESSE_MAX, EtatPublication, NomsMontres, etat_de


class PublicationPlan(models.Model):
    """How a plan is shown to everybody: from when to when, under which address, and what of it. `publiee_le` is the
    decision to publish, `retiree_le` that to take it back; neither says that the dates allow it (`etat`)."""

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="publication")
    adresse = models.CharField("adresse", max_length=ADRESSE_MAX, unique=True)
    presentation = models.TextField("présentation pour le public", blank=True)
    debut = models.DateField("publié à partir du", null=True, blank=True)
    fin = models.DateField("publié jusqu'au", null=True, blank=True)
    noms = models.CharField(
        "noms montrés", max_length=10, choices=NomsMontres.choices(), default=NomsMontres.AUCUN.value
    )
    montre_structures = models.BooleanField("structures et services", default=True)
    montre_indicateurs = models.BooleanField("indicateurs", default=True)
    montre_budgets = models.BooleanField("budgets", default=False)
    montre_financeurs = models.BooleanField("financeurs", default=False)
    montre_notes = models.BooleanField("notes de suivi", default=False)
    montre_documents = models.BooleanField("documents", default=False)
    contact_courriel = models.EmailField("courriel public", blank=True)
    contact_telephone = models.CharField("téléphone public", max_length=40, blank=True)
    indexable = models.BooleanField("proposée aux moteurs de recherche", default=True)
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True)
    publiee_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)
    modifiee_le = models.DateTimeField("modifiée le")
    modifiee_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "publication d'un plan"
        verbose_name_plural = "publications des plans"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(debut__isnull=True)
                | models.Q(fin__isnull=True)
                | models.Q(fin__gte=models.F("debut")),
                name="publication_finit_apres_son_debut",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.adresse

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("public_plan", args=[self.adresse])

    def etat(self, jour: date) -> EtatPublication:
        """Where it stands that day."""
        return etat_de(
            publiee=self.publiee_le is not None, retiree=self.retiree_le is not None, debut=self.debut, fin=self.fin,
            confidentiel=self.plan.confidentiel, jour=jour,
        )  # fmt: skip

    @property
    def noms_montres(self) -> NomsMontres:
        """The setting as an enum."""
        return NomsMontres(self.noms)


class AncienneAdresse(models.Model):
    """An address that a publication had: it leads to the one that it has."""

    publication = models.ForeignKey(PublicationPlan, on_delete=models.CASCADE, related_name="anciennes_adresses")
    adresse = models.CharField("adresse", max_length=ADRESSE_MAX, unique=True)
    quittee_le = models.DateTimeField("quittée le")

    class Meta:
        verbose_name = "ancienne adresse"
        verbose_name_plural = "anciennes adresses"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.adresse
