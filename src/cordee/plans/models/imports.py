"""Imports of files, and gestures on many fiches, that can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.plans.models.plan import Plan
from cordee.territoires.models import Collectivite


class Import(models.Model):
    """A file brought in. `lecture` keeps what was read until it is applied; `trace` what it created and changed, to
    undo it."""

    class Etat(models.TextChoices):
        """Where the import stands."""

        DEPOSE = "depose", "Déposé"
        LU = "lu", "À vérifier"
        EN_COURS = "en_cours", "En cours"
        APPLIQUE = "applique", "Importé"
        ANNULE = "annule", "Annulé"
        ECHOUE = "echoue", "Échoué"

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="imports")
    plan = models.ForeignKey(Plan, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports")
    nom_plan = models.CharField("nom du plan à créer", max_length=300, blank=True)
    nom_fichier = models.CharField("fichier", max_length=200)
    fichier = models.FileField("fichier déposé", upload_to="imports/%Y/%m/", blank=True)
    format = models.CharField("format", max_length=20, blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat.choices, default=Etat.DEPOSE)
    options = models.JSONField("options", default=dict)
    bilan = models.JSONField("bilan", default=dict)
    trace = models.JSONField("trace", default=dict)
    depose_le = models.DateTimeField("déposé le")
    depose_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    applique_le = models.DateTimeField("appliqué le", null=True, blank=True)
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ["-depose_le", "-id"]

    def __str__(self) -> str:
        return f"{self.nom_fichier} ({self.etat})"


class CorrespondanceColonnes(models.Model):
    """The fields that a collectivité gave to the columns of a kind of file, by the fingerprint of its headers."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="correspondances")
    empreinte = models.CharField("empreinte des en-têtes", max_length=64)
    colonnes = models.JSONField("champ de chaque colonne", default=dict)
    modifiee_le = models.DateTimeField("modifiée le")

    class Meta:
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"
        constraints = [models.UniqueConstraint(fields=["collectivite", "empreinte"], name="correspondance_unique")]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.empreinte[:8]}"


class GesteGroupe(models.Model):
    """A change made on many fiches at once: `avant` holds what they were, to undo it as a whole."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="gestes_groupes")
    verbe = models.CharField("verbe", max_length=60)
    resume = models.CharField("résumé", max_length=300)
    avant = models.JSONField("avant", default=dict)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    le = models.DateTimeField("le")
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        verbose_name = "geste groupé"
        verbose_name_plural = "gestes groupés"
        ordering = ["-le", "-id"]

    def __str__(self) -> str:
        return self.resume


class AbonnementCalendrier(models.Model):
    """A secret address by which a calendar program reads somebody's deadlines. Deleting the row revokes it."""

    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendriers")
    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    jeton = models.CharField("jeton", max_length=64, unique=True)
    cree_le = models.DateTimeField("créé le")

    class Meta:
        verbose_name = "abonnement au calendrier"
        verbose_name_plural = "abonnements au calendrier"

    def __str__(self) -> str:
        return f"{self.utilisateur_id} {self.collectivite_id}/{self.plan_id}"
