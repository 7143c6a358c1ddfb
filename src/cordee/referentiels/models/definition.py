"""The définition of a référentiel: facts that everybody shares."""

from __future__ import annotations

from django.db import models

from cordee.referentiels.enums import Niveau, TypeRegle


class Referentiel(models.Model):
    """A versioned scoring framework. `empreinte` changes with every load: caches of the tree are keyed by it."""

    code = models.CharField("code", max_length=16, primary_key=True)
    nom = models.CharField("nom", max_length=80)
    version = models.CharField("version", max_length=16)
    hierarchie = models.JSONField("hiérarchie")
    empreinte = models.CharField("empreinte", max_length=64)
    verrouille = models.BooleanField("verrouillé", default=False)
    source_officielle = models.CharField("source du texte officiel", max_length=200, blank=True)
    licence_officielle = models.CharField("licence du texte officiel", max_length=120, blank=True)
    version_officielle = models.CharField("version du texte officiel", max_length=16, blank=True)
    modified_at = models.DateTimeField("chargé le")

    class Meta:
        verbose_name = "référentiel"
        verbose_name_plural = "référentiels"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.nom} {self.version}"


class Mesure(models.Model):
    """A node of a référentiel, of any niveau: axe, sous-axe, mesure, sous-mesure, tâche."""

    code = models.CharField("identifiant", max_length=40, primary_key=True)
    referentiel = models.ForeignKey(Referentiel, on_delete=models.CASCADE, related_name="mesures")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="enfants")
    ordre = models.PositiveIntegerField("ordre")
    niveau = models.CharField("niveau", max_length=12, choices=Niveau.choices)
    libelle = models.CharField("libellé", max_length=300)
    aide = models.TextField("aide", blank=True)
    points_saisis = models.FloatField("points écrits", null=True)
    pourcentage_saisi = models.FloatField("pourcentage écrit", null=True)
    points = models.FloatField("points de référentiel", null=True)
    categorie = models.CharField("phase", max_length=20, blank=True)
    coremeasure = models.BooleanField("mesure essentielle", default=False)
    indicateurs = models.JSONField("indicateurs", default=list)
    labels = models.JSONField("familles", default=list)
    thematique = models.CharField("thématique", max_length=30, blank=True)
    adaptation = models.CharField("niveau d'adaptation", max_length=30, blank=True)
    questions = models.JSONField("questions liées", default=list)
    score_indicatif = models.TextField("formule du score indicatif", blank=True)
    retiree_en = models.CharField("retirée en version", max_length=16, blank=True)

    class Meta:
        verbose_name = "mesure"
        verbose_name_plural = "mesures"
        ordering = ["referentiel", "ordre"]
        indexes = [models.Index(fields=["referentiel", "ordre"], name="mesure_ordre")]

    def __str__(self) -> str:
        return f"{self.code} {self.libelle}"


class TexteOfficiel(models.Model):
    """Official wording of a node, laid over ours by an import; kept apart so that both stay, and lists stay light."""

    mesure = models.OneToOneField(Mesure, on_delete=models.CASCADE, primary_key=True, related_name="texte_officiel")
    nom = models.TextField("nom", blank=True)
    description = models.TextField("description", blank=True)
    contexte = models.TextField("contexte", blank=True)
    exemples = models.TextField("exemples", blank=True)
    ressources = models.TextField("ressources", blank=True)
    perimetre = models.TextField("périmètre d'évaluation", blank=True)
    preuve = models.TextField("preuves", blank=True)
    reduction_potentiel = models.TextField("réduction de potentiel", blank=True)

    class Meta:
        verbose_name = "texte officiel"
        verbose_name_plural = "textes officiels"

    def __str__(self) -> str:
        return f"{self.mesure_id} {self.nom[:60]}"


class Regle(models.Model):
    """One personnalisation rule of a node."""

    mesure = models.ForeignKey(Mesure, on_delete=models.CASCADE, related_name="regles")
    type_regle = models.CharField("type", max_length=15, choices=TypeRegle.choices)
    formule = models.TextField("formule")

    class Meta:
        verbose_name = "règle de personnalisation"
        verbose_name_plural = "règles de personnalisation"
        constraints = [models.UniqueConstraint(fields=["mesure", "type_regle"], name="regle_unique")]

    def __str__(self) -> str:
        return f"{self.mesure_id} {self.type_regle}"


class LienOrigine(models.Model):
    """A TE node comes from a CAE or ECI node, with a weight."""

    mesure = models.ForeignKey(Mesure, on_delete=models.CASCADE, related_name="origines")
    origine = models.ForeignKey(Mesure, on_delete=models.CASCADE, related_name="descendances")
    poids = models.FloatField("poids", default=1.0)

    class Meta:
        verbose_name = "lien d'origine"
        verbose_name_plural = "liens d'origine"
        constraints = [models.UniqueConstraint(fields=["mesure", "origine"], name="lien_origine_unique")]

    def __str__(self) -> str:
        return f"{self.mesure_id} ← {self.origine_id} ({self.poids})"


class PreuveAttendue(models.Model):
    """A regulatory document that nodes call for."""

    code = models.CharField("identifiant", max_length=80, primary_key=True)
    referentiel = models.ForeignKey(Referentiel, on_delete=models.CASCADE, related_name="preuves_attendues")
    nom = models.CharField("nom", max_length=200)
    mesures = models.ManyToManyField(Mesure, related_name="preuves_attendues", verbose_name="mesures")

    class Meta:
        verbose_name = "preuve attendue"
        verbose_name_plural = "preuves attendues"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class ConditionEtoile(models.Model):
    """What a star asks of one node, in percent. Met by faits alone, or by faits + programmés when the second bound is
    set (docs/calculs/etoiles.md)."""

    referentiel = models.ForeignKey(Referentiel, on_delete=models.CASCADE, related_name="conditions_etoile")
    etoile = models.PositiveSmallIntegerField("étoile")
    ordre = models.PositiveSmallIntegerField("ordre")
    mesure = models.ForeignKey(Mesure, on_delete=models.CASCADE, related_name="conditions_etoile")
    objet = models.CharField("objet", max_length=80, blank=True)
    min_realise = models.FloatField("minimum fait (%)")
    min_programme = models.FloatField("minimum fait ou programmé (%)", null=True)

    class Meta:
        verbose_name = "condition d'étoile"
        verbose_name_plural = "conditions d'étoile"
        ordering = ["referentiel", "etoile", "ordre"]
        constraints = [
            models.UniqueConstraint(fields=["referentiel", "etoile", "mesure"], name="condition_etoile_unique")
        ]

    def __str__(self) -> str:
        return f"{self.referentiel_id} {self.etoile}★ {self.mesure_id}"
