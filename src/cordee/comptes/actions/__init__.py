"""Changing accounts, and telling people."""

from __future__ import annotations

from cordee.comptes.actions.comptes import ADRESSE_PRISE, creer_compte, modifier_identite

__all__ = ["ADRESSE_PRISE", "creer_compte", "modifier_identite"]
