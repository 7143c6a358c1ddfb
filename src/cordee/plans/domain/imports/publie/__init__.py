"""Published fiches (PCAET and the like), whatever the document they come in."""

from __future__ import annotations

from cordee.plans.domain.imports.publie.interprete import lire_blocs

__all__ = ["lire_blocs"]
