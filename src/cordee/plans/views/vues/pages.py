"""Pages of a long list, in the address."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.plans.forms.arbre import lire_entier
from cordee.plans.queries.liste import LIGNES_MAX, TAILLES
from cordee.plans.views.vues import TOUT, Cadre, colonnes_voulues, suite_de, tailles_en_adresse


@dataclass(frozen=True, slots=True)
class Pages:
    """The page shown: `debut` and `fin` are ranks from 0 (end excluded); addresses are empty at the ends. `tailles`
    are the sizes to choose from (words, address, chosen); `borne` is how many rows a page has at
    most, when everything was asked and is too much."""

    numero: int
    nombre: int
    debut: int
    fin: int
    total: int
    precedente: str
    suivante: str
    tailles: tuple[tuple[str, str, bool], ...] = ()
    borne: int = 0

    @property
    def premier(self) -> int:
        """Rank of the first row, from 1."""
        return self.debut + 1


def composer_pages(cadre: Cadre, par_page: int, *, au_choix: bool = False) -> Pages:
    """Page asked by `?page=`, kept within what there is. With `au_choix`, `?taille=` says how many rows it has."""
    total = cadre.total
    choisie = dict(tailles_en_adresse(cadre.request)).get("taille", "") if au_choix else ""
    if choisie:
        par_page = LIGNES_MAX if choisie == TOUT else int(choisie)
    nombre = max(1, -(-total // par_page))
    voulue = cadre.request.GET.get("page", "1")
    numero = min(max(lire_entier(voulue) or 1, 1), nombre)
    debut = (numero - 1) * par_page
    suite = suite_de(cadre)
    return Pages(
        numero=numero,
        nombre=nombre,
        debut=debut,
        fin=min(debut + par_page, total),
        total=total,
        precedente=cadre.adresse(page=str(numero - 1)) + suite if numero > 1 else "",
        suivante=cadre.adresse(page=str(numero + 1)) + suite if numero < nombre else "",
        tailles=_tailles(cadre, choisie or str(par_page)) if au_choix and total > min(TAILLES) else (),
        borne=LIGNES_MAX if choisie == TOUT and total > LIGNES_MAX else 0,
    )


def _tailles(cadre: Cadre, choisie: str) -> tuple[tuple[str, str, bool], ...]:
    colonnes = "".join(f"&col={cle}" for cle in colonnes_voulues(cadre.request))
    mots = {**{str(taille): str(taille) for taille in TAILLES}, TOUT: "Tout"}
    return tuple((mot, cadre.adresse(taille=cle) + colonnes, cle == choisie) for cle, mot in mots.items())
