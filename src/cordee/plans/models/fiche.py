"""A fiche and what makes it up. A sous-fiche is a fiche with a parent, to depth 2."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from cordee.plans.domain.listes import (
    BaseMontant,
    CoutEfficacite,
    Faisabilite,
    Genre,
    GenreEtiquette,
    Maturite,
    Participation,
    Precision,
    Priorite,
    RoleActeur,
    RolePersonne,
    RythmeCout,
    StatutFiche,
    TempsMiseEnOeuvre,
    TypeLien,
)
from cordee.plans.domain.organisations import NatureOrganisation
from cordee.plans.models.plan import Axe, Personne, Plan
from cordee.territoires.models import Collectivite

TITRE_MAX = 300


class Fiche(models.Model):
    """One action of a plan, or one of its sous-fiches. `supprimee_le` is set by a deletion, which can be undone;
    `version` grows with each change and lets two people edit without losing anything. `etat_le` is the day at which
    the statut and the progress hold; `cout_evite` what the fiche saves, never part of what it costs."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="fiches")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="sous_fiches")
    profondeur = models.PositiveSmallIntegerField("profondeur", default=0)
    position = models.PositiveIntegerField("position", default=0)
    code = models.CharField("numéro", max_length=30, blank=True)
    titre = models.CharField("titre", max_length=TITRE_MAX)
    cle_recherche = models.CharField("clé de tri", max_length=320)
    cle_tri = models.CharField("clé de tri naturel", max_length=340, default="", editable=False)
    nom_officiel = models.TextField("intitulé adopté", blank=True)
    description = models.TextField("description", blank=True)
    contexte = models.TextField("enjeux et contexte", blank=True)
    objectifs = models.TextField("objectifs", blank=True)
    moyens = models.TextField("moyens humains et techniques", blank=True)
    financements_texte = models.TextField("partenaires et dispositif financier", blank=True)
    vigilance = models.TextField("points de vigilance", blank=True)
    public_cible = models.TextField("public-cible", blank=True)
    calendrier = models.CharField("calendrier, tel qu'écrit", max_length=300, blank=True)
    statut = models.CharField(
        "statut", max_length=20, choices=StatutFiche.choices(), blank=True, default=StatutFiche.A_VENIR.value
    )
    etat_precision = models.CharField("précision de l'état", max_length=300, blank=True)
    etat_le = models.DateField("date de l'état", null=True, blank=True)
    priorite = models.CharField("priorité", max_length=10, choices=Priorite.choices(), blank=True)
    faisabilite = models.CharField("faisabilité", max_length=10, choices=Faisabilite.choices(), blank=True)
    cout_efficacite = models.CharField("coût-efficacité", max_length=10, choices=CoutEfficacite.choices(), blank=True)
    maturite = models.CharField("maturité", max_length=10, choices=Maturite.choices(), blank=True)
    avancement = models.PositiveSmallIntegerField("avancement saisi, en %", null=True, blank=True)
    poids = models.PositiveSmallIntegerField("poids", default=1)
    debut = models.DateField("début", null=True, blank=True)
    precision_debut = models.CharField(
        "précision du début", max_length=6, choices=Precision.choices(), default=Precision.JOUR.value
    )
    fin = models.DateField("échéance", null=True, blank=True)
    precision_fin = models.CharField(
        "précision de l'échéance", max_length=6, choices=Precision.choices(), default=Precision.JOUR.value
    )
    amelioration_continue = models.BooleanField("se répète tous les ans", default=False)
    temps = models.CharField("temps de mise en œuvre", max_length=20, choices=TempsMiseEnOeuvre.choices(), blank=True)
    participation = models.CharField("participation", max_length=20, choices=Participation.choices(), blank=True)
    participation_texte = models.TextField("détail de la participation", blank=True)
    cout_evite = models.DecimalField("coût évité", max_digits=14, decimal_places=2, null=True, blank=True)
    cout_evite_base = models.CharField(
        "base du coût évité", max_length=4, choices=BaseMontant.choices(), default=BaseMontant.HT.value
    )
    cout_evite_rythme = models.CharField(
        "rythme du coût évité", max_length=10, choices=RythmeCout.choices(), default=RythmeCout.PAR_AN.value
    )
    confidentiel = models.BooleanField("confidentielle", default=False)
    modele = models.CharField("fiche modèle", max_length=60, blank=True)
    plans = models.ManyToManyField(Plan, through="Placement", related_name="fiches")
    communes = models.ManyToManyField(Collectivite, blank=True, related_name="fiches_concernant")
    version = models.PositiveIntegerField("version", default=1)
    cree_le = models.DateTimeField("créée le")
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    modifie_le = models.DateTimeField("modifiée le")
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    supprimee_le = models.DateTimeField("supprimée le", null=True, blank=True)

    class Meta:
        verbose_name = "fiche"
        verbose_name_plural = "fiches"
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["collectivite", "-modifie_le"], name="fiche_par_collectivite"),
            models.Index(fields=["parent", "position"], name="fiche_sous_fiches"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(profondeur__lte=2), name="fiche_deux_niveaux_de_sous_fiches"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True, profondeur=0)
                | models.Q(parent__isnull=False, profondeur__gte=1),
                name="fiche_profondeur_coherente",
            ),
            models.CheckConstraint(
                condition=models.Q(avancement__isnull=True) | models.Q(avancement__lte=100),
                name="fiche_avancement_en_pourcent",
            ),
            models.CheckConstraint(
                condition=models.Q(debut__isnull=True)
                | models.Q(fin__isnull=True)
                | models.Q(fin__gte=models.F("debut")),
                name="fiche_finit_apres_son_debut",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        """Its page, in the collectivité that owns it."""
        return reverse("fiche", args=[self.collectivite.siren, self.pk])

    @property
    def intitule(self) -> str:
        """`2.1 Suivre l'énergie`."""
        return f"{self.code} {self.titre}" if self.code else self.titre

    @property
    def statut_lisible(self) -> StatutFiche | None:
        """The statut as an enum, None for « sans statut »."""
        return StatutFiche(self.statut) if self.statut else None


class Placement(models.Model):
    """A fiche in a plan, under an axe or at the root (`axe` None). A fiche may have several placements."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="placements")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="placements")
    axe = models.ForeignKey(Axe, on_delete=models.CASCADE, null=True, blank=True, related_name="placements")
    position = models.PositiveIntegerField("position", default=0)

    class Meta:
        verbose_name = "placement"
        verbose_name_plural = "placements"
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["plan", "axe", "position"], name="placement_dans_le_plan")]
        constraints = [
            models.UniqueConstraint(
                fields=["fiche", "axe"], condition=models.Q(axe__isnull=False), name="placement_axe"
            ),
            models.UniqueConstraint(
                fields=["fiche", "plan"], condition=models.Q(axe__isnull=True), name="placement_racine"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiche_id} dans {self.plan_id}/{self.axe_id}"


class Classement(models.Model):
    """One code of a closed list carried by a fiche (thématique, cible, effet, secteur, catégorie…)."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="classements")
    genre = models.CharField("genre", max_length=20, choices=Genre.choices())
    code = models.CharField("code", max_length=60)

    class Meta:
        verbose_name = "classement"
        verbose_name_plural = "classements"
        ordering = ["id"]
        indexes = [models.Index(fields=["genre", "code", "fiche"], name="classement_par_code")]
        constraints = [models.UniqueConstraint(fields=["fiche", "genre", "code"], name="classement_unique")]

    def __str__(self) -> str:
        return f"{self.genre}={self.code}"


class Etiquette(models.Model):
    """A name created by a collectivité: structure, service, partenaire, financeur, instance, étiquette. `siren`,
    `nature` and `site` are those of a body (domain.organisations)."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="etiquettes")
    genre = models.CharField("genre", max_length=20, choices=GenreEtiquette.choices())
    nom = models.CharField("nom", max_length=200)
    cle_recherche = models.CharField("clé de recherche", max_length=210)
    siren = models.CharField("SIREN", max_length=9, blank=True, default="")
    nature = models.CharField("nature", max_length=20, choices=NatureOrganisation.choices(), blank=True, default="")
    site = models.CharField("adresse web", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "étiquette"
        verbose_name_plural = "étiquettes"
        ordering = ["cle_recherche"]
        constraints = [
            models.UniqueConstraint(fields=["collectivite", "genre", "cle_recherche"], name="etiquette_unique")
        ]

    def __str__(self) -> str:
        return self.nom


class Acteur(models.Model):
    """An étiquette in a fiche, with what it does there."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="acteurs")
    etiquette = models.ForeignKey(Etiquette, on_delete=models.CASCADE, related_name="acteurs")
    role = models.CharField("rôle", max_length=30, choices=RoleActeur.choices())

    class Meta:
        verbose_name = "acteur"
        verbose_name_plural = "acteurs"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["fiche", "etiquette", "role"], name="acteur_unique")]

    def __str__(self) -> str:
        return f"{self.etiquette_id} {self.role} {self.fiche_id}"


class FichePersonne(models.Model):
    """A pilote or an élu référent of a fiche."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="personnes")
    personne = models.ForeignKey(Personne, on_delete=models.CASCADE, related_name="fiches")
    role = models.CharField("rôle", max_length=20, choices=RolePersonne.choices())

    class Meta:
        verbose_name = "personne d'une fiche"
        verbose_name_plural = "personnes des fiches"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["fiche", "personne", "role"], name="fiche_personne_unique")]

    def __str__(self) -> str:
        return f"{self.personne_id} {self.role} {self.fiche_id}"


class LienFiche(models.Model):
    """Relation between two fiches. `liee` is symmetric and kept once; a dependency goes from the one that comes first
    (`de`) to the one that waits (`vers`), with a delay in days."""

    de = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="liens_sortants")
    vers = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="liens_entrants")
    type = models.CharField("type", max_length=20, choices=TypeLien.choices(), default=TypeLien.LIEE.value)
    decalage = models.SmallIntegerField("délai en jours", default=0)

    class Meta:
        verbose_name = "lien entre fiches"
        verbose_name_plural = "liens entre fiches"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["de", "vers", "type"], name="lien_fiche_unique"),
            models.CheckConstraint(condition=~models.Q(de=models.F("vers")), name="lien_fiche_pas_a_soi"),
        ]

    def __str__(self) -> str:
        return f"{self.de_id} {self.type} {self.vers_id}"


class Partage(models.Model):
    """A fiche carried with another collectivité, which sees and edits the same object."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="partages")
    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="fiches_partagees")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    le = models.DateTimeField("depuis le")

    class Meta:
        verbose_name = "partage"
        verbose_name_plural = "partages"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["fiche", "collectivite"], name="partage_unique")]

    def __str__(self) -> str:
        return f"{self.fiche_id} avec {self.collectivite_id}"
