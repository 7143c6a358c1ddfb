"""Closed lists of the indicateurs. Stored values are the codes of the national nomenclature."""

from __future__ import annotations

from django.db import models


class Thematique(models.TextChoices):
    """Subjects by which indicateurs (and fiches) are sorted, in the order of the screens. An indicateur may have
    several."""

    ENERGIE_ET_CLIMAT = "energie_et_climat", "Énergie et climat"
    MOBILITE_ET_TRANSPORT = "mobilite_et_transport", "Mobilité et transport"
    URBANISME_ET_AMENAGEMENT = "urbanisme_et_amenagement", "Urbanisme, logement, aménagement, bâtiments"
    AGRI_ALIM = "agri_alim", "Agriculture et alimentation"
    NATURE_ENVIRONNEMENT_AIR = "nature_environnement_air", "Nature, environnement, air"
    EAU_ASSAINISSEMENT = "eau_assainissement", "Eau, milieux aquatiques et assainissement"
    ECI_DECHETS = "eci_dechets", "Économie circulaire et déchets"
    ACTIVITES_ECONOMIQUES = "activites_economiques", "Activités économiques"
    SOLIDARITE_LIEN_SOCIAL = "solidarite_lien_social", "Solidarité et lien social"
    CULTURE_SPORT = "culture_sport", "Culture, identité collective, sport"
    STRATEGIE_ORGA_INTERNE = "strategie_orga_interne", "Stratégie, organisation, coopération et valorisation"


class Segmentation(models.TextChoices):
    """How the children of an aggregated indicateur cut it, from the most detailed."""

    VECTEUR_FILIERE = "vecteur_filiere", "par vecteur et filière"
    SECTEUR = "secteur", "par secteur"
    VECTEUR = "vecteur", "par vecteur"
    FILIERE = "filiere", "par filière"
    AUTRE = "autre", "autre"
