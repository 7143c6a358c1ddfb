"""What a collectivité declares on the nodes of a référentiel."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.referentiels.models.definition import Mesure
from cordee.territoires.models import Collectivite


class Statut(models.Model):
    """Current statut of one node for one collectivité (docs/calculs/scores.md). `avancement` holds what is stored:
    non_renseigne, fait, programme, pas_fait or detaille; « non concerné » is `concerne` false."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="statuts")
    mesure = models.ForeignKey(Mesure, on_delete=models.PROTECT, related_name="statuts")
    avancement = models.CharField("avancement", max_length=15)
    fait = models.FloatField("part faite", null=True)
    programme = models.FloatField("part programmée", null=True)
    pas_fait = models.FloatField("part pas faite", null=True)
    concerne = models.BooleanField("concernée", default=True)
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    modified_at = models.DateTimeField("modifié le")

    class Meta:
        verbose_name = "statut"
        verbose_name_plural = "statuts"
        constraints = [models.UniqueConstraint(fields=["collectivite", "mesure"], name="statut_unique")]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.mesure_id} {self.avancement}"


class HistoriqueStatut(models.Model):
    """One change of statut, with what it replaced; an empty `avancement` tells that nothing is stored any more. `lot`
    groups the rows written by one gesture, so that it can be undone as one; `avant_geste` is what that gesture
    replaced, which a merge makes younger than `precedent_…` (actions.gestes, docs/calculs/historique.md)."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="+")
    mesure = models.ForeignKey(Mesure, on_delete=models.PROTECT, related_name="+")
    lot = models.UUIDField("geste", db_index=True)
    annule = models.UUIDField("geste annulé", null=True)
    avant_geste = models.JSONField("valeur remplacée par le geste", null=True)
    avancement = models.CharField("avancement", max_length=15)
    detail = models.JSONField("détail", null=True)
    concerne = models.BooleanField("concernée")
    precedent_avancement = models.CharField("avancement précédent", max_length=15, blank=True)
    precedent_detail = models.JSONField("détail précédent", null=True)
    precedent_concerne = models.BooleanField("concernée auparavant", default=True)
    precedent_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    precedent_le = models.DateTimeField("valeur précédente du", null=True)
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    modified_at = models.DateTimeField("modifié le")

    class Meta:
        verbose_name = "historique de statut"
        verbose_name_plural = "historique des statuts"
        ordering = ["-modified_at", "-id"]
        indexes = [
            models.Index(fields=["collectivite", "-modified_at"], name="hist_statut_fil"),
            models.Index(fields=["collectivite", "mesure", "-modified_at"], name="hist_statut_objet"),
        ]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.mesure_id} {self.avancement}"


class Commentaire(models.Model):
    """The explanation that goes with a node (« précision »): one text per collectivité and node."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="commentaires")
    mesure = models.ForeignKey(Mesure, on_delete=models.PROTECT, related_name="commentaires")
    texte = models.TextField("texte", blank=True)
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    modified_at = models.DateTimeField("modifié le")

    class Meta:
        verbose_name = "commentaire"
        verbose_name_plural = "commentaires"
        constraints = [models.UniqueConstraint(fields=["collectivite", "mesure"], name="commentaire_unique")]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.mesure_id}"


class HistoriqueCommentaire(models.Model):
    """One change of comment."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="+")
    mesure = models.ForeignKey(Mesure, on_delete=models.PROTECT, related_name="+")
    texte = models.TextField("texte", blank=True)
    precedent = models.TextField("texte précédent", blank=True)
    precedent_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    precedent_le = models.DateTimeField("texte précédent du", null=True)
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    modified_at = models.DateTimeField("modifié le")

    class Meta:
        verbose_name = "historique de commentaire"
        verbose_name_plural = "historique des commentaires"
        ordering = ["-modified_at", "-id"]
        indexes = [
            models.Index(fields=["collectivite", "-modified_at"], name="hist_comment_fil"),
            models.Index(fields=["collectivite", "mesure", "-modified_at"], name="hist_comment_objet"),
        ]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.mesure_id}"
