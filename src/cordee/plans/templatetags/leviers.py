"""Numbers of a drawing: `{{ place.x|coord }}` writes `12.5` whatever the language."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def coord(valeur: float) -> str:
    """At most two decimals, with a dot, without useless zeros."""
    return f"{valeur:.2f}".rstrip("0").rstrip(".")
