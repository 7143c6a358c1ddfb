"""The bar of a plan or of an axe: its fiches by statut (docs/calculs/plans.md, « Où en sont les fiches »)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cordee.plans.domain.listes import SANS_STATUT, StatutFiche
from cordee.socle.barres import largeur

ORDRE_DE_LA_BARRE = ("realise", "en_cours", "en_pause", "bloque", "a_venir", "a_discuter", "", "abandonne")


@dataclass(frozen=True, slots=True)
class BarreStatuts:
    """`parts` are (statut, label, count, x, width in percent); `mots` the text alternative."""

    parts: tuple[tuple[str, str, int, str, str], ...]
    mots: str

    @property
    def abandon(self) -> bool:
        """Whether it shows fiches given up."""
        return any(cle == "abandonne" for cle, *_ in self.parts)


def composer_barre_statuts(par_statut: Counter[str]) -> BarreStatuts:
    """Bar of fiches counted by statut; without any part when there is no fiche."""
    total = par_statut.total() or 1
    parts, x = [], 0.0
    for statut in ORDRE_DE_LA_BARRE:
        nombre = par_statut[statut]
        if nombre:
            libelle = StatutFiche.libelle_de(statut, SANS_STATUT)
            parts.append((statut or "sans_statut", libelle, nombre, largeur(x), largeur(nombre / total)))
            x += nombre / total
    return BarreStatuts(tuple(parts), ", ".join(f"{nombre} {libelle.lower()}" for _, libelle, nombre, _, _ in parts))
