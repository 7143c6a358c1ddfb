"""The budget of a fiche as a grid that one types in: one block a kind, one row a year, planned and spent, euros and
ETP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from cordee.plans.domain.champs import ANNEE_MAX, ANNEE_MIN, ValeurRefusee
from cordee.plans.domain.fiche import LigneBudget
from cordee.plans.domain.fourchettes import Fourchette, dire_fourchette, lire_fourchette, sommer
from cordee.plans.domain.grille_budget import composer, lire_cellule, unites_melees
from cordee.plans.domain.listes import TypeBudget, UniteBudget

PREVU, REEL = "prevu", "reel"
TOTAL = "t"
MONNAIES = (UniteBudget.HT, UniteBudget.TTC)
RANGEES_MAX = 40


@dataclass(frozen=True, slots=True)
class Cellule:
    """One input: its name in the form, what is in it, what is wrong with it."""

    nom: str
    texte: str
    libelle: str
    colonne: str
    faute: str = ""
    unite: str = ""


@dataclass(frozen=True, slots=True)
class Rangee:
    """A year, or the whole duration (None)."""

    annee: int | None
    cellules: tuple[Cellule, ...]

    @property
    def valeur(self) -> str:
        """In the form."""
        return TOTAL if self.annee is None else str(self.annee)

    @property
    def libelle(self) -> str:
        """In the margin."""
        return "Toute la durée" if self.annee is None else str(self.annee)


@dataclass(frozen=True, slots=True)
class BlocNature:
    """The grid of a kind. `base`: the only money unit, which can then be chosen; None when both are used."""

    nature: TypeBudget
    unites: tuple[UniteBudget, ...]
    rangees: tuple[Rangee, ...]
    totaux: tuple[str, ...]
    etales: frozenset[UniteBudget]
    annees_libres: tuple[int, ...]

    @property
    def base(self) -> UniteBudget | None:
        """`HT` when amounts are all HT."""
        monnaies = [unite for unite in self.unites if unite in MONNAIES]
        return monnaies[0] if len(monnaies) == 1 else None

    @property
    def colonnes(self) -> list[str]:
        """Headers after the year."""
        return [dire_colonne(unite, sens) for unite in self.unites for sens in (PREVU, REEL)]

    @property
    def totaux_dits(self) -> list[tuple[str, str]]:
        """Header and total of each column."""
        totaux = self.totaux or ("—",) * len(self.colonnes)
        return list(zip(self.colonnes, totaux, strict=True))

    @property
    def annee_suivante(self) -> int | None:
        """The year proposed first: the one after the last."""
        derniere = max((rangee.annee for rangee in self.rangees if rangee.annee is not None), default=None)
        return derniere + 1 if derniere is not None else None

    @property
    def en_total(self) -> bool:
        """Whether the kind is told as a whole."""
        return any(rangee.annee is None for rangee in self.rangees)

    @property
    def par_annee(self) -> bool:
        """Whether it has years."""
        return any(rangee.annee is not None for rangee in self.rangees)

    @property
    def modele(self) -> Rangee:
        """A row of a year to come, for what is pasted."""
        return Rangee(None, tuple(self._vide(unite, sens) for unite in self.unites for sens in (PREVU, REEL)))

    def _vide(self, unite: UniteBudget, sens: str) -> Cellule:
        nom = nommer(self.nature, unite, None, sens).replace(f"-{TOTAL}-", "-ANNEE-")
        return Cellule(nom, "", f"{dire_colonne(unite, sens)}, ANNEE", dire_colonne(unite, sens), unite=unite.value)


def dire_colonne(unite: UniteBudget, sens: str) -> str:
    """`Prévu, € HT`, `ETP réel`."""
    if unite is UniteBudget.ETP:
        return "ETP prévu" if sens == PREVU else "ETP réel"
    return f"{'Prévu' if sens == PREVU else 'Dépensé'}, {unite.libelle}"


def nommer(nature: TypeBudget, unite: UniteBudget, annee: int | None, sens: str) -> str:
    """Name of a cell in the form."""
    return f"c-{nature}-{unite}-{TOTAL if annee is None else annee}-{sens}"


@dataclass
class Grille:
    """What the grid holds, typed or read. `fautes`: what is wrong, by name of cell."""

    textes: dict[str, str]
    rangees: dict[TypeBudget, list[int | None]]
    unites: dict[TypeBudget, tuple[UniteBudget, ...]]
    etales: set[tuple[TypeBudget, UniteBudget]]
    vue: str
    bases: dict[TypeBudget, UniteBudget] = field(default_factory=dict)
    fautes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def de(cls, lignes: Iterable[LigneBudget], annees: Sequence[int], vue: str) -> Grille:
        """The grid of these lines; a kind that has none proposes these years."""
        toutes = list(lignes)
        grille = cls({}, {}, {}, {(b.type, b.unite) for b in toutes if b.est_etale}, vue)
        for nature in TypeBudget:
            siennes = [b for b in toutes if b.type is nature]
            monnaies = tuple(u for u in MONNAIES if any(b.unite is u for b in siennes)) or (UniteBudget.HT,)
            grille.unites[nature] = (*monnaies, UniteBudget.ETP)
            dites = {b.annee for b in siennes} if siennes else set(annees)
            grille.rangees[nature] = _ordonner(dites)
            for ligne in siennes:
                for sens, dite in (
                    (PREVU, lire_fourchette(ligne.prevu, ligne.prevu_max)),
                    (REEL, lire_fourchette(ligne.reel, None)),
                ):
                    if dite is not None:
                        grille.textes[nommer(nature, ligne.unite, ligne.annee, sens)] = dire_fourchette(dite)
        return grille

    @classmethod
    def de_saisie(cls, donnees: QueryDict) -> Grille:
        """What was typed. Rows and units that no grid has are left out."""
        grille = cls({}, {}, {}, set(), donnees.get("vue", ""))
        for nature in TypeBudget:
            lues = donnees.get(f"unites-{nature}", "").split(",")
            monnaies = tuple(unite for unite in MONNAIES if unite.value in lues) or (UniteBudget.HT,)
            grille.unites[nature] = (*monnaies, UniteBudget.ETP)
            grille.rangees[nature] = _ordonner(_lire_rangees(donnees.getlist(f"rang-{nature}")[:RANGEES_MAX]))
            base = donnees.get(f"base-{nature}", "")
            if len(monnaies) == 1 and base in {unite.value for unite in MONNAIES}:
                grille.bases[nature] = UniteBudget(base)
            for unite in grille.unites[nature]:
                if donnees.get(f"etale-{nature}-{unite}"):
                    grille.etales.add((nature, unite))
            for nom in grille.noms(nature):
                grille.textes[nom] = donnees.get(nom, "")
        return grille

    def noms(self, nature: TypeBudget) -> Iterator[str]:
        """Cells of a kind."""
        for annee in self.rangees[nature]:
            for unite in self.unites[nature]:
                for sens in (PREVU, REEL):
                    yield nommer(nature, unite, annee, sens)

    def ajouter(self, nature: TypeBudget, annee: int) -> None:
        """One more year."""
        self.rangees[nature] = _ordonner({*self.rangees[nature], annee})

    def lignes(self) -> list[LigneBudget]:
        """Lines that say something; `fautes` tells what cannot be read, and every cell that was."""
        self.fautes = {}
        lues: list[LigneBudget] = []
        for nature in TypeBudget:
            for annee in self.rangees[nature]:
                for unite in self.unites[nature]:
                    prevu = self._lire(nommer(nature, unite, annee, PREVU), fourchette=True)
                    reel = self._lire(nommer(nature, unite, annee, REEL), fourchette=False)
                    if prevu is None and reel is None:
                        continue
                    ecrite = self.bases.get(nature, unite) if unite in MONNAIES else unite
                    ligne = composer(nature, ecrite, annee, prevu, reel)
                    etale = annee is None and (nature, unite) in self.etales
                    lues.append(replace(ligne, est_etale=etale))
        for nature, unite in unites_melees(lues):
            visible = unite if unite in self.unites[nature] else self.unites[nature][0]
            self.fautes.setdefault(
                nommer(nature, visible, None, PREVU),
                "Ce budget est aussi détaillé par année : videz cette cellule, ou les années.",
            )
        return lues

    def _lire(self, nom: str, *, fourchette: bool) -> Fourchette | None:
        try:
            return lire_cellule(self.textes.get(nom, ""), fourchette=fourchette)
        except ValeurRefusee as refus:
            self.fautes[nom] = str(refus)
            return None

    def blocs(self, annees: Sequence[int] = ()) -> list[BlocNature]:
        """What the template shows; `annees` are those that may be added."""
        return [self._bloc(nature, annees) for nature in TypeBudget]

    def _bloc(self, nature: TypeBudget, annees: Sequence[int]) -> BlocNature:
        rangees = tuple(
            Rangee(
                annee,
                tuple(
                    self._cellule(nature, unite, annee, sens) for unite in self.unites[nature] for sens in (PREVU, REEL)
                ),
            )
            for annee in self.rangees[nature]
        )
        libres = tuple(annee for annee in annees if annee not in self.rangees[nature])
        return BlocNature(
            nature, self.unites[nature], rangees, self._totaux(rangees),
            frozenset(unite for lue, unite in self.etales if lue is nature), libres,
        )  # fmt: skip

    def _cellule(self, nature: TypeBudget, unite: UniteBudget, annee: int | None, sens: str) -> Cellule:
        nom = nommer(nature, unite, annee, sens)
        quand = "toute la durée" if annee is None else str(annee)
        libelle = f"{nature.libelle}, {dire_colonne(unite, sens)}, {quand}"
        return Cellule(
            nom, self.textes.get(nom, ""), libelle, dire_colonne(unite, sens), self.fautes.get(nom, ""), unite.value
        )

    def _totaux(self, rangees: Sequence[Rangee]) -> tuple[str, ...]:
        if not rangees:
            return ()
        return tuple(
            dire_fourchette(sommer(_lisible(rangee.cellules[rang].texte) for rangee in rangees))
            for rang in range(len(rangees[0].cellules))
        )


def _lisible(texte: str) -> Fourchette | None:
    """A cell that can be read; one that cannot counts for nothing."""
    try:
        return lire_cellule(texte, fourchette=True)
    except ValeurRefusee:
        return None


def _ordonner(annees: Iterable[int | None]) -> list[int | None]:
    """The whole duration first, then years in order."""
    return sorted(set(annees), key=lambda annee: (annee is not None, annee or 0))


def _lire_rangees(lues: Iterable[str]) -> set[int | None]:
    gardees: set[int | None] = set()
    for lue in lues:
        if lue == TOTAL:
            gardees.add(None)
        elif (annee := lire_annee(lue)) is not None:
            gardees.add(annee)
    return gardees


def lire_annee(texte: str) -> int | None:
    """A year within the life of plans."""
    propre = texte.strip()
    if len(propre) == 4 and propre.isascii() and propre.isdigit() and ANNEE_MIN <= int(propre) <= ANNEE_MAX:
        return int(propre)
    return None


def dire_par_annee(lignes: Iterable[LigneBudget]) -> list[tuple[str, str]]:
    """`("2026", "10 000 € HT prévus, 2 000 € HT dépensés")`: what a passage keeps or loses, a row a year and a unit."""
    dites = []
    for ligne in sorted(lignes, key=lambda b: (b.annee or 0, list(UniteBudget).index(b.unite))):
        quoi = [
            f"{dire_fourchette(montant)} {ligne.unite.libelle} {mot}"
            for montant, mot in (
                (lire_fourchette(ligne.prevu, ligne.prevu_max), "prévus"),
                (lire_fourchette(ligne.reel, None), "réels" if ligne.unite is UniteBudget.ETP else "dépensés"),
            )
            if montant is not None
        ]
        dites.append((str(ligne.annee) if ligne.annee else "Toute la durée", ", ".join(quoi)))
    return dites
