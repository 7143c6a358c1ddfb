"""Names and kinds of files, without Django."""

from __future__ import annotations

from cordee.documents.domain.noms import NomRefuse, nettoyer_nom, nom_de_telechargement
from cordee.documents.domain.types import TYPE_INCONNU, FichierRefuse, reconnaitre_type

__all__ = [
    "TYPE_INCONNU",
    "FichierRefuse",
    "NomRefuse",
    "nettoyer_nom",
    "nom_de_telechargement",
    "reconnaitre_type",
]
