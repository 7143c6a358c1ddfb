"""Tables whose labels are above their columns: a row of labels, then rows of values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cordee.plans.domain.grille_calendrier import TITRE
from cordee.plans.domain.imports.entetes import cle_entete
from cordee.plans.domain.imports.poses_detail import VIDES
from cordee.plans.domain.imports.publie.blocs import Bloc
from cordee.plans.domain.imports.publie.brouillon import Brouillon
from cordee.plans.domain.imports.publie.libelles import LONGUEUR_MAX, Rubrique, rubrique_en_table
from cordee.plans.domain.imports.publie.mots import FICHE, SOUS_ACTION
from cordee.plans.domain.imports.valeurs_indicateurs import colonne_d_indicateur
from cordee.plans.domain.listes import StatutFiche

_TITRES_DE_SOUS = {
    "sous action", "sous actions", "etapes", "etape", "operations", "taches", "tache", "descriptif", "action",
    "actions",
}  # fmt: skip
_COLONNES_DE_FINANCEMENT = {
    "financeur": "financeur", "financeurs": "financeur", "dispositif": "dispositif", "montant": "montant",
    "subvention": "montant", "aide": "montant", "taux": "taux", "etat": "etat", "statut": "etat",
    "montant ht": "montant", "montant ttc": "montant", "partenaire financier": "financeur",
    "aides territoires": "aide",
}  # fmt: skip
_MOTS_DE_BUDGET = {
    "investissement", "fonctionnement", "budget", "cout", "couts", "montant", "depense", "depenses", "prevu", "prevue",
    "prevus", "previsionnel", "reel", "realise", "engage", "ht", "ttc", "en", "total", "de", "d", "etp",
}  # fmt: skip
_MONTANT = re.compile(r"\d\s*(?:k|M)?€|\d{3}")
NOTRE_CALENDRIER = cle_entete(TITRE)
COCHE_MAX = 3
"""Characters of a tick."""
_FOURCHETTE = re.compile(r"^(\d[\d .,]*) à (\d[\d .,]*\s?(?:€|ETP).*)$")
"""`10 000 à 15 000 €`, as our documents write an amount that is not settled."""
_POSTES = re.compile(r"^(postes?|depenses?|natures?|operations?|types? de depenses?|charges|objet|libelle)\b")
_ANNEE = re.compile(r"^(?:19|20)\d\d$")


@dataclass(slots=True)
class Grille:
    """The labels of the columns; `genre`: `sous` (a sous-action a row), `indicateurs`, `financements`, `budget` (one of
    them a row), `liste` (a fiche a row), `valeurs` (one row of values). `unite`: what its amounts are in; `titre`: the
    column that names the sous-action."""

    rubriques: tuple[Rubrique | None, ...]
    entetes: tuple[str, ...]
    genre: str
    unite: str = ""
    titre: int = 0
    lignes: int = 0

    def accueille(self, bloc: Bloc) -> bool:
        """Whether this row belongs to the table."""
        if self.genre == "calendrier":
            return bloc.tableau
        moins = 1 if self.genre in {"indicateurs", "financements", "budget", "annees", "depenses"} else 2
        if not bloc.tableau or not moins <= len(bloc.cellules) <= len(self.entetes):
            return False
        if self.genre in {"valeurs", "liste"}:
            return self.genre == "liste" or (not self.lignes and _est_sans_libelle(bloc, self.entetes[0]))
        if (dit := _RANGEES.get(self.genre)) is not None:
            return dit(bloc)
        return _est_sans_libelle(bloc)

    def remplir(self, fiche: Brouillon, bloc: Bloc) -> None:
        """Puts the row in the fiche; nothing of our calendar, whose dates are said elsewhere."""
        self.lignes += 1
        if self.genre == "sous":
            self._sous_fiche(fiche, bloc)
        elif self.genre == "budget":
            self._budget(fiche, bloc)
        elif self.genre == "indicateurs":
            self._rangee(fiche, bloc, "indicateur_detaille", {"nom": 0}, colonne_d_indicateur, "indicateurs")
        elif self.genre == "financements":
            colonnes = lambda entete: _COLONNES_DE_FINANCEMENT.get(cle_entete(entete), "")  # noqa: E731
            self._rangee(fiche, bloc, "financement_detaille", {}, colonnes, "texte:financements_texte")
        elif self.genre == "annees":
            self._annees(fiche, bloc)
        elif self.genre == "annuites":
            for annee, cellule in zip(self.entetes[1:], bloc.cellules[1:], strict=False):
                self._montant(fiche, bloc, annee, cle_entete(bloc.cellules[0]), cellule)
            fiche.ouvrir("texte:financements_texte", bloc)
        elif self.genre == "depenses":
            cellules = " – ".join(" ".join(c.split()) for c in bloc.cellules if c)
            fiche.ouvrir("texte:financements_texte", bloc)
            fiche.ajouter(cellules, bloc, ferme=True)
        elif self.genre == "liste":
            fiche.laisser(" – ".join(" ".join(c.split()) for c in bloc.cellules if c), bloc, liste=True)
        else:
            for rubrique, cellule in zip(self.rubriques, bloc.cellules, strict=False):
                if rubrique is not None and cellule and rubrique.cle != FICHE:
                    fiche.ouvrir(rubrique.cle, bloc)
                    fiche.ajouter(cellule, bloc, ferme=True)

    def _sous_fiche(self, fiche: Brouillon, bloc: Bloc) -> None:
        premier = bloc.cellules[self.titre] if self.titre < len(bloc.cellules) else ""
        nommee = cle_entete(self.entetes[self.titre]) in _TITRES_DE_SOUS - {"descriptif"}
        rubrique = rubrique_en_table(premier) if premier else None
        if rubrique is None or rubrique.cle != SOUS_ACTION:
            titre = " ".join(premier.split()) if nommee and len(premier) <= 300 else ""
            rubrique = Rubrique(SOUS_ACTION, suite=titre)
        fiche.ouvrir_sous_fiche(rubrique, bloc)
        for rang, (cle, cellule) in enumerate(zip(self.rubriques, bloc.cellules, strict=False)):
            if not cellule or (rang == self.titre and nommee):
                continue
            if cle is not None and cle.cle != SOUS_ACTION:
                fiche.ouvrir(cle.cle, bloc, dans_sous=True)
                fiche.ajouter(cellule, bloc, ferme=True)
            else:
                fiche.laisser(f"{self.entetes[rang]} : {cellule}", bloc)

    def _rangee(
        self, fiche: Brouillon, bloc: Bloc, cle: str, places: dict[str, int], nommer: Callable[[str], str], ensuite: str
    ) -> None:
        """One object for the row; its cells under the keys of their columns. `ensuite` is the field of what follows."""
        if cle_entete(bloc.cellules[0]).startswith("total"):
            return
        paires = {rang: nom for nom, rang in places.items()}
        for rang, entete in enumerate(self.entetes):
            paires.setdefault(rang, nommer(entete) or f"autre {rang}")
        if [cle_entete(entete) for entete in self.entetes] == _NOS_INDICATEURS:
            nom, unite = _separer_unite(bloc.cellules[0])
            bloc = replace(bloc, cellules=(nom, *bloc.cellules[1:]))
            paires[len(self.entetes)] = "unite"
            bloc = replace(bloc, cellules=(*bloc.cellules, *[""] * (len(self.entetes) - len(bloc.cellules)), unite))
        lignes = [f"{paires[rang]}={' '.join(c.split())}" for rang, c in enumerate(bloc.cellules) if c]
        fiche.ouvrir(cle, bloc)
        fiche.ajouter("\n".join(lignes), bloc, ferme=True)
        fiche.ouvrir(ensuite, bloc)

    def _annees(self, fiche: Brouillon, bloc: Bloc) -> None:
        """A row of a planning: its years are those that are ticked, or filled in."""
        cases = [(annee, c) for annee, c in zip(self.entetes[1:], bloc.cellules[1:], strict=False) if c not in VIDES]
        annees = list(dict.fromkeys((cases[0][0], cases[-1][0]))) if cases else []
        mots = [f"{annee} : {cellule}" for annee, cellule in cases if len(cellule) > COCHE_MAX]
        dit = " ; ".join(mots) or "-".join(annees)
        fiche.ouvrir("ligne:calendrier", bloc)
        fiche.ajouter(" : ".join(t for t in (bloc.cellules[0], dit) if t), bloc, ferme=True)
        for annee in annees:
            fiche.ouvrir(f"annee:{annee}", bloc)
            fiche.ajouter("x", bloc, ferme=True)
        fiche.ouvrir("calendrier", bloc)

    def _budget(self, fiche: Brouillon, bloc: Bloc) -> None:
        annee = bloc.cellules[0] if _ANNEE.match(bloc.cellules[0]) else ""
        if not cle_entete(bloc.cellules[0]).startswith("total"):
            for entete, cellule in zip(self.entetes[1:], bloc.cellules[1:], strict=False):
                self._montant(fiche, bloc, annee, cle_entete(entete), cellule)
        fiche.ouvrir("texte:financements_texte", bloc)

    def _montant(self, fiche: Brouillon, bloc: Bloc, annee: str, nom: str, cellule: str) -> None:
        """A line of budget of this year, of the kind that its name says; totals are left out."""
        mots = set(nom.split())
        if cellule.strip() in VIDES or "total" in mots:
            return
        genre = next((g for g in ("investissement", "fonctionnement") if g in mots), "")
        nature = "reel" if mots & {"depense", "depenses", "reel", "realise"} else ""
        etale = "etale" if _est_etale(bloc.cellules[0]) else ""
        bornes = [(nature, cellule)]
        if fourchette := _FOURCHETTE.match(" ".join(cellule.split())):
            bornes = [(nature, fourchette[1]), ("max", fourchette[2])]
        for borne, montant in bornes:
            fiche.ouvrir(f"budget:{genre}:{annee}:{self.unite}:{borne}:{etale}".rstrip(":"), bloc)
            fiche.ajouter(montant, bloc, ferme=True)


_NOS_INDICATEURS = ["indicateur", "nature", "derniere valeur", "cible", "suivi"]
"""Headers of our own documents, which write the unit after the name."""


def _separer_unite(nom: str) -> tuple[str, str]:
    trouve = re.match(r"^(.+?)\s*\(([^()]{1,40})\)$", " ".join(nom.split()))
    return (trouve[1], trouve[2]) if trouve else (nom, "")


def _sans_annee(texte: str) -> bool:
    return cle_entete(texte).startswith(("total", "sans detail")) or _est_etale(texte)


def _est_etale(texte: str) -> bool:
    return cle_entete(texte).startswith("etale sur")


def ouvrir_grille(
    bloc: Bloc, rubriques: Sequence[Rubrique | None], suivant: Bloc | None, *, dessus: str = "", vide: bool = False
) -> Grille | None:
    """The table that a row of labels opens, None when the row is a label and its text. Two labels alone make one only
    when the row below (`suivant`) has as many cells and does not begin with a label. `dessus` is the last label;
    `vide`: nothing was read of the fiche yet, so that « Action » is its title."""
    remplies = [rang for rang, cellule in enumerate(bloc.cellules) if cellule]
    connues = [rang for rang in remplies if rubriques[rang] is not None]
    cles = [cle_entete(cellule) for cellule in bloc.cellules]
    if (genre := _genre_de_rangees(bloc.cellules, cles, suivant)) is not None:
        unite = "ttc" if "ttc" in cle_entete(f"{dessus} {' '.join(bloc.cellules)}").split() else ""
        return Grille(() if genre == "calendrier" else tuple(rubriques), bloc.cellules, genre, unite)
    if len(remplies) >= 3 and suivant is not None and suivant.tableau and any(r and r.cle == FICHE for r in rubriques):
        return Grille(tuple(rubriques), bloc.cellules, "liste")
    nommees = [r for r in remplies if rubriques[r] and rubriques[r].cle == SOUS_ACTION]  # type: ignore[union-attr]
    sous = ((cles[0] in _TITRES_DE_SOUS and not vide) or bool(nommees)) and len(remplies) >= 3
    tous = len(connues) == len(remplies) or (sous and _nomme_des_sous_actions(bloc, connues, suivant))
    if not tous or not bloc.cellules[0] or not _sont_des_libelles(bloc, rubriques, suivant):
        return None
    titre = nommees[0] if nommees and cles[0] not in _TITRES_DE_SOUS else 0
    return Grille(tuple(rubriques), bloc.cellules, "sous" if sous else "valeurs", titre=titre)


def _sont_des_libelles(bloc: Bloc, rubriques: Sequence[Rubrique | None], suivant: Bloc | None) -> bool:
    """Whether known words are above values rather than before them."""
    if len([cellule for cellule in bloc.cellules if cellule]) < 2 or (rubriques[0] and rubriques[0].numero):
        return False
    if suivant is None or not suivant.tableau or len(suivant.cellules) > len(bloc.cellules):
        return False
    seules = sum(bool(cellule) for cellule in bloc.cellules) == 2
    return not seules or (bool(suivant.cellules[0]) and _est_sans_libelle(suivant, bloc.cellules[0], sous=False))


def _nomme_des_sous_actions(bloc: Bloc, connues: Sequence[int], suivant: Bloc | None) -> bool:
    """Whether labels, some of them unknown, stand above rows that are a sous-action each."""
    if cle_entete(bloc.cellules[0]) == "descriptif" or len(connues) < 2 or suivant is None or not suivant.cellules[0]:
        return False
    premiere = rubrique_en_table(suivant.cellules[0])
    courts = all(len(cellule) <= LONGUEUR_MAX for cellule in bloc.cellules)
    return courts and (premiere is None or premiere.cle == SOUS_ACTION)


def _genre_de_rangees(entetes: Sequence[str], cles: Sequence[str], suivant: Bloc | None) -> str | None:
    """`indicateurs`, `financements` or `budget` for a row of labels above as many objects as rows; `calendrier` for the
    grid that our own documents draw from the dates of the sous-actions, where nothing is to be read."""
    if cles[0] == NOTRE_CALENDRIER:
        return "calendrier"
    colonnes = [entete for entete in entetes[1:] if entete]
    connues = sum(bool(colonne_d_indicateur(entete)) for entete in colonnes)
    dessous = suivant is not None and suivant.tableau and connues * 2 >= len(colonnes) > 0
    if dessous and re.match(r"(nom de l )?(indicateur|libelle)s?\b", cles[0]):
        return "indicateurs"
    if _COLONNES_DE_FINANCEMENT.get(cles[0]) == "financeur" and set(cles[1:]) & set(_COLONNES_DE_FINANCEMENT):
        return "financements"
    if len(colonnes) > 1 and all(map(_ANNEE.match, colonnes)) and suivant is not None:
        budget = set(cles[0].split()) <= _MOTS_DE_BUDGET | {"annee", "annees", "exercice"} and _dit_un_budget(suivant)
        return "annees" if _coche_des_annees(suivant) else "annuites" if budget else None
    if _POSTES.match(cles[0]) and any(
        _COLONNES_DE_FINANCEMENT.get(cle) or cle.startswith(("cout", "montant")) for cle in cles[1:]
    ):
        return "depenses"
    dates = suivant is not None and bool(_ANNEE.match(suivant.cellules[0]) or _sans_annee(suivant.cellules[0]))
    argent = all(cle and set(cle.split()) <= _MOTS_DE_BUDGET for cle in cles[1:])
    return "budget" if dates and argent and cles[0] in {"annee", "annees", "exercice", ""} else None


def _coche_des_annees(bloc: Bloc) -> bool:
    """Whether a row may be one of a planning: a step, then ticks or words, neither amounts nor labels."""
    if not bloc.tableau or not bloc.cellules[0] or rubrique_en_table(bloc.cellules[0]) or _nomme_des_colonnes(bloc):
        return False
    return not any(_MONTANT.search(cellule) or len(cellule) > LONGUEUR_MAX for cellule in bloc.cellules[1:])


def _dit_un_budget(bloc: Bloc) -> bool:
    """« Investissement » and its amounts, year after year."""
    mots = set(cle_entete(bloc.cellules[0]).split())
    return bloc.tableau and bool(mots) and mots <= _MOTS_DE_BUDGET and any(map(_MONTANT.search, bloc.cellules[1:]))


def _nomme_des_colonnes(bloc: Bloc) -> bool:
    """A row of labels: the header of the next table."""
    cles = [cle_entete(cellule) for cellule in bloc.cellules]
    return bool(_POSTES.match(cles[0]) or re.match(r"indicateurs?\b", cles[0])) or any(
        cle in _COLONNES_DE_FINANCEMENT for cle in cles[1:]
    )


def _est_sans_libelle(bloc: Bloc, entete: str = "", *, sous: bool = True) -> bool:
    """Whether a row holds values: its first cell names at most a sous-action, or is a statut under « État »
    (`entete`)."""
    premiere = rubrique_en_table(bloc.cellules[0]) if bloc.cellules[0] else None
    if premiere is None or (sous and premiere.cle == SOUS_ACTION):
        return True
    au_dessus = rubrique_en_table(entete) if entete else None
    return au_dessus is not None and au_dessus.cle == "statut" and StatutFiche.lire(bloc.cellules[0]) is not None


def _est_une_depense(bloc: Bloc) -> bool:
    return rubrique_en_table(bloc.cellules[0]) is None and not _nomme_des_colonnes(bloc)


_RANGEES: dict[str, Callable[[Bloc], bool]] = {
    "annuites": _dit_un_budget,
    "annees": _coche_des_annees,
    "depenses": _est_une_depense,
    "budget": lambda bloc: bool(_ANNEE.match(bloc.cellules[0]) or _sans_annee(bloc.cellules[0])),
}
"""Which rows go on with a table of each kind."""
