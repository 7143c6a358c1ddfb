"""The démarche PCAET of a collectivité: its states, its dossier, its opinions, its reports."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from cordee.documents.models import Document
from cordee.plans.domain.pcaet import (
    ACTIFS,
    EtatPcaet,
    InstanceAvis,
    Nature,
    Niveau,
    Obligation,
    Piece,
    SensAvis,
    Transition,
    TypeBilan,
    Volet,
)
from cordee.plans.models.plan import Plan
from cordee.territoires.models import Collectivite


class DemarchePcaet(models.Model):
    """The regulatory file of a plan. `echeance_avis` is frozen at the transmission; `population` is that of
    `population_annee`, which decides of the obligation. Names of people are public only with `noms_publies`.
    `numero_national` is the `Id` of the row of the national file that it was imported from.

    `vue_de` is no column: the collectivité from which somebody looks, when it carries the plan without being the
    bearer. Addresses then start there."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="demarches_pcaet")
    plan = models.OneToOneField(Plan, on_delete=models.SET_NULL, null=True, blank=True, related_name="demarche_pcaet")
    nom = models.CharField("nom", max_length=300)
    description = models.TextField("description rapide", blank=True)
    etat = models.CharField("état", max_length=20, choices=EtatPcaet.choices(), default=str(EtatPcaet.EN_ELABORATION))
    hors_plateforme = models.BooleanField("envoyée hors plateforme", default=False)
    obligation = models.CharField("obligation", max_length=12, choices=Obligation.choices(), blank=True)
    obligation_motif = models.CharField("pourquoi", max_length=300, blank=True)
    population = models.PositiveIntegerField("population couverte", null=True, blank=True)
    population_annee = models.PositiveSmallIntegerField("année de la population", null=True, blank=True)
    lance_le = models.DateField("lancée le", null=True, blank=True)
    information_le = models.DateField("autorités informées du lancement le", null=True, blank=True)
    information_prefet_le = models.DateField("réponse du préfet de région le", null=True, blank=True)
    information_region_le = models.DateField("réponse du conseil régional le", null=True, blank=True)
    ees_motif = models.TextField("pourquoi sans évaluation environnementale", blank=True)
    adoption_prevue_le = models.DateField("adoption prévue le", null=True, blank=True)
    transmis_le = models.DateField("transmise le", null=True, blank=True)
    echeance_avis = models.DateField("fin du délai des avis", null=True, blank=True)
    adopte_le = models.DateField("adoptée le", null=True, blank=True)
    deliberation_numero = models.CharField("numéro de la délibération", max_length=60, blank=True)
    archive_le = models.DateField("archivée le", null=True, blank=True)
    publie_le = models.DateTimeField("publiée le", null=True, blank=True)
    noms_publies = models.BooleanField("noms publiés avec la démarche", default=False)
    precedente = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="suivantes",
        verbose_name="PCAET précédent",
    )
    precedente_adoptee_le = models.DateField("adoption du PCAET précédent", null=True, blank=True)
    coporteuses = models.ManyToManyField(Collectivite, blank=True, related_name="demarches_coportees")
    pilotes = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="demarches_pilotees")
    chef_de_projet = models.CharField("chef·fe de projet", max_length=170, blank=True)
    contact = models.CharField("contact", max_length=300, blank=True)
    elu_referent = models.CharField("élu·e référent·e", max_length=170, blank=True)
    commentaire = models.TextField("commentaire sur l'état", blank=True)
    autres_demarches = models.CharField("autres démarches du territoire", max_length=500, blank=True)
    autres_identifiants = models.CharField("autres démarches climat, numéros", max_length=200, blank=True)
    numero_national = models.CharField("numéro dans le fichier national", max_length=60, blank=True)
    cree_le = models.DateTimeField("créée le")
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    modifie_le = models.DateTimeField("modifiée le")
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    vue_de: Collectivite | None = None

    class Meta:
        verbose_name = "démarche PCAET"
        verbose_name_plural = "démarches PCAET"
        ordering = ["-cree_le", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["collectivite"],
                condition=models.Q(etat__in=[str(etat) for etat in ACTIFS]),
                name="demarche_une_seule_active",
            ),
            models.CheckConstraint(
                condition=models.Q(transmis_le__isnull=True, echeance_avis__isnull=True)
                | models.Q(transmis_le__isnull=False, echeance_avis__isnull=False),
                name="demarche_delai_avec_transmission",
            ),
            models.UniqueConstraint(
                fields=["collectivite", "numero_national"],
                condition=~models.Q(numero_national=""),
                name="demarche_importee_une_fois",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        """Its page, for the collectivité from which one looks."""
        return reverse("demarche", args=[(self.vue_de or self.collectivite).siren, self.pk])

    @property
    def etat_lisible(self) -> EtatPcaet:
        """The state as an enum."""
        return EtatPcaet(self.etat)

    @property
    def obligation_lisible(self) -> Obligation | None:
        """The obligation as an enum, None when nobody said."""
        return Obligation(self.obligation) if self.obligation else None


class EtatDemarche(models.Model):
    """One passage from a state to another. `details` keeps the dossier as it was sent when the passage froze it."""

    demarche = models.ForeignKey(DemarchePcaet, on_delete=models.CASCADE, related_name="etats")
    transition = models.CharField("étape", max_length=24, choices=Transition.choices())
    de = models.CharField("de", max_length=20, choices=EtatPcaet.choices())
    vers = models.CharField("vers", max_length=20, choices=EtatPcaet.choices())
    motif = models.TextField("motif", blank=True)
    details = models.JSONField("détails", default=dict)
    le = models.DateTimeField("le")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    par_nom = models.CharField("par", max_length=170, blank=True)

    class Meta:
        verbose_name = "étape d'une démarche"
        verbose_name_plural = "étapes des démarches"
        ordering = ["-le", "-id"]

    def __str__(self) -> str:
        return f"{self.demarche_id} {self.transition}"


class DocumentDemarche(models.Model):
    """A document of the dossier. One document may be several pieces."""

    demarche = models.ForeignKey(DemarchePcaet, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="demarches_pcaet")
    piece = models.CharField("pièce", max_length=40, choices=Piece.choices())
    joint_le = models.DateTimeField("joint le")
    joint_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "document d'une démarche"
        verbose_name_plural = "documents des démarches"
        ordering = ["piece", "id"]
        constraints = [
            models.UniqueConstraint(fields=["demarche", "document", "piece"], name="document_demarche_unique")
        ]

    def __str__(self) -> str:
        return f"{self.demarche_id} {self.piece}"


class AvisDemarche(models.Model):
    """An opinion asked on the project, what it says, and what the collectivité answers. `echeance` is frozen when it is
    asked. `depose_le`: the authority filed it itself by a link, `depose_par` says who; then it alone changes it."""

    demarche = models.ForeignKey(DemarchePcaet, on_delete=models.CASCADE, related_name="avis")
    instance = models.CharField("instance", max_length=20, choices=InstanceAvis.choices())
    intitule = models.CharField("nom de l'instance", max_length=200, blank=True)
    demande_le = models.DateField("demandé le", null=True, blank=True)
    echeance = models.DateField("attendu avant le", null=True, blank=True)
    sens = models.CharField("sens", max_length=20, choices=SensAvis.choices(), blank=True)
    rendu_le = models.DateField("rendu le", null=True, blank=True)
    resume = models.TextField("résumé de l'avis", blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="avis_pcaet", verbose_name="document"
    )
    depose_le = models.DateTimeField("déposé par l'instance le", null=True, blank=True)
    depose_par = models.CharField("déposé par", max_length=300, blank=True)
    reponse = models.TextField("réponse de la collectivité", blank=True)
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)
    repondu_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["demarche", "instance"],
                condition=~models.Q(instance=str(InstanceAvis.AUTRE)),
                name="avis_un_par_instance",
            )
        ]

    def __str__(self) -> str:
        return f"{self.demarche_id} {self.instance} {self.sens}"

    @property
    def libelle(self) -> str:
        """Name of the authority."""
        return self.intitule or InstanceAvis.libelle_de(self.instance)


class LienAvis(models.Model):
    """An address where one authority files its opinion without an account, once: only the fingerprint of its secret is
    kept. `ouvert_le` is its first reading, `depose_le` the filing that used it up."""

    avis = models.ForeignKey(AvisDemarche, on_delete=models.CASCADE, related_name="liens")
    empreinte = models.CharField("empreinte SHA-256", max_length=64, unique=True)
    destinataire = models.CharField("envoyé à", max_length=200)
    expire_le = models.DateField("dernier jour")
    cree_le = models.DateTimeField("créé le")
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ouvert_le = models.DateTimeField("ouvert la première fois le", null=True, blank=True)
    revoque_le = models.DateTimeField("fermé le", null=True, blank=True)
    depose_le = models.DateTimeField("avis déposé le", null=True, blank=True)

    class Meta:
        verbose_name = "lien de dépôt d'un avis"
        verbose_name_plural = "liens de dépôt des avis"
        ordering = ["-cree_le", "-id"]

    def __str__(self) -> str:
        return f"{self.avis_id} {self.destinataire}"


class ValeurVolet(models.Model):
    """One cell of a table: a line (`poste`: filière, pollutant, soil, network; `secteur`), a year, constat or objectif.
    The number is in `unite`, that of the table when it was written. `ecart_garde` is what the indicateur said when
    somebody kept this number against it."""

    demarche = models.ForeignKey(DemarchePcaet, on_delete=models.CASCADE, related_name="valeurs")
    volet = models.CharField("volet", max_length=20, choices=Volet.choices())
    poste = models.CharField("poste", max_length=40, blank=True)
    secteur = models.CharField("secteur", max_length=20, blank=True)
    nature = models.CharField("nature", max_length=10, choices=Nature.choices())
    annee = models.PositiveSmallIntegerField("année")
    valeur = models.DecimalField("valeur", max_digits=18, decimal_places=4)
    unite = models.CharField("unité", max_length=20)
    ecart_garde = models.DecimalField(
        "valeur d'indicateur écartée", max_digits=18, decimal_places=4, null=True, blank=True
    )

    class Meta:
        verbose_name = "valeur d'un volet"
        verbose_name_plural = "valeurs des volets"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["demarche", "volet", "poste", "secteur", "nature", "annee"], name="valeur_volet_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.volet} {self.poste}.{self.secteur} {self.annee} {self.valeur}"

    @property
    def cle(self) -> str:
        """Key of its line in the table."""
        return f"{self.poste}.{self.secteur}"


class TexteVolet(models.Model):
    """The written part of a volet, and where its numbers come from: `source` names the data, the others say who made
    and who gives them, how, for which year, under which licence, and where."""

    demarche = models.ForeignKey(DemarchePcaet, on_delete=models.CASCADE, related_name="textes")
    volet = models.CharField("volet", max_length=20, choices=Volet.choices())
    texte = models.TextField("texte", blank=True)
    source = models.CharField("source des données", max_length=300, blank=True)
    producteur = models.CharField("producteur", max_length=200, blank=True)
    diffuseur = models.CharField("diffuseur", max_length=200, blank=True)
    methodologie = models.TextField("méthodologie", blank=True)
    annee_source = models.PositiveSmallIntegerField("année des données", null=True, blank=True)
    licence = models.CharField("licence", max_length=120, blank=True)
    lien = models.URLField("adresse des données", max_length=1000, blank=True)

    class Meta:
        verbose_name = "texte d'un volet"
        verbose_name_plural = "textes des volets"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["demarche", "volet"], name="texte_volet_unique")]

    def __str__(self) -> str:
        return f"{self.demarche_id} {self.volet}"


class Vulnerabilite(models.Model):
    """How exposed one domain is, today, in 2050 and in 2100; `domaine` is a code of the list, or free (`libelle` says
    its name) when the collectivité added it."""

    demarche = models.ForeignKey(DemarchePcaet, on_delete=models.CASCADE, related_name="vulnerabilites")
    domaine = models.CharField("domaine", max_length=60)
    libelle = models.CharField("nom du domaine", max_length=120, blank=True)
    niveau = models.CharField("aujourd'hui", max_length=14, choices=Niveau.choices(), blank=True)
    niveau_2050 = models.CharField("en 2050", max_length=14, choices=Niveau.choices(), blank=True)
    niveau_2100 = models.CharField("en 2100", max_length=14, choices=Niveau.choices(), blank=True)
    description = models.TextField("description", blank=True)
    objectif_2050 = models.TextField("objectif pour 2050", blank=True)
    objectif_2100 = models.TextField("objectif pour 2100", blank=True)

    class Meta:
        verbose_name = "vulnérabilité"
        verbose_name_plural = "vulnérabilités"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["demarche", "domaine"], name="vulnerabilite_unique")]

    def __str__(self) -> str:
        return f"{self.demarche_id} {self.domaine}"


class BilanDemarche(models.Model):
    """The mid-term report or the final evaluation. `sections` is a list of {code, titre, texte}; figures in the texts
    are those of `arrete_au`; `motif` says why an evaluation was deposited before its time. Once deposited it does not
    change."""

    demarche = models.ForeignKey(DemarchePcaet, on_delete=models.CASCADE, related_name="bilans")
    type = models.CharField("type", max_length=20, choices=TypeBilan.choices())
    arrete_au = models.DateField("arrêté au")
    sections = models.JSONField("sections", default=list)
    motif = models.TextField("pourquoi dès maintenant", blank=True)
    depose_le = models.DateTimeField("déposé le", null=True, blank=True)
    depose_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    modifie_le = models.DateTimeField("modifié le")
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "bilan d'une démarche"
        verbose_name_plural = "bilans des démarches"
        ordering = ["type", "id"]
        constraints = [models.UniqueConstraint(fields=["demarche", "type"], name="bilan_demarche_unique")]

    def __str__(self) -> str:
        return f"{self.demarche_id} {self.type}"
