"""Long texts: `{% load textes %}` then `{{ commentaire.texte|markdown }}`."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from cordee.socle.markdown import rendre_markdown

register = template.Library()


@register.filter(is_safe=True)
def markdown(valeur: object) -> SafeString:
    """Safe HTML of a Markdown text (socle.markdown)."""
    return rendre_markdown("" if valeur is None else str(valeur))
