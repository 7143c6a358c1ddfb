"""The kanban: a column a statut, cards moved by hand or by their menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cordee.plans.domain.listes import SANS_STATUT, StatutFiche
from cordee.plans.queries.arbre import nom_sans_numero
from cordee.plans.views.vues import Cadre
from cordee.plans.views.vues.lignes import Ligne, composer_ligne

CARTES = 96
"""Cards written when the kanban opens, shared out between its columns."""
PAR_COLONNE = 12
"""At least, in each column."""
TOUJOURS = (StatutFiche.A_VENIR, StatutFiche.EN_COURS, StatutFiche.REALISE)
"""Columns of full width even when empty; the other empty ones are narrow, and there only for those who move cards."""


@dataclass(frozen=True)
class ColonneKanban:
    """One statut; `total` may exceed the cards shown, `suite` is then the address of the whole list."""

    statut: str
    libelle: str
    glyphe: str
    total: int
    cartes: list[tuple[Ligne, str]]
    suite: str

    @property
    def etroite(self) -> bool:
        """Whether the column is only a place where to put a card."""
        return not self.total and self.statut not in TOUJOURS


def composer(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/kanban.html; fiches are shared out in memory."""
    rangees: dict[str, list[int]] = {}
    for pk in cadre.ids:
        rangees.setdefault(cadre.resume.fiches[pk].statut, []).append(pk)
    totaux = {statut: len(pks) for statut, pks in rangees.items()}
    par_statut: dict[str, list[tuple[Ligne, str]]] = {}
    par_colonne = max(PAR_COLONNE, CARTES // max(1, len(rangees)))
    montrees = [pk for pks in rangees.values() for pk in pks[:par_colonne]]
    for ligne in cadre.lire(montrees, {"mesures", "placements"}):
        carte = composer_ligne(ligne, cadre.collectivite.siren)
        par_statut.setdefault(ligne.fiche.statut, []).append((carte, _place(cadre, carte)))
    statuts = [*(str(s) for s in StatutFiche), ""]
    colonnes = [
        ColonneKanban(
            statut=statut,
            libelle=StatutFiche.libelle_de(statut, SANS_STATUT),
            glyphe=statut or "sans_statut",
            total=totaux.get(statut, 0),
            cartes=par_statut.get(statut, []),
            suite=cadre.adresse(vue="tableau", statut=statut or "sans"),
        )
        for statut in statuts
    ]
    mobiles = any(carte.modifiable for cartes in par_statut.values() for carte, _ in cartes)
    return {"colonnes_kanban": [colonne for colonne in colonnes if mobiles or not colonne.etroite]}


def _place(cadre: Cadre, ligne: Ligne) -> str:
    """Where the fiche stands, above its title: its axe, or its plans."""
    branche = cadre.arbre.par_id.get(ligne.axe_id or 0)
    if branche is not None:
        return f"{ligne.numero or branche.numero} · {nom_sans_numero(branche)}"
    return " · ".join(mot for mot in (ligne.numero, "" if cadre.plan else ligne.plans) if mot)
