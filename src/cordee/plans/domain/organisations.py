"""Names that are bodies: which genres, and what kinds of bodies."""

from __future__ import annotations

from cordee.outils.choix import ChoixTexte
from cordee.plans.domain.listes import GenreEtiquette

ORGANISATIONS = (GenreEtiquette.STRUCTURE, GenreEtiquette.PARTENAIRE, GenreEtiquette.FINANCEUR)
"""Genres whose names are bodies, with a SIREN, a nature and a web address."""


class NatureOrganisation(ChoixTexte):
    """What kind of body a maître d'ouvrage, a partner or a funder is."""

    COLLECTIVITE = "collectivite", "Collectivité"
    ETAT = "etat", "État"
    ADEME = "ademe", "ADEME"
    ENTREPRISE = "entreprise", "Entreprise"
    ASSOCIATION = "association", "Association"
    SYNDICAT = "syndicat", "Syndicat"
    BAILLEUR = "bailleur", "Bailleur"
    CHAMBRE_CONSULAIRE = "chambre_consulaire", "Chambre consulaire"
    AUTRE = "autre", "Autre"
