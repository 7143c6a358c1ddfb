"""Stored enumerations of the référentiels. Statuts themselves are values of the domain (`domain.statuts`)."""

from __future__ import annotations

from django.db import models


class Niveau(models.TextChoices):
    """Level of a node, whatever its depth in the référentiel."""

    REFERENTIEL = "referentiel", "Référentiel"
    AXE = "axe", "Axe"
    SOUS_AXE = "sous_axe", "Sous-axe"
    MESURE = "mesure", "Mesure"
    SOUS_MESURE = "sous_mesure", "Sous-mesure"
    TACHE = "tache", "Tâche"


class TypeRegle(models.TextChoices):
    """What a personnalisation rule changes."""

    DESACTIVATION = "desactivation", "Désactivation"
    REDUCTION = "reduction", "Réduction"
    SCORE = "score", "Score"


class Mode(models.TextChoices):
    """How a collectivité holds a référentiel."""

    ECRITURE = "ecriture", "Ouvert"
    CONSULTATION = "consultation", "Consultation seule"
    ARCHIVE = "archive", "Archivé"


class TypeJalon(models.TextChoices):
    """Kinds of snapshots. The user may rename or delete only the dated ones."""

    ETAT_INITIAL = "etat_initial", "N0"
    DATE_PERSONNALISEE = "date_personnalisee", "Jalon nommé"
    PRE_AUDIT = "pre_audit", "Avant audit"
    POST_AUDIT = "post_audit", "Après audit"
    PRE_SWITCH_TE = "pre_switch_te", "Avant passage au référentiel Transition écologique"
    POST_SWITCH_TE = "post_switch_te", "Après passage au référentiel Transition écologique"


class TypeChangement(models.TextChoices):
    """What a line of history tells."""

    STATUT = "statut", "Statut"
    COMMENTAIRE = "commentaire", "Commentaire"
    REPONSE = "reponse", "Réponse"
    JUSTIFICATION = "justification", "Justification"
