"""Tables of a document with an action on each row: read as a spreadsheet is
(docs/calculs/import.md, « Tableaux d'actions »)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from cordee.plans.domain.imports.bandeaux import est_un_axe, est_un_total, lire_bandeau
from cordee.plans.domain.imports.classeurs import Feuille
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.entetes import cle_entete, reconnaitre_entete
from cordee.plans.domain.imports.publie.blocs import Bloc
from cordee.plans.domain.imports.publie.libelles import (
    LONGUEUR_MAX,
    decouper_ligne,
    lire_tete_de_fiche,
    rubrique_de,
)
from cordee.plans.domain.imports.publie.listes import ENTETES, dit_son_statut, en_rangee
from cordee.plans.domain.imports.reperage import Tableau, tableau_a

CONNUES_MIN = 3
"""Known columns, the title included, from which a row of labels heads a table of actions."""
SEULES = 2
"""Columns of the smallest table of actions: a title and a statut."""
SURE = 84
"""Confidence from which a column counts as known."""
RANGEES_VUES = 3
"""Rows below a header that are looked at before it is believed."""


@dataclass(slots=True)
class TableauDActions:
    """A table being gathered: its header, the rows and the headings below it; `groupee` when the first of these
    details the header. `liste`: a list rather than a table, an action and its statut on each line (`listes`); its
    header is ours."""

    entete: Bloc
    largeur: int
    groupee: bool = False
    liste: bool = False
    rangees: list[Bloc] = field(default_factory=list)

    def ajouter(self, bloc: Bloc) -> None:
        """One more row, or heading."""
        self.rangees.append(en_rangee(bloc) or bloc if self.liste else bloc)

    def accueille(self, bloc: Bloc, suivants: Sequence[Bloc]) -> bool:
        """Whether this block goes on with the table: a row, or a heading above other rows of it."""
        if self.liste:
            suivant = suivants[0] if suivants else None
            return en_rangee(bloc) is not None or (
                _est_un_bandeau(bloc) and suivant is not None and en_rangee(suivant) is not None
            )
        if not bloc.tableau:
            suite = next((autre for autre in suivants if autre.tableau or not _est_un_bandeau(autre)), None)
            return _est_un_bandeau(bloc) and suite is not None and suite.tableau and self.accueille(suite, ())
        cles = {cle_entete(cellule) for cellule in self.entete.cellules}
        detail = self.groupee and not self.rangees
        if detail or all(cle_entete(cellule) in cles for cellule in bloc.cellules if cellule):
            return True
        if max(bloc.par_colonne) >= self.largeur or _ouvre_une_fiche(bloc):
            return False
        return entete_d_actions(bloc, suivants) is None

    @property
    def feuille(self) -> Feuille:
        """The table as a sheet whose rows have the numbers of the document."""
        blocs = [self.entete, *self.rangees]
        if self.entete.ligne < 1:  # a list on the first line: our header pushes it down
            blocs = [replace(bloc, ligne=bloc.ligne + 1) for bloc in blocs]
        feuille = Feuille("", [[] for _ in range(blocs[-1].ligne)])
        hauts: dict[int, int] = {}
        fusions: dict[tuple[int, int], tuple[int, int]] = {}
        for bloc in blocs:
            rang = bloc.ligne - 1
            feuille.lignes[rang] = [bloc.par_colonne.get(place) for place in range(self.largeur)]
            fusions |= {(hauts[place], place): (rang, place) for place in bloc.couvertes & hauts.keys()}
            hauts |= dict.fromkeys(bloc.par_colonne, rang)
            etendues = _etendues(bloc) if bloc.tableau else [(0, self.largeur)]
            fusions |= {(rang, place): (rang, place + large - 1) for place, large in etendues if large > 1}
        feuille.fusions = [(*debut, *fin) for debut, fin in fusions.items()]
        return feuille

    def lire(self, feuille: Feuille) -> Tableau | None:
        """The columns of the table."""
        return tableau_a(feuille, max(self.entete.ligne - 1, 0))


def entete_d_actions(bloc: Bloc, suivants: Sequence[Bloc]) -> TableauDActions | None:
    """The table that a row of labels heads, when the rows below are an action each rather than the values, or the
    other labels, of one fiche."""
    cellules = list(bloc.par_colonne.values())
    if not bloc.tableau or len(cellules) < SEULES or any(len(cellule) > LONGUEUR_MAX for cellule in cellules):
        return None
    connues = {cle for cle, sure in (reconnaitre_entete(c) for c in cellules) if sure >= SURE and cle != "ignorer"}
    suffisent = len(connues) >= CONNUES_MIN or connues == {"titre", "statut"}
    if not suffisent or len(connues) * 2 < len(cellules) or "titre" not in connues:
        return None
    rangees = []
    for suivant in suivants:
        if suivant.tableau:
            rangees.append(suivant)
        elif not _est_un_bandeau(suivant):
            break
    groupee = bool(rangees) and any(largeur > 1 for _, largeur in _etendues(bloc)) and _est_un_libelle(rangees[0])
    corps = rangees[groupee:]
    pleines = [rangee for rangee in corps if len(rangee.par_colonne) > 1]
    if not pleines or any(_est_un_libelle(rangee) and not _repete(bloc, rangee) for rangee in corps[:RANGEES_VUES]):
        return None
    if len(pleines) == 1 and len(suivants) > len(rangees) and _annonce_un_champ(suivants[len(rangees)]):
        return None
    return TableauDActions(bloc, max(place + largeur for place, largeur in _etendues(bloc)), groupee)


def liste_d_actions(
    bloc: Bloc, suivants: Sequence[Bloc], dessus: Sequence[str], *, seule: bool
) -> TableauDActions | None:
    """The list that this line opens, when it says an action and its statut, and one of the next too, under the same
    heading or another. An item alone is a list just under an axe (the last text of `dessus`), or when it is all that
    the document says under its title (`seule`), provided that the next axe, or nothing, comes next."""
    autres = takewhile(
        lambda b: en_rangee(b) is not None, (b for b in suivants if dit_son_statut(b) or not _est_un_bandeau(b))
    )
    if not dit_son_statut(bloc):
        return None
    if not any(map(dit_son_statut, autres)):
        fermee = not suivants or _est_un_bandeau(suivants[0])
        sous_un_axe = bool(dessus) and est_un_axe(dessus[-1])
        if not fermee or not (sous_un_axe or (seule and not suivants)):
            return None
    return TableauDActions(Bloc(ENTETES, tableau=True, ligne=bloc.ligne - 1), len(ENTETES), liste=True)


def _etendues(bloc: Bloc) -> list[tuple[int, int]]:
    """Column and width of each cell of a row."""
    etendues, place = [], 0
    for rang in range(len(bloc.cellules)):
        largeur = bloc.largeurs[rang] if rang < len(bloc.largeurs) else 1
        etendues.append((place, largeur))
        place += largeur
    return etendues


def _est_un_bandeau(bloc: Bloc) -> bool:
    """A heading between two rows: « Axe 2 : Se déplacer »."""
    texte = bloc.texte
    if bloc.tableau or "\n" in texte or _annonce_un_champ(bloc):
        return False
    return lire_bandeau(texte) is not None or est_un_total([texte])


def _repete(entete: Bloc, rangee: Bloc) -> bool:
    return [normaliser(c) for c in entete.cellules[:2]] == [normaliser(c) for c in rangee.cellules[:2]]


def _est_un_libelle(rangee: Bloc) -> bool:
    """Whether a row begins with a label: the fiche goes on."""
    premiere = next(iter(rangee.par_colonne.values()))
    rubrique = rubrique_de(premiere)
    return rubrique is not None and not rubrique.numero


def _annonce_un_champ(bloc: Bloc) -> bool:
    return not est_un_axe(bloc.texte) and (rubrique_de(bloc.texte) or decouper_ligne(bloc.texte)) is not None


def _ouvre_une_fiche(bloc: Bloc) -> bool:
    """« Objectifs » and its text, « Fiche action n° 1 » and its title: a fiche rather than a row."""
    if len(bloc.par_colonne) > 2:
        return False
    premiere = next(iter(bloc.par_colonne.values()))
    tete = lire_tete_de_fiche(premiere) is not None and normaliser(premiere).startswith("fiche")
    return tete or (len(bloc.par_colonne) == 2 and _est_un_libelle(bloc))
