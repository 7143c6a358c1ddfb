"""Local bodies, what they are made of and what they exercise."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from cordee.outils.texte import INSECABLE
from cordee.territoires.enums import Nature


class Collectivite(models.Model):
    """Any local body with a SIREN: commune, EPCI, PETR, syndicat…"""

    siren = models.CharField("SIREN", max_length=9, unique=True)
    nom = models.CharField("nom", max_length=200)
    nom_court = models.CharField("nom court", max_length=60, blank=True)
    cle_recherche = models.CharField("clé de recherche", max_length=220, db_index=True)
    nature = models.CharField("nature", max_length=20, choices=Nature.choices)
    nature_insee = models.CharField("nature juridique", max_length=8, blank=True)
    code_insee = models.CharField("code géographique", max_length=5, blank=True, db_index=True)
    population = models.PositiveIntegerField("population totale", null=True, blank=True)
    departements = models.CharField("départements", max_length=40, blank=True)
    region = models.CharField("région", max_length=2, blank=True)
    drom = models.BooleanField("outre-mer", null=True, blank=True)
    dans_aire_urbaine = models.BooleanField("dans une aire urbaine", null=True, blank=True)
    fictive = models.BooleanField("données fictives", default=False)
    membres_collectivites = models.ManyToManyField(
        "self", through="Appartenance", symmetrical=False, related_name="groupements", verbose_name="membres"
    )

    class Meta:
        verbose_name = "collectivité"
        verbose_name_plural = "collectivités"
        ordering = ["cle_recherche"]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        """Its Accueil."""
        return reverse("accueil_collectivite", args=[self.siren])

    @property
    def est_groupement(self) -> bool:
        """Whether it gathers collectivités that have their own référentiels."""
        return Nature(self.nature).est_groupement

    @property
    def appellation(self) -> str:
        """Name for a tab or a breadcrumb: the short one when there is one."""
        return self.nom_court or self.nom

    @property
    def siren_lisible(self) -> str:
        """`200 067 452`."""
        return INSECABLE.join((self.siren[:3], self.siren[3:6], self.siren[6:]))


class Appartenance(models.Model):
    """A collectivité belongs to a groupement (EPCI ⊂ PETR) or a commune to its EPCI."""

    groupement = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="appartenances_membres")
    membre = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="appartenances")
    coordination_acceptee = models.BooleanField("accepte d'être coordonnée", default=True)

    class Meta:
        verbose_name = "appartenance"
        verbose_name_plural = "appartenances"
        constraints = [
            models.UniqueConstraint(fields=["groupement", "membre"], name="appartenance_unique"),
            models.CheckConstraint(condition=~models.Q(groupement=models.F("membre")), name="appartenance_pas_a_soi"),
        ]

    def __str__(self) -> str:
        return f"{self.membre_id} dans {self.groupement_id}"


class Competence(models.Model):
    """A legal power of the national base of groupements (BANATIC)."""

    code = models.CharField("code", max_length=8, primary_key=True)
    intitule = models.CharField("intitulé", max_length=300)

    class Meta:
        verbose_name = "compétence"
        verbose_name_plural = "compétences"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.intitule


class CompetenceExercee(models.Model):
    """Whether a collectivité exercises a competence. No row: not known, so nothing is deduced."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="competences_exercees")
    competence = models.ForeignKey(Competence, on_delete=models.CASCADE, related_name="+")
    exercee = models.BooleanField("exercée")

    class Meta:
        verbose_name = "compétence exercée"
        verbose_name_plural = "compétences exercées"
        constraints = [models.UniqueConstraint(fields=["collectivite", "competence"], name="competence_exercee_unique")]

    def __str__(self) -> str:
        return f"{self.collectivite_id} {self.competence_id} {self.exercee}"
