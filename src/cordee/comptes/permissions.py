"""Who may change an account. The object is an Utilisateur."""

from __future__ import annotations

import rules

from cordee.comptes.models import Utilisateur
from cordee.socle.permissions import declarer


def est_soi_meme(utilisateur: Utilisateur, compte: Utilisateur | None) -> bool:
    """Everybody changes their own account only."""
    return compte is not None and utilisateur.pk is not None and utilisateur.pk == compte.pk


declarer("comptes.modifier", rules.predicates.predicate(est_soi_meme))
