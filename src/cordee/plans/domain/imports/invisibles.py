"""Characters that nobody sees: a title made of them only is an empty title."""

from __future__ import annotations

import re

_INVISIBLES = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff9-\ufffb]"
)
"""Zero-width spaces and joiners, marks of direction, soft hyphens, fillers."""

_SYMBOLES = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0a8": "☐", "\uf06f": "☐", "\uf0fe": "☒"})
"""Bullets and boxes of the fonts Symbol and Wingdings, which no other font draws."""


def sans_invisibles(texte: str) -> str:
    """The text that a reader sees."""
    return texte if texte.isascii() else _INVISIBLES.sub("", texte).translate(_SYMBOLES)
