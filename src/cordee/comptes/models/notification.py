"""What people are told, and how they want to be told. The object is no foreign key: this application is below those
whose objects it speaks of."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cordee.comptes.enums import EtatNotification, Frequence


class Notification(models.Model):
    """Something to tell one person about one object. Its words are made when they are shown or sent, never stored."""

    destinataire = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications", verbose_name="destinataire"
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="du fait de"
    )
    genre = models.CharField("genre", max_length=60)
    objet_type = models.CharField("type d'objet", max_length=60)
    objet_id = models.CharField("objet", max_length=80)
    collectivite_id = models.BigIntegerField("collectivité", null=True, blank=True)
    cle = models.CharField("clé", max_length=80, blank=True)
    parametres = models.JSONField("paramètres", default=dict)
    dans_l_application = models.BooleanField("dans l'application", default=True)
    etat = models.CharField(
        "état", max_length=14, choices=EtatNotification.choices, default=EtatNotification.EN_ATTENTE
    )
    cree_le = models.DateTimeField("créée le")
    envoyer_apres = models.DateTimeField("à envoyer après le")
    essais = models.PositiveSmallIntegerField("essais d'envoi", default=0)
    essai_apres = models.DateTimeField("prochain essai après le", null=True, blank=True)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)
    lue_le = models.DateTimeField("lue le", null=True, blank=True)
    erreur = models.CharField("erreur", max_length=300, blank=True)

    class Meta:
        verbose_name = "notification"
        verbose_name_plural = "notifications"
        ordering = ["-cree_le", "-id"]
        indexes = [
            models.Index(fields=["destinataire", "lue_le", "-cree_le"], name="notification_par_personne"),
            models.Index(fields=["etat", "envoyer_apres"], name="notification_a_envoyer"),
            models.Index(fields=["objet_type", "objet_id", "genre"], name="notification_par_objet"),
        ]

    def __str__(self) -> str:
        return f"{self.genre} {self.objet_type} {self.objet_id} → {self.destinataire_id}"


TOUS_LES_GENRES = ""


class PreferenceNotification(models.Model):
    """Where a person wants one kind of notification. No row: everywhere. TOUS_LES_GENRES stands for the e-mails of
    every kind, stopped by the link of one of them: the frequency and the kinds chosen stay, to be given back."""

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences_notification"
    )
    genre = models.CharField("genre", max_length=60)
    courriel = models.BooleanField("par courriel", default=True)
    dans_l_application = models.BooleanField("dans l'application", default=True)

    class Meta:
        verbose_name = "préférence de notification"
        verbose_name_plural = "préférences de notification"
        constraints = [
            models.UniqueConstraint(fields=["utilisateur", "genre"], name="preference_notification_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur_id} {self.genre}"


class ReglageNotification(models.Model):
    """How often a person is written to. No row: as things happen."""

    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reglage_notification", primary_key=True
    )
    frequence = models.CharField(
        "fréquence des courriels", max_length=12, choices=Frequence.choices, default=Frequence.IMMEDIAT
    )

    class Meta:
        verbose_name = "réglage des notifications"
        verbose_name_plural = "réglages des notifications"

    def __str__(self) -> str:
        return f"{self.utilisateur_id} {self.frequence}"
