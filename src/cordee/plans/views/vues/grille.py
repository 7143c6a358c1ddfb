"""The grid: the fiches of a page as cards, chosen for bulk edits as in the table."""

from __future__ import annotations

from typing import Any

from cordee.plans.queries.arbre import nom_sans_numero
from cordee.plans.queries.liste import PAR_PAGE
from cordee.plans.views.vues import Cadre
from cordee.plans.views.vues.lignes import Ligne, composer_ligne
from cordee.plans.views.vues.pages import composer_pages
from cordee.plans.views.vues.tableau import lot_de_la_liste


def composer(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/grille.html. As many queries for one card as for a page of them."""
    pages = composer_pages(cadre, PAR_PAGE, au_choix=True)
    lues = cadre.lire(cadre.ids[pages.debut : pages.fin], {"placements"})
    lignes = [composer_ligne(lue, cadre.collectivite.siren) for lue in lues]
    return {
        "cartes": [(ligne, placer(cadre, ligne)) for ligne in lignes],
        "pages": pages,
        "lot_de_la_liste": lot_de_la_liste(cadre),
    }


def placer(cadre: Cadre, ligne: Ligne) -> str:
    """Where a fiche stands, above its title: its axe, or its plans."""
    branche = cadre.arbre.par_id.get(ligne.axe_id or 0)
    if branche is not None:
        return f"{ligne.numero or branche.numero} · {nom_sans_numero(branche)}"
    return " · ".join(mot for mot in (ligne.numero, "" if cadre.plan else ligne.plans) if mot)
