"""States of what the open API keeps. Stored values are lower-case ASCII French."""

from __future__ import annotations

from django.db import models


class EtatLivraison(models.TextChoices):
    """Where a delivery stands. `ecartee`: when it was about to leave, the webhook could no longer see its object."""

    A_ENVOYER = "a_envoyer", "À envoyer"
    ECHOUEE = "echouee", "Échouée, sera renvoyée"
    ENVOYEE = "envoyee", "Envoyée"
    ABANDONNEE = "abandonnee", "Abandonnée"
    ECARTEE = "ecartee", "Écartée"


EN_ATTENTE = (EtatLivraison.A_ENVOYER, EtatLivraison.ECHOUEE)
"""What will still leave."""
