"""Text written by people or by an official source, from Markdown to HTML that can be trusted.

Two locks: the parser drops the HTML of the source, then nh3 keeps only the elements listed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from cordee.outils.texte import typographier

BALISES = {
    "p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "a", "hr", "span",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTS = {"a": {"href", "title"}, "ol": {"start"}}
CLASSES = {"p": {"intertitre"}, "span": {"lu"}}
PROTOCOLES = {"http", "https", "mailto"}
TEXTES_GARDES = 512
"""Texts kept rendered: an official text is the same for everybody."""


def rendre_markdown(texte: str) -> SafeString:
    """HTML of a Markdown text, with French typography. No heading (they become paragraphs `.intertitre`: the page
    keeps its own outline), no image (a link to it instead), no HTML of the source; links open apart, and say so."""
    return mark_safe(_rendre(texte))


@lru_cache(maxsize=TEXTES_GARDES)
def _rendre(texte: str) -> str:
    return nh3.clean(
        _LECTEUR.render(texte),
        tags=BALISES,
        attributes=ATTRIBUTS,
        allowed_classes=CLASSES,
        url_schemes=PROTOCOLES,
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


class _Rendu(RendererHTML):
    """What differs from plain Markdown."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<p class="intertitre">'

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</p>\n"

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<span class="lu"> (nouvelle fenêtre)</span></a>'

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        image = tokens[idx]
        adresse = escape(str(image.attrs.get("src", "")))
        mots = escape(image.content or "image")
        return f'<a href="{adresse}">{mots}<span class="lu"> (nouvelle fenêtre)</span></a>'


def _typographier(etat: StateCore) -> None:
    """Core rule: typography of the words, never of addresses nor of code."""
    for bloc in etat.tokens:
        for token in bloc.children or ():
            if token.type == "text":
                token.content = typographier(token.content)


def _composer_lecteur() -> MarkdownIt:
    lecteur = MarkdownIt("commonmark", {"html": False, "breaks": True}, renderer_cls=_Rendu)
    lecteur.enable(["table", "strikethrough"])
    lecteur.core.ruler.push("typographie", _typographier)
    return lecteur


_LECTEUR = _composer_lecteur()
