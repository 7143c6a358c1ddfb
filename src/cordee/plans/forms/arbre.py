"""Numbers that the pages of the tree send."""

from __future__ import annotations


def lire_entier(texte: str | None) -> int | None:
    """A positive whole number, None for anything else."""
    propre = (texte or "").strip()
    return int(propre) if propre.isascii() and propre.isdigit() and len(propre) < 19 else None


def lire_rang(texte: str | None) -> int | None:
    """A rank from 0, typed from 1; None when nothing is typed."""
    rang = lire_entier(texte)
    return None if rang is None else max(0, rang - 1)
