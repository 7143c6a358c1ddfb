"""Words of an OpenAPI description as a page shows them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cordee.outils.texte import typographier

register = template.Library()


@register.filter
def avec_code(texte: str) -> SafeString:
    """French typography, except between backquotes, which is code."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<code>{}</code>", morceau) if rang % 2 else typographier(morceau),)
            for rang, morceau in enumerate(texte.split("`"))
        ),
    )
