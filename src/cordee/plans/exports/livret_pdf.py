"""The booklet of a plan as a tagged PDF, with page numbers in the summary."""

from __future__ import annotations

from django.template.loader import render_to_string

from cordee.plans.exports.livret import Livret
from cordee.plans.exports.pdf import RACINE, ecrire_pdf


def livret_en_pdf(livret: Livret) -> bytes:
    """Bytes of the PDF."""
    contexte = {"livret": livret, "langue_du_plan": livret.langue, "racine": RACINE}
    return ecrire_pdf(render_to_string("plans/exports/livret.html", contexte))
