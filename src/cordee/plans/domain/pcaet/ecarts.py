"""Numbers of the diagnostic that are not those of the indicateurs (docs/calculs/pcaet.md, « Écarts avec les
indicateurs »)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cordee.plans.domain.pcaet.completude import Cle, Valeurs
from cordee.plans.domain.pcaet.volets import Ligne, Nature, Tableau

SEUIL = Decimal("0.005")
"""Under half a percent of the larger number, two figures are the same one, rounded."""


@dataclass(frozen=True, slots=True)
class Ecart:
    """A cell that says something else than its indicateur. `ratio` is how far it is from it, None from zero."""

    cle: Cle
    ligne: Ligne
    ici: Decimal
    indicateur: Decimal

    @property
    def ratio(self) -> float | None:
        """+0.1: the dossier is 10 % above the indicateur."""
        return float((self.ici - self.indicateur) / abs(self.indicateur)) if self.indicateur else None

    @property
    def titre(self) -> str:
        """`Électricité, éolien terrestre, diagnostic 2022`."""
        nature = "diagnostic" if self.cle[1] is Nature.CONSTAT else "objectif"
        return ", ".join(
            [*([self.ligne.groupe] if self.ligne.groupe else []), self.ligne.libelle, f"{nature} {self.cle[2]}"]
        )


def differe(ici: Decimal, indicateur: Decimal) -> bool:
    """Whether two numbers are not the same one, rounded."""
    return abs(ici - indicateur) > SEUIL * max(abs(ici), abs(indicateur))


def ecarts_de(
    tableau: Tableau, valeurs: Valeurs, indicateurs: Valeurs, gardes: Mapping[Cle, Decimal] | None = None
) -> list[Ecart]:
    """Cells that differ, in the order of the lines then of the years. `gardes` are numbers of indicateurs against which
    somebody kept the cell: until the indicateur says something else, it is not told again."""
    connues = gardes or {}
    rangs = {ligne.cle: rang for rang, ligne in enumerate(tableau.lignes)}
    ecarts = []
    for cle, ici in valeurs.items():
        ligne, ailleurs = tableau.ligne(cle[0]), indicateurs.get(cle)
        if ligne is None or ailleurs is None or connues.get(cle) == ailleurs or not differe(ici, ailleurs):
            continue
        ecarts.append(Ecart(cle, ligne, ici, ailleurs))
    return sorted(ecarts, key=lambda ecart: (rangs[ecart.cle[0]], str(ecart.cle[1]), ecart.cle[2]))
