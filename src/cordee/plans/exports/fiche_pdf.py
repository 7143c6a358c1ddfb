"""One fiche, or several one after the other, in the layout of published PCAET fiches: HTML, then PDF."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string

from cordee.outils.dates import jour_long
from cordee.plans.exports.pdf import RACINE, ecrire_pdf
from cordee.plans.exports.presentation import Contexte, FicheImprimable


def page_de_fiches(fiches: Sequence[FicheImprimable], contexte: Contexte, racine: str = RACINE, **plus: object) -> str:
    """HTML of the page; `racine` is where the static files are (the site's own address for the print view)."""
    titre = " ".join(t for t in (fiches[0].code, fiches[0].titre) if t) if len(fiches) == 1 else contexte.plan
    return render_to_string(
        "plans/exports/fiche.html",
        {
            "fiches": fiches,
            "titre": titre,
            "plan": contexte.plan,
            "collectivite": contexte.collectivite,
            "edite_le": jour_long(contexte.le),
            "racine": racine,
            "langue_du_plan": contexte.langue,
            **plus,
        },
    )


def fiches_en_pdf(fiches: Sequence[FicheImprimable], contexte: Contexte) -> bytes:
    """Bytes of the PDF, each fiche on a new page."""
    return ecrire_pdf(page_de_fiches(fiches, contexte))
