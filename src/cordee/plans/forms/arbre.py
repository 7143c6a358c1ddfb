"""Numbers that the pages of the tree send."""

from __future__ import annotations


def lire_entier(texte: str | None) -> int | None:
    """A positive whole number, None for anything else."""
    propre = (texte or "").strip()
    return int(propre) if propre.isascii() and propre.isdigit() and len(propre) < 19 else None
