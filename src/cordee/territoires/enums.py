"""Kinds and roles of the territory. Stored values are lower-case ASCII French."""

from __future__ import annotations

from django.db import models


class Nature(models.TextChoices):
    """Legal kind of a collectivité, as the screens name it."""

    COMMUNE = "commune", "Commune"
    EPCI = "epci", "EPCI à fiscalité propre"
    PETR = "petr", "Pôle d'équilibre territorial et rural"
    POLE_METROPOLITAIN = "pole_metropolitain", "Pôle métropolitain"
    SYNDICAT = "syndicat", "Syndicat"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"

    @property
    def est_groupement(self) -> bool:
        """Whether it is made of member collectivités that keep their own référentiels (PETR, pôle, syndicat)."""
        return self in {Nature.PETR, Nature.POLE_METROPOLITAIN, Nature.SYNDICAT}


class Role(models.TextChoices):
    """What a member may do in a collectivité, from least to most. `coordination` is held in a groupement: it edits
    there, and in each member collectivité that accepts to be coordinated."""

    LECTURE = "lecture", "Lecture"
    CONTRIBUTION = "contribution", "Contribution"
    EDITION = "edition", "Édition"
    COORDINATION = "coordination", "Coordination"
    ADMINISTRATION = "administration", "Administration"

    @property
    def rang(self) -> int:
        """Order of the roles: compare these, never the stored values."""
        return list(Role).index(self)

    @property
    def explication(self) -> str:
        """One sentence for the page of members."""
        return EXPLICATIONS[self]


EXPLICATIONS: dict[Role, str] = {
    Role.LECTURE: "voit tout ce qui n'est pas confidentiel, ne change rien",
    Role.CONTRIBUTION: "commente et complète ce qui lui est confié",
    Role.EDITION: "renseigne les statuts, répond aux questions, fige des jalons",
    Role.COORDINATION: "édite ici et dans chaque EPCI membre qui l'accepte (équipe du PETR)",
    Role.ADMINISTRATION: "édite tout, gère les membres et les réglages",
}


class TypeQuestion(models.TextChoices):
    """Kinds of personnalisation questions."""

    BINAIRE = "binaire", "Oui ou non"
    PROPORTION = "proportion", "Part en pourcentage"
    CHOIX = "choix", "Choix dans une liste"
