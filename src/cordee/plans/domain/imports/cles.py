"""Search keys of cells, remembered: a file repeats the same words on thousands of rows."""

from __future__ import annotations

from functools import lru_cache

from cordee.outils.texte import normaliser as _normaliser

RETENUES = 30_000
LONGUEUR = 120
"""Longer texts are not remembered."""

_retenir = lru_cache(maxsize=RETENUES)(_normaliser)


def normaliser(texte: str) -> str:
    """The same as `outils.texte.normaliser`."""
    return _retenir(texte) if len(texte) <= LONGUEUR else _normaliser(texte)
