"""The booklet of a plan as a tagged PDF, with page numbers in the summary."""

from __future__ import annotations

from django.template.loader import render_to_string

from cordee.plans.exports.livret import Livret
from cordee.plans.exports.pdf import RACINE, ecrire_pdf


def livret_en_pdf(livret: Livret) -> bytes:
    """Bytes of the PDF."""
    return ecrire_pdf(render_to_string("plans/exports/livret.html", {"livret": livret, "racine": RACINE}))
