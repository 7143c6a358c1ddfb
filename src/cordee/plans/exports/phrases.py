"""Texts that people write in Markdown, cut in pieces of one look: Word and OpenDocument write the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from markdown_it import MarkdownIt

from cordee.outils.texte import typographier

LECTEUR = MarkdownIt("commonmark", {"html": False, "breaks": True})
"""Reads blocks; a tag written in a text stays a text."""


class Morceau(NamedTuple):
    """Words of one look; an empty text is a line break."""

    texte: str
    gras: bool = False
    italique: bool = False


def morceaux(bloc: Any) -> Iterator[Morceau]:
    """Pieces of an inline block of LECTEUR, in typography outside code. A link is followed by its address, unless its
    words are the address."""
    gras = italique = False
    adresse = ""
    for token in bloc.children or [bloc]:
        if token.type in ("strong_open", "strong_close"):
            gras = token.type == "strong_open"
        elif token.type in ("em_open", "em_close"):
            italique = token.type == "em_open"
        elif token.type == "link_open":
            adresse = str(token.attrs.get("href", ""))
        elif token.type == "link_close" and adresse:
            yield Morceau(f" ({adresse})")
            adresse = ""
        elif token.type in ("softbreak", "hardbreak"):
            yield Morceau("")
        elif token.content:
            yield Morceau(typographier(token.content) if token.type == "text" else token.content, gras, italique)
            adresse = "" if token.content == adresse else adresse
