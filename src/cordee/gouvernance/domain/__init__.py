"""Réunions and décisions, without database."""

from __future__ import annotations

from cordee.gouvernance.domain.suivi import (
    EtatDecision,
    EtatReunion,
    Motif,
    Suivi,
    compter,
    jours_de_retard,
    motifs_de,
)

__all__ = ["EtatDecision", "EtatReunion", "Motif", "Suivi", "compter", "jours_de_retard", "motifs_de"]
