"""Webhooks, what they have to send, and how far the audit trail was read for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from cordee.api.domain.types import TypeEvenement
from cordee.api.enums import EtatLivraison
from cordee.territoires.models import Collectivite

NOM_MAX, ADRESSE_MAX, ERREUR_MAX, REPONSE_MAX = 120, 500, 300, 2000


class Webhook(models.Model):
    """Another program that is told of what happens in a collectivité. The secret is not kept: it is made from `graine`
    and the key of the installation (`queries.secrets`); `empreinte` tells whether that key changed. `plan_ref` is the
    number of the only plan that it follows, without foreign key: a plan that is restored comes back under the same
    one. `repos_jusqu_a`: nothing leaves before, the other server is down."""

    collectivite = models.ForeignKey(Collectivite, on_delete=models.CASCADE, related_name="webhooks")
    nom = models.CharField("nom", max_length=NOM_MAX)
    adresse = models.CharField("adresse", max_length=ADRESSE_MAX)
    graine = models.CharField("graine du secret", max_length=64)
    empreinte = models.CharField("empreinte du secret", max_length=16)
    graine_precedente = models.CharField("graine du secret précédent", max_length=64, blank=True)
    precedente_jusqu_a = models.DateTimeField("le secret précédent signe jusqu'à", null=True, blank=True)
    evenements = models.JSONField("événements", default=list)
    plan_ref = models.BigIntegerField("plan", null=True, blank=True)
    confidentielles = models.BooleanField("fiches confidentielles comprises", default=False)
    noms = models.BooleanField("nom de la personne qui agit", default=False)
    actif = models.BooleanField("actif", default=True)
    suspendu_le = models.DateTimeField("suspendu le", null=True, blank=True)
    raison = models.CharField("raison de la suspension", max_length=200, blank=True)
    echecs = models.PositiveIntegerField("échecs de suite", default=0)
    en_echec_depuis = models.DateTimeField("en échec depuis", null=True, blank=True)
    repos_jusqu_a = models.DateTimeField("au repos jusqu'à", null=True, blank=True)
    reussi_le = models.DateTimeField("dernier envoi réussi le", null=True, blank=True)
    cree_le = models.DateTimeField("créé le")
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "webhook"
        verbose_name_plural = "webhooks"
        ordering = ["nom", "id"]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("webhook", args=[self.collectivite.siren, self.pk])

    @property
    def types(self) -> list[TypeEvenement]:
        """The types that it chose."""
        return [type_ for type_ in TypeEvenement if type_ in self.evenements]


class Livraison(models.Model):
    """An event to send to one webhook. `donnees` is what happened; what the object is then is read when it leaves, and
    `corps` keeps what left the last time. `prochain_essai` is also the end of the lease of the process that sends
    it."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="livraisons")
    evenement = models.UUIDField("événement")
    type = models.CharField("type", max_length=40, choices=TypeEvenement.choices())
    objet = models.CharField("objet", max_length=20, blank=True)
    numero = models.BigIntegerField("numéro de l'objet", default=0)
    le = models.DateTimeField("arrivé le")
    donnees = models.JSONField("données", default=dict)
    etat = models.CharField("état", max_length=12, choices=EtatLivraison.choices, default=EtatLivraison.A_ENVOYER)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    prochain_essai = models.DateTimeField("prochain essai", null=True, blank=True)
    essaye_le = models.DateTimeField("dernier essai le", null=True, blank=True)
    corps = models.TextField("corps envoyé", blank=True)
    code = models.PositiveSmallIntegerField("code de la réponse", null=True, blank=True)
    reponse = models.TextField("début de la réponse", blank=True)
    erreur = models.CharField("ce qui a empêché l'envoi", max_length=ERREUR_MAX, blank=True)
    duree = models.PositiveIntegerField("durée en millisecondes", null=True, blank=True)
    cree_le = models.DateTimeField("mise en file le")

    class Meta:
        verbose_name = "livraison"
        verbose_name_plural = "livraisons"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["webhook", "evenement"], name="livraison_unique")]
        indexes = [
            models.Index(fields=["etat", "prochain_essai"], name="livraison_a_envoyer"),
            models.Index(fields=["webhook", "-id"], name="livraison_par_webhook"),
            models.Index(fields=["webhook", "objet", "numero"], name="livraison_par_objet"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.etat} ({self.essais})"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("webhook_livraison", args=[self.webhook.collectivite.siren, self.webhook_id, self.pk])

    @property
    def libelle(self) -> str:
        """The type in words."""
        return TypeEvenement.libelle_de(self.type, self.type)


class LectureJournal(models.Model):
    """How far the audit trail was read: one row (`domain.curseur`)."""

    haut = models.BigIntegerField("plus haut numéro lu", default=0)
    trous = models.JSONField("numéros pas encore vus", default=list)
    lu_le = models.DateTimeField("lu le")

    class Meta:
        verbose_name = "lecture du journal"
        verbose_name_plural = "lectures du journal"

    def __str__(self) -> str:
        return f"{self.haut} ({len(self.trous)} trous)"
