"""Pages of a long list, in the address."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.plans.forms.arbre import lire_entier
from cordee.plans.views.vues import Cadre, colonnes_voulues


@dataclass(frozen=True, slots=True)
class Pages:
    """The page shown: `debut` and `fin` are ranks from 0 (end excluded); addresses are empty at the ends."""

    numero: int
    nombre: int
    debut: int
    fin: int
    total: int
    precedente: str
    suivante: str

    @property
    def premier(self) -> int:
        """Rank of the first row, from 1."""
        return self.debut + 1


def composer_pages(cadre: Cadre, par_page: int) -> Pages:
    """Page asked by `?page=`, kept within what there is."""
    total = cadre.total
    nombre = max(1, -(-total // par_page))
    voulue = cadre.request.GET.get("page", "1")
    numero = min(max(lire_entier(voulue) or 1, 1), nombre)
    debut = (numero - 1) * par_page
    colonnes = "".join(f"&col={cle}" for cle in colonnes_voulues(cadre.request))
    return Pages(
        numero=numero,
        nombre=nombre,
        debut=debut,
        fin=min(debut + par_page, total),
        total=total,
        precedente=cadre.adresse(page=str(numero - 1)) + colonnes if numero > 1 else "",
        suivante=cadre.adresse(page=str(numero + 1)) + colonnes if numero < nombre else "",
    )
