"""People, and what they are told."""

from __future__ import annotations

from cordee.comptes.models.notification import Notification, PreferenceNotification, ReglageNotification
from cordee.comptes.models.utilisateur import Utilisateur, UtilisateurManager

__all__ = ["Notification", "PreferenceNotification", "ReglageNotification", "Utilisateur", "UtilisateurManager"]
