"""People, and what they are told."""

from __future__ import annotations

from cordee.comptes.models.notification import (
    TOUS_LES_GENRES,
    Notification,
    PreferenceNotification,
    ReglageNotification,
)
from cordee.comptes.models.utilisateur import Utilisateur, UtilisateurManager

__all__ = [
    "TOUS_LES_GENRES",
    "Notification",
    "PreferenceNotification",
    "ReglageNotification",
    "Utilisateur",
    "UtilisateurManager",
]
