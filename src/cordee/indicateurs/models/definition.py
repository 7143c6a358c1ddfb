"""What an indicateur is. A national one has an identifiant; a personnalisé one belongs to a collectivité."""

from __future__ import annotations

from django.db import models

from cordee.indicateurs.enums import Segmentation, Thematique
from cordee.territoires.models import Collectivite


class Indicateur(models.Model):
    """A definition: name, unit, and what the national nomenclature says of it. `valeur_calcule`, `expr_cible` and
    `expr_seuil` are formulas kept as their source writes them (docs/calculs/indicateurs.md)."""

    identifiant = models.CharField("identifiant", max_length=40, null=True, blank=True, unique=True)
    collectivite = models.ForeignKey(
        Collectivite, on_delete=models.CASCADE, null=True, related_name="indicateurs", verbose_name="collectivité"
    )
    titre = models.CharField("titre", max_length=300)
    titre_court = models.CharField("titre court", max_length=120, blank=True)
    titre_long = models.CharField("titre long", max_length=400, blank=True)
    cle_titre = models.CharField("titre normalisé", max_length=320, db_index=True)
    cle_recherche = models.CharField("clé de recherche", max_length=1000)
    cle_tri = models.CharField("ordre", max_length=90, db_index=True)
    description = models.TextField("description", blank=True)
    description_officielle = models.TextField("description officielle", blank=True)
    unite = models.CharField("unité", max_length=80, blank=True)
    precision = models.PositiveSmallIntegerField("décimales", default=2)
    borne_min = models.FloatField("borne inférieure", null=True)
    borne_max = models.FloatField("borne supérieure", null=True)
    sans_valeur_utilisateur = models.BooleanField("sans saisie", default=False)
    participation_score = models.BooleanField("participe au score d'une mesure", default=False)
    valeur_calcule = models.TextField("formule", blank=True)
    expr_cible = models.TextField("valeur cible", blank=True)
    expr_seuil = models.TextField("valeur limite", blank=True)
    libelle_cible_seuil = models.CharField("explication de la cible", max_length=300, blank=True)
    version = models.CharField("version", max_length=20, blank=True)
    clef = models.BooleanField("indicateur clé", default=False)
    prioritaire = models.BooleanField("demandé par le PCAET", default=False)
    est_agregation = models.BooleanField("somme de ses enfants", default=False)
    segmentation = models.CharField("segmentation", max_length=20, choices=Segmentation.choices, blank=True)
    parents = models.ManyToManyField("self", symmetrical=False, related_name="enfants", blank=True)
    created_at = models.DateTimeField("créé le", null=True)
    modified_at = models.DateTimeField("modifié le", null=True)

    class Meta:
        verbose_name = "indicateur"
        verbose_name_plural = "indicateurs"
        ordering = ["cle_tri", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(identifiant__isnull=True, collectivite__isnull=False)
                | models.Q(identifiant__isnull=False, collectivite__isnull=True),
                name="indicateur_national_ou_personnalise",
            ),
            models.UniqueConstraint(
                fields=["collectivite", "cle_titre"],
                condition=models.Q(collectivite__isnull=False),
                name="indicateur_personnalise_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def est_personnalise(self) -> bool:
        """Whether a collectivité made it for itself."""
        return self.collectivite_id is not None

    @property
    def appellation(self) -> str:
        """Short name for a list of children, the whole one otherwise."""
        return self.titre_court or self.titre


class IndicateurThematique(models.Model):
    """A subject of an indicateur."""

    indicateur = models.ForeignKey(Indicateur, on_delete=models.CASCADE, related_name="thematiques")
    thematique = models.CharField("thématique", max_length=40, choices=Thematique.choices, db_index=True)

    class Meta:
        verbose_name = "thématique d'un indicateur"
        verbose_name_plural = "thématiques des indicateurs"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["indicateur", "thematique"], name="indicateur_thematique_unique")
        ]

    def __str__(self) -> str:
        return f"{self.indicateur_id} {self.thematique}"


class IndicateurMesure(models.Model):
    """A mesure that the indicateur measures, by its code: the référentiels are above this application."""

    indicateur = models.ForeignKey(Indicateur, on_delete=models.CASCADE, related_name="mesures")
    mesure_code = models.CharField("mesure", max_length=40, db_index=True)

    class Meta:
        verbose_name = "mesure d'un indicateur"
        verbose_name_plural = "mesures des indicateurs"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["indicateur", "mesure_code"], name="indicateur_mesure_unique")]

    def __str__(self) -> str:
        return f"{self.indicateur_id} {self.mesure_code}"


class IndicateurCategorie(models.Model):
    """A label that the nomenclature gives (programme, list), kept as it is written there: `crte`, `pcaet`, `clef`."""

    indicateur = models.ForeignKey(Indicateur, on_delete=models.CASCADE, related_name="categories")
    categorie = models.CharField("catégorie", max_length=40, db_index=True)

    class Meta:
        verbose_name = "catégorie d'un indicateur"
        verbose_name_plural = "catégories des indicateurs"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["indicateur", "categorie"], name="indicateur_categorie_unique")]

    def __str__(self) -> str:
        return f"{self.indicateur_id} {self.categorie}"
