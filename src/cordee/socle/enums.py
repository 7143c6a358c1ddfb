"""States of deferred jobs. Stored values are lower-case ASCII French."""

from __future__ import annotations

from django.db import models


class EtatTravail(models.TextChoices):
    """Where a deferred job stands."""

    EN_ATTENTE = "en_attente", "En attente"
    EN_COURS = "en_cours", "En cours"
    FINI = "fini", "Terminé"
    ECHOUE = "echoue", "Échoué"
    ANNULE = "annule", "Annulé"

    @property
    def est_finale(self) -> bool:
        """Whether nothing will change any more."""
        return self in {EtatTravail.FINI, EtatTravail.ECHOUE, EtatTravail.ANNULE}
