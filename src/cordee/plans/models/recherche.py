"""What the search reads of a fiche, stemmed in Python so that both databases find the same (outils.racines).

Each database keeps its own index over these rows: a FTS5 table fed by triggers on SQLite, a generated `tsvector` with
a GIN index on PostgreSQL (migration `recherche`).
"""

from __future__ import annotations

from django.db import models

from cordee.plans.models.fiche import Fiche


class TexteFiche(models.Model):
    """Stems of a fiche: `titre` weighs most, then `acteurs` (people, structures, étiquettes, communes), then `corps`
    (long texts, notes, sous-fiches)."""

    fiche = models.OneToOneField(Fiche, on_delete=models.CASCADE, primary_key=True, related_name="texte")
    titre = models.TextField("titre", blank=True)
    acteurs = models.TextField("acteurs", blank=True)
    corps = models.TextField("corps", blank=True)

    class Meta:
        verbose_name = "texte d'une fiche"
        verbose_name_plural = "textes des fiches"

    def __str__(self) -> str:
        return self.titre
