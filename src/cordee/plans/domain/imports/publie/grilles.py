"""Tables whose labels are above their columns: a row of labels, then rows of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cordee.plans.domain.imports.entetes import cle_entete
from cordee.plans.domain.imports.publie.blocs import Bloc
from cordee.plans.domain.imports.publie.brouillon import Brouillon
from cordee.plans.domain.imports.publie.libelles import Rubrique, rubrique_en_table
from cordee.plans.domain.imports.publie.mots import SOUS_ACTION

_TITRES_DE_SOUS = {
    "sous action",
    "sous actions",
    "etapes",
    "etape",
    "operations",
    "taches",
    "tache",
    "descriptif",
    "action",
}
_COLONNES_D_INDICATEUR = {
    "unite",
    "valeur initiale",
    "valeur cible",
    "cible",
    "frequence",
    "source",
    "objectif",
    "valeur",
}


@dataclass(slots=True)
class Grille:
    """The labels of the columns; `genre`: `sous` (a sous-action a row), `indicateurs` (one a row), `valeurs` (one row
    of values)."""

    rubriques: tuple[Rubrique | None, ...]
    entetes: tuple[str, ...]
    genre: str
    lignes: int = 0

    def accueille(self, bloc: Bloc) -> bool:
        """Whether this row belongs to the table."""
        if not bloc.tableau or len(bloc.cellules) < 2 or len(bloc.cellules) > len(self.entetes):
            return False
        if self.genre == "valeurs" and self.lignes:
            return False
        premiere = rubrique_en_table(bloc.cellules[0]) if bloc.cellules[0] else None
        return premiere is None or premiere.cle == SOUS_ACTION

    def remplir(self, fiche: Brouillon, bloc: Bloc) -> None:
        """Puts the row in the fiche."""
        self.lignes += 1
        if self.genre == "indicateurs":
            if fiche.cle != "indicateurs":
                fiche.ouvrir("indicateurs", bloc)
            fiche.ajouter(self._indicateur(bloc), bloc, ferme=True)
        elif self.genre == "sous":
            self._sous_fiche(fiche, bloc)
        else:
            for rubrique, cellule in zip(self.rubriques, bloc.cellules, strict=False):
                if rubrique is not None and cellule:
                    fiche.ouvrir(rubrique.cle, bloc)
                    fiche.ajouter(cellule, bloc, ferme=True)

    def _sous_fiche(self, fiche: Brouillon, bloc: Bloc) -> None:
        premier = bloc.cellules[0]
        nommee = cle_entete(self.entetes[0]) in _TITRES_DE_SOUS - {"descriptif"}
        rubrique = rubrique_en_table(premier) if premier else None
        if rubrique is None or rubrique.cle != SOUS_ACTION:
            titre = " ".join(premier.split()) if nommee and len(premier) <= 300 else ""
            rubrique = Rubrique(SOUS_ACTION, suite=titre)
        fiche.ouvrir_sous_fiche(rubrique, bloc)
        for rang, (cle, cellule) in enumerate(zip(self.rubriques, bloc.cellules, strict=False)):
            if not cellule or (rang == 0 and nommee):
                continue
            if cle is not None and cle.cle != SOUS_ACTION:
                fiche.ouvrir(cle.cle, bloc, dans_sous=True)
                fiche.ajouter(cellule, bloc, ferme=True)
            else:
                fiche.laisser(f"{self.entetes[rang]} : {cellule}", bloc)

    def _indicateur(self, bloc: Bloc) -> str:
        """`Nom (unité) : cible : 12` as `suivi.lire_indicateurs` reads it."""
        par_nom = {cle_entete(e): c for e, c in zip(self.entetes, bloc.cellules, strict=False) if c}
        nom = " ".join(bloc.cellules[0].split())
        unite = par_nom.get("unite", "")
        cible = par_nom.get("valeur cible") or par_nom.get("cible") or par_nom.get("objectif") or ""
        return f"{nom}{f' ({unite})' if unite else ''}{f' ; cible : {cible}' if cible else ''}"


def ouvrir_grille(bloc: Bloc, rubriques: Sequence[Rubrique | None], suivant: Bloc | None) -> Grille | None:
    """The table that a row of labels opens, None when the row is a label and its text. Two labels alone make one only
    when the row below (`suivant`) has as many cells and does not begin with a label."""
    remplies = [rang for rang, cellule in enumerate(bloc.cellules) if cellule]
    connues = [rang for rang in remplies if rubriques[rang] is not None]
    cles = {cle_entete(bloc.cellules[rang]) for rang in remplies}
    if len(remplies) >= 2 and "indicateur" in {c.rstrip("s") for c in cles} and cles & _COLONNES_D_INDICATEUR:
        return Grille(tuple(rubriques), bloc.cellules, "indicateurs")
    if len(connues) != len(remplies) or len(remplies) < 2:
        return None
    if not bloc.cellules[0] or suivant is None or not suivant.tableau or len(suivant.cellules) > len(bloc.cellules):
        return None
    if len(remplies) == 2 and (not suivant.cellules[0] or rubrique_en_table(suivant.cellules[0]) is not None):
        return None
    premiere = rubriques[remplies[0]]
    if premiere is not None and premiere.numero:
        return None
    sous = cle_entete(bloc.cellules[remplies[0]]) in _TITRES_DE_SOUS and len(remplies) >= 3
    return Grille(tuple(rubriques), bloc.cellules, "sous" if sous else "valeurs")
