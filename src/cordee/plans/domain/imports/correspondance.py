"""Any spreadsheet: which column goes to which field, proposed, chosen by somebody, remembered
(docs/calculs/import.md, « Correspondance »)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cordee.plans.domain.colonnes_cellules import lire_texte
from cordee.plans.domain.colonnes_champs import PREFIXE_DES_CHAMPS
from cordee.plans.domain.imports.champs_ajoutes import est_une_cle
from cordee.plans.domain.imports.classeurs import Feuille
from cordee.plans.domain.imports.entetes import SUR, Colonne, cle_entete, libelle_de
from cordee.plans.domain.imports.reperage import Tableau, tableau_a
from cordee.plans.domain.imports.vocabulaire import LIBELLES

EXEMPLES = 3
"""Cells shown beside each column."""


@dataclass(frozen=True, slots=True)
class Correspondance:
    """Choices of somebody for one layout: `champs` by normalised header (with its rank when it comes twice), the sheet
    and the header row when they were chosen, and whether empty axes are inherited (None: as the file seems to do)."""

    champs: Mapping[str, str] = field(default_factory=dict)
    feuille: str = ""
    ligne: int | None = None
    heriter: bool | None = None


@dataclass(frozen=True, slots=True)
class ColonneProposee:
    """A row of the mapping screen."""

    colonne: Colonne
    repere: str
    exemples: tuple[str, ...]

    @property
    def libelle(self) -> str:
        """Name of the proposed field."""
        return libelle_de(self.colonne.cle)


def reperes(entetes: Sequence[str]) -> list[str]:
    """A stable name for each column: its normalised header, `#2` for the second of the same name, its rank when it has
    none."""
    noms: list[str] = []
    compte: dict[str, int] = {}
    for rang, entete in enumerate(entetes):
        nom = cle_entete(entete) or f"colonne {rang + 1}"
        compte[nom] = compte.get(nom, 0) + 1
        noms.append(nom if compte[nom] == 1 else f"{nom} #{compte[nom]}")
    return noms


def empreinte(tableau: Tableau) -> str:
    """Fingerprint of the headers, whatever their order."""
    noms = sorted(reperes([colonne.entete for colonne in tableau.colonnes]))
    return hashlib.sha256("\n".join(noms).encode()).hexdigest()


def decrire(tableau: Tableau) -> list[ColonneProposee]:
    """Columns that hold something, with what they are taken for and some of their cells."""
    noms = reperes([colonne.entete for colonne in tableau.colonnes])
    proposees = []
    for colonne, nom in zip(tableau.colonnes, noms, strict=True):
        cellules = []
        for rang in range(tableau.entete + 1, len(tableau.feuille.lignes)):
            texte = " ".join(lire_texte(tableau.feuille.valeur(rang, colonne.rang)).split())
            if texte and texte not in cellules:
                cellules.append(texte)
            if len(cellules) == EXEMPLES:
                break
        if cellules or colonne.entete:
            proposees.append(ColonneProposee(colonne, nom, tuple(cellules)))
    return proposees


def appliquer(tableau: Tableau, correspondance: Correspondance) -> Tableau:
    """The table with the fields that somebody chose; columns of which nothing is said keep their proposal. Amounts and
    aids go to the funder before them. Raises nothing: an unknown field is left out."""
    noms = reperes([colonne.entete for colonne in tableau.colonnes])
    colonnes: list[Colonne] = []
    financeurs = 0
    for colonne, nom in zip(tableau.colonnes, noms, strict=True):
        cle = correspondance.champs.get(nom, colonne.cle)
        if cle not in LIBELLES and cle != colonne.cle and not est_une_cle(cle):
            cle = "ignorer"
        base = cle.partition(":")[0]
        if base == "financeur":
            financeurs += 1
            cle = f"financeur:{financeurs}"
        elif base in {"montant", "aide"}:
            cle = f"{base}:{financeurs or 1}"
        elif base == "budget":
            cle = _avec_annee(cle, colonne)
        colonnes.append(replace(colonne, cle=cle, confiance=100 if nom in correspondance.champs else colonne.confiance))
    return replace(tableau, colonnes=tuple(colonnes))


def _avec_annee(cle: str, colonne: Colonne) -> str:
    """A field « Budget » chosen for a column whose header says a year keeps the year."""
    if cle == colonne.cle or not colonne.cle.startswith("budget"):
        return cle
    annee = (*colonne.cle.split(":"), "", "")[2]
    genre, _, unite, nature = (*cle.split(":")[1:], "", "", "", "")[:4]
    return f"budget:{genre}:{annee}:{unite}:{nature}".rstrip(":") if annee else cle


def choisir(feuilles: Sequence[Feuille], correspondance: Correspondance) -> Tableau | None:
    """The table at the sheet and the header row that somebody chose, None when they did not choose."""
    if correspondance.ligne is None:
        return None
    feuille = next((f for f in feuilles if f.nom == correspondance.feuille), None)
    if feuille is None or not 0 < correspondance.ligne <= len(feuille.lignes):
        return None
    dernier = correspondance.ligne - 1
    au_dessus = tableau_a(feuille, dernier - 1) if dernier else None
    if au_dessus is not None and au_dessus.entete == dernier:  # a header on two lines is chosen by its last one
        return au_dessus
    return tableau_a(feuille, dernier)


def proposer_champs(tableau: Tableau, champs: Mapping[str, int]) -> Tableau:
    """The table whose columns named as a field of the collectivité (its label, normalised) go to it, unless the header
    is a word of ours or somebody chose."""
    colonnes = [
        replace(colonne, cle=f"champ:{pk}", confiance=SUR)
        if colonne.confiance < SUR
        and (pk := champs.get(cle_entete(colonne.entete.removeprefix(PREFIXE_DES_CHAMPS)))) is not None
        else colonne
        for colonne in tableau.colonnes
    ]
    return replace(tableau, colonnes=tuple(colonnes))
