"""The kanban: a column a statut, cards moved by hand or by their menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from cordee.plans.domain.listes import SANS_STATUT, StatutFiche
from cordee.plans.queries.arbre import nom_sans_numero
from cordee.plans.queries.liste import lignes_of, premieres_par_statut, with_lignes
from cordee.plans.queries.visibilite import modifiables_par
from cordee.plans.views.vues import Cadre
from cordee.plans.views.vues.lignes import Ligne, composer_ligne

PAR_COLONNE = 30
TOUJOURS = (StatutFiche.A_VENIR, StatutFiche.EN_COURS, StatutFiche.REALISE)
"""Columns shown even when empty, so that there is somewhere to move a card."""


@dataclass(frozen=True)
class ColonneKanban:
    """One statut; `total` may exceed the cards shown, `suite` is then the address of the whole list."""

    statut: str
    libelle: str
    glyphe: str
    total: int
    cartes: list[tuple[Ligne, str]]
    suite: str


def composer(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/kanban.html: five queries whatever the number of fiches."""
    totaux = dict(cadre.fiches.order_by().values_list("statut").annotate(n=Count("pk")))
    page = list(with_lignes(premieres_par_statut(cadre.fiches, PAR_COLONNE), cadre.plan))
    modifiables = {f.pk for f in page} if cadre.editable else modifiables_par(cadre.request.user, page)
    par_statut: dict[str, list[tuple[Ligne, str]]] = {}
    for ligne in lignes_of(page, cadre.resume, modifiables):
        carte = composer_ligne(ligne, cadre.collectivite.siren)
        par_statut.setdefault(ligne.fiche.statut, []).append((carte, _place(cadre, carte)))
    statuts = [*(str(s) for s in StatutFiche), ""]
    return {
        "colonnes_kanban": [
            ColonneKanban(
                statut=statut,
                libelle=StatutFiche.libelle_de(statut, SANS_STATUT),
                glyphe=statut or "sans_statut",
                total=totaux.get(statut, 0),
                cartes=par_statut.get(statut, []),
                suite=cadre.adresse(vue="tableau", statut=statut or "sans"),
            )
            for statut in statuts
            if totaux.get(statut) or statut in TOUJOURS
        ],
        "statuts": [*StatutFiche.choices(), ("", SANS_STATUT)],
    }


def _place(cadre: Cadre, ligne: Ligne) -> str:
    """Where the fiche stands, above its title: its axe, or its plans."""
    branche = cadre.arbre.par_id.get(ligne.axe_id or 0)
    if branche is not None:
        return f"{ligne.numero or branche.numero} · {nom_sans_numero(branche)}"
    return " · ".join(mot for mot in (ligne.numero, "" if cadre.plan else ligne.plans) if mot)
