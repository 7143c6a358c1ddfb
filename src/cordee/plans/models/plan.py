"""A plan and its tree of axes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.listes import LanguePlan, OriginePlan, RolePersonne, StatutPlan, TypePlan
from cordee.territoires.models import Collectivite


class Plan(models.Model):
    """An action plan of a collectivité. `parent` is the plan of the groupement that gathers it; `confidentiel` is
    inherited by every fiche placed in it. `perimetre`: EPCI and communes that it concerns, none for the whole territory
    of its collectivité."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="plans")
    nom = models.CharField("nom", max_length=300)
    cle_recherche = models.CharField("clé de tri", max_length=320, db_index=True)
    cle_tri = models.CharField("clé de tri naturel", max_length=340, default="", editable=False, db_index=True)
    code = models.CharField("sigle", max_length=20, blank=True)
    type = models.CharField("type", max_length=40, choices=TypePlan.choices(), blank=True)
    type_libre = models.CharField("précision du type", max_length=120, blank=True)
    statut = models.CharField(
        "statut", max_length=20, choices=StatutPlan.choices(), default=StatutPlan.EN_ELABORATION.value
    )
    description = models.TextField("présentation", blank=True)
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    deliberation_le = models.DateField("date de la délibération", null=True, blank=True)
    deliberation_numero = models.CharField("numéro de la délibération", max_length=60, blank=True)
    perimetre = models.ManyToManyField(
        Collectivite, blank=True, related_name="plans_concernant", verbose_name="périmètre"
    )
    confidentiel = models.BooleanField("confidentiel", default=False)
    ponderation = models.CharField(
        "calcul de l'avancement", max_length=20, choices=Ponderation.choices(), default=Ponderation.EGAL.value
    )
    langue = models.CharField("langue", max_length=12, choices=LanguePlan.choices(), default=LanguePlan.FRANCAIS.value)
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="plans_rassembles",
        verbose_name="plan qui le rassemble",
    )  # fmt: skip
    remplace = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="remplace_par",
        verbose_name="plan remplacé",
    )  # fmt: skip
    origine = models.CharField("origine", max_length=12, choices=OriginePlan.choices(), blank=True, default="")
    cree_le = models.DateTimeField("créé le")
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    modifie_le = models.DateTimeField("modifié le")
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "plan"
        verbose_name_plural = "plans"
        ordering = ["cle_tri", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(debut__isnull=True)
                | models.Q(fin__isnull=True)
                | models.Q(fin__gte=models.F("debut")),
                name="plan_finit_apres_son_debut",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        """Its page, in the collectivité that owns it."""
        return reverse("plan", args=[self.collectivite.siren, self.pk])

    @property
    def type_lisible(self) -> str:
        """The free wording when there is one, else the label of the type."""
        return self.type_libre or TypePlan.libelle_de(self.type)


class Axe(models.Model):
    """A branch of a plan; `parent` is None at the first level. Siblings are ordered by `position` from 0."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="axes")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="enfants")
    position = models.PositiveIntegerField("position", default=0)
    nom = models.CharField("nom", max_length=300)
    code = models.CharField("numéro écrit", max_length=20, blank=True)
    description = models.TextField("description", blank=True)

    class Meta:
        verbose_name = "axe"
        verbose_name_plural = "axes"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.nom


class Personne(models.Model):
    """Somebody who carries fiches: an account, or a name when there is none."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="personnes")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="personnes"
    )
    nom = models.CharField("nom", max_length=170)
    cle_recherche = models.CharField("clé de recherche", max_length=180)
    telephone = models.CharField("téléphone", max_length=30, blank=True)

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ["cle_recherche"]
        constraints = [
            models.UniqueConstraint(
                fields=["collectivite", "utilisateur"],
                condition=models.Q(utilisateur__isnull=False),
                name="personne_compte_unique",
            ),
            models.UniqueConstraint(
                fields=["collectivite", "cle_recherche"],
                condition=models.Q(utilisateur__isnull=True),
                name="personne_nom_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def initiales(self) -> str:
        """Two letters for the avatar: first and last words."""
        mots = self.nom.split()
        return (mots[0][:1] + (mots[-1][:1] if len(mots) > 1 else "")).upper() if mots else "?"


class PlanPersonne(models.Model):
    """A pilote or an élu référent of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="personnes")
    personne = models.ForeignKey(Personne, on_delete=models.CASCADE, related_name="plans")
    role = models.CharField("rôle", max_length=20, choices=RolePersonne.choices())

    class Meta:
        verbose_name = "personne d'un plan"
        verbose_name_plural = "personnes des plans"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["plan", "personne", "role"], name="plan_personne_unique")]

    def __str__(self) -> str:
        return f"{self.personne_id} {self.role} {self.plan_id}"


class VueEnregistree(models.Model):
    """Filters, sort, columns and view kept under a name; shared with the collectivité or one's own. `parametres` is
    the query string of the address."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="vues")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, blank=True, related_name="vues")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="vues")
    nom = models.CharField("nom", max_length=120)
    partagee = models.BooleanField("partagée", default=False)
    parametres = models.CharField("paramètres", max_length=2000, blank=True)
    cree_le = models.DateTimeField("créée le")

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        ordering = ["nom", "id"]

    def __str__(self) -> str:
        return self.nom
