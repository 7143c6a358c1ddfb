"""States of notifications, and how often a person is written to. Stored values are lower-case ASCII French."""

from __future__ import annotations

from django.db import models


class EtatNotification(models.TextChoices):
    """Where the message of a notification stands; being read in the application is kept apart."""

    EN_ATTENTE = "en_attente", "En attente"
    ENVOYEE = "envoyee", "Envoyée par courriel"
    SANS_COURRIEL = "sans_courriel", "Dans l'application seulement"
    ANNULEE = "annulee", "Annulée"
    ECHOUEE = "echouee", "Courriel non parti"


class Frequence(models.TextChoices):
    """How often notifications are gathered in one message."""

    IMMEDIAT = "immediat", "Au fil de l'eau, regroupées par quart d'heure"
    QUOTIDIEN = "quotidien", "Une fois par jour, à 7 h"
    HEBDOMADAIRE = "hebdomadaire", "Une fois par semaine, le lundi à 7 h"
    JAMAIS = "jamais", "Jamais"
