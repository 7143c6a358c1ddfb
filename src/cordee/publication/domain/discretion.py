"""What leaves the texts that people wrote before they are read by everybody."""

from __future__ import annotations

import re

MASQUE = "[courriel retiré]"
_COURRIEL = re.compile(r"(?:mailto:)?[\w.+'-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)


def masquer_courriels(texte: str) -> str:
    """The text without e-mail addresses: they belong to people, and robots collect them."""
    return _COURRIEL.sub(MASQUE, texte) if "@" in texte else texte


def count_courriels(texte: str) -> int:
    """How many would be taken away."""
    return len(_COURRIEL.findall(texte)) if "@" in texte else 0
