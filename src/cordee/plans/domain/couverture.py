"""What fiches bring to the objectives of the leviers by 2030 (docs/calculs/leviers.md, « Ce qu'une fiche apporte »)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cordee.plans.domain.effets import FicheSituee, ImpactDit, cle_unite, list_racines, sans_doublons
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.leviers import LEVIERS
from cordee.plans.domain.listes import DomaineImpact, Genre, Incertitude, SensImpact
from cordee.plans.domain.trajectoire import ANNEE_BUT, UTCATF, ObjectifLevier, ObjectifSecteur

MARGES: dict[Incertitude, Fraction] = {
    Incertitude.FAIBLE: Fraction(10, 100),
    Incertitude.MOYENNE: Fraction(30, 100),
    Incertitude.FORTE: Fraction(50, 100),
}
QUI_COMPTENT: dict[DomaineImpact, SensImpact] = {
    DomaineImpact.GES: SensImpact.BAISSE,
    DomaineImpact.STOCKAGE: SensImpact.HAUSSE,
}
"""Domains that bring something, and which way."""
DE_UTCATF = frozenset(LEVIERS[UTCATF])
_PREFIXES = {"kg": Fraction(1, 1000), "t": Fraction(1), "kt": Fraction(1000), "Mt": Fraction(1_000_000)}
_MASSE = re.compile(
    r"(?P<prefixe>kg|kt|Mt|t(?:onnes?)?)\.?(?:[ée]q\.?|e|[ée]quivalents?)?(?:de)?CO2(?:[ée]q\.?|e|[ée]quivalents?)?"
    r"(?:/an(?:née)?|paran)?"
)


@dataclass(frozen=True, slots=True)
class Apport:
    """Tonnes of CO2 equivalent a year, and the ends of their range."""

    bas: Fraction = Fraction(0)
    central: Fraction = Fraction(0)
    haut: Fraction = Fraction(0)

    def __add__(self, autre: Apport) -> Apport:
        return Apport(self.bas + autre.bas, self.central + autre.central, self.haut + autre.haut)

    def partager(self, entre: int) -> Apport:
        """One of equal parts."""
        return Apport(self.bas / entre, self.central / entre, self.haut / entre)

    @property
    def est_sur(self) -> bool:
        """Whether there is no range."""
        return self.bas == self.haut


@dataclass(frozen=True, slots=True)
class Taux:
    """Coverage in percent, and the ends of its range."""

    bas: float
    central: float
    haut: float


@dataclass(frozen=True, slots=True)
class LevierCouvert:
    """A levier: what it asks, what each fiche brings it, those that carry it without bringing anything."""

    objectif: ObjectifLevier
    par_fiche: Mapping[int, Apport]
    sans_chiffre: tuple[int, ...]

    @property
    def apport(self) -> Apport:
        """What it receives."""
        return sum(self.par_fiche.values(), Apport())

    @property
    def chiffrees(self) -> tuple[int, ...]:
        """Fiches that bring it something."""
        return tuple(self.par_fiche)

    @property
    def fiches(self) -> tuple[int, ...]:
        """All that carry it."""
        return (*self.chiffrees, *self.sans_chiffre)

    @property
    def taux(self) -> Taux | None:
        """Its coverage, None without an effort."""
        return _taux(self.apport, self.objectif.effort)


@dataclass(frozen=True, slots=True)
class SecteurCouvert:
    """The same for a sector."""

    objectif: ObjectifSecteur
    leviers: tuple[LevierCouvert, ...]

    @property
    def apport(self) -> Apport:
        """What its leviers receive."""
        return sum((levier.apport for levier in self.leviers), Apport())

    @property
    def taux(self) -> Taux | None:
        """Its coverage, None without an effort."""
        return _taux(self.apport, self.objectif.effort)

    @property
    def fiches(self) -> tuple[int, ...]:
        """Fiches that carry a levier of the sector, once each."""
        return tuple(dict.fromkeys(pk for levier in self.leviers for pk in levier.fiches))

    @property
    def sans_chiffre(self) -> tuple[int, ...]:
        """Those that bring nothing to any of them."""
        chiffrees = {pk for levier in self.leviers for pk in levier.chiffrees}
        return tuple(pk for pk in self.fiches if pk not in chiffrees)


@dataclass(frozen=True, slots=True)
class Couverture:
    """Everything. `hors_leviers`: quantities with no levier to go to, and their fiches; `a_verifier`: fiches whose unit
    is no mass of CO2; `tardives`: those that only count after 2030."""

    secteurs: tuple[SecteurCouvert, ...]
    hors_leviers: Apport
    fiches_hors_leviers: tuple[int, ...]
    a_verifier: tuple[int, ...]
    tardives: tuple[int, ...]

    @property
    def effort(self) -> float:
        """What the sectors ask, those that ask something."""
        return sum(secteur.objectif.effort or 0 for secteur in self.secteurs)

    @property
    def apport(self) -> Apport:
        """What those sectors receive."""
        return sum((s.apport for s in self.secteurs if s.objectif.effort is not None), Apport())

    @property
    def taux(self) -> Taux | None:
        """Coverage of the territory."""
        return _taux(self.apport, self.effort or None)

    @property
    def leviers(self) -> tuple[LevierCouvert, ...]:
        """Those of every sector."""
        return tuple(levier for secteur in self.secteurs for levier in secteur.leviers)


def _taux(apport: Apport, effort: float | None) -> Taux | None:
    if effort is None:
        return None
    return Taux(*(float(tonnes) / effort * 100 for tonnes in (apport.bas, apport.central, apport.haut)))


def en_tonnes(unite: str, domaine: DomaineImpact) -> Fraction | None:
    """Tonnes of CO2 equivalent in one of this unit, None for something else than a mass of CO2."""
    lue = _MASSE.fullmatch(cle_unite(unite) or cle_unite(domaine.unite))
    if lue is None:
        return None
    prefixe = lue["prefixe"]
    return _PREFIXES["t" if prefixe.startswith("t") else prefixe]


def apport_de(dit: ImpactDit) -> Apport | None:
    """What a quantity brings, None when its unit does not say tonnes of CO2."""
    facteur = en_tonnes(dit.unite, dit.domaine)
    if facteur is None or dit.valeur is None:
        return None
    tonnes = abs(Fraction(dit.valeur)) * facteur
    if dit.va is not QUI_COMPTENT[dit.domaine]:
        tonnes = -tonnes
    marge = abs(tonnes) * (MARGES[dit.incertitude] if dit.incertitude is not None else 0)
    return Apport(tonnes - marge, tonnes, tonnes + marge)


def compute_couverture(
    objectifs: Sequence[ObjectifSecteur],
    fiches: Iterable[FicheSituee],
    impacts: Iterable[ImpactDit],
    portes: Iterable[tuple[int, str]],
) -> Couverture:
    """Coverage of every levier by the fiches of a list. `portes`: (fiche, code of a levier)."""
    fiches = list(fiches)
    comptage = _Comptage(fiches, portes)
    for domaine in QUI_COMPTENT:
        comptage.ajouter(domaine, [dit for dit in impacts if dit.domaine is domaine and dit.valeur is not None])
    secteurs = tuple(
        SecteurCouvert(secteur, tuple(comptage.couvrir(levier) for levier in secteur.leviers)) for secteur in objectifs
    )
    return Couverture(
        secteurs,
        comptage.hors,
        tuple(comptage.fiches_hors),
        tuple(comptage.a_verifier),
        tuple(comptage.tardives),
    )


def compute_couverture_des_fiches(objectifs: Sequence[ObjectifSecteur], fiches: Iterable[FicheComplete]) -> Couverture:
    """The same from whole fiches with their sous-fiches, each given once; they are named by their rank, from 1."""
    situees: list[FicheSituee] = []
    dits: list[ImpactDit] = []
    portes: list[tuple[int, str]] = []

    def lire(fiche: FicheComplete, parent: int | None) -> None:
        rang = len(situees) + 1
        situees.append(FicheSituee(rang, parent, fiche.statut or ""))
        dits.extend(
            ImpactDit(rang, i.domaine, i.niveau, i.valeur, i.unite, i.horizon, i.sens, i.incertitude)
            for i in fiche.impacts
        )
        portes.extend((rang, code) for code in fiche.classements.get(Genre.LEVIER, ()))
        for sous in fiche.sous_fiches:
            lire(sous, rang)

    for fiche in fiches:
        lire(fiche, None)
    return compute_couverture(objectifs, situees, dits, portes)


class _Comptage:
    """The sums in the making. Lists of fiches are kept in their order, once each."""

    def __init__(self, fiches: Sequence[FicheSituee], portes: Iterable[tuple[int, str]]) -> None:
        self.racines = list_racines(fiches)
        self.parents: Mapping[int, int | None] = {fiche.id: fiche.parent for fiche in fiches}
        self.portes: dict[int, list[str]] = defaultdict(list)
        self.porteuses: dict[str, dict[int, None]] = defaultdict(dict)
        for fiche, code in portes:
            if fiche in self.racines:
                self.portes[fiche].append(code)
                self.porteuses[code][self.racines[fiche]] = None
        self.apports: dict[str, dict[int, Apport]] = defaultdict(dict)
        self.hors, self.fiches_hors = Apport(), dict[int, None]()
        self.a_verifier, self.tardives = dict[int, None](), dict[int, None]()

    def ajouter(self, domaine: DomaineImpact, dits: Iterable[ImpactDit]) -> None:
        """The quantities of a domain."""
        retenus: list[tuple[ImpactDit, Apport]] = []
        for dit in dits:
            racine = self.racines.get(dit.fiche)
            if racine is None:
                continue
            apport = apport_de(dit)
            if apport is None:
                self.a_verifier[racine] = None
            elif dit.horizon is not None and dit.horizon > ANNEE_BUT:
                self.tardives[racine] = None
            else:
                retenus.append((dit, apport))
        comptent = {dit.fiche for dit in sans_doublons([dit for dit, _ in retenus], self.parents)}
        for dit, apport in retenus:
            if dit.fiche in comptent:
                self._repartir(domaine, dit.fiche, apport)

    def _repartir(self, domaine: DomaineImpact, fiche: int, apport: Apport) -> None:
        codes = self._leviers_de(fiche)
        racine = self.racines[fiche]
        stockants = [code for code in codes if code in DE_UTCATF]
        autres = [code for code in codes if code not in DE_UTCATF]
        cibles = stockants if domaine is DomaineImpact.STOCKAGE else autres or stockants
        if not cibles:
            self.hors += apport
            self.fiches_hors[racine] = None
            return
        part = apport.partager(len(cibles))
        for code in cibles:
            self.apports[code][racine] = self.apports[code].get(racine, Apport()) + part

    def _leviers_de(self, fiche: int) -> list[str]:
        """Its own, else those of the nearest above."""
        courante: int | None = fiche
        while courante is not None:
            if codes := self.portes.get(courante):
                return codes
            courante = self.parents.get(courante)
        return []

    def couvrir(self, levier: ObjectifLevier) -> LevierCouvert:
        """The levier with what it received."""
        recus = self.apports.get(levier.code, {})
        muettes = tuple(pk for pk in self.porteuses.get(levier.code, {}) if pk not in recus)
        return LevierCouvert(levier, recus, muettes)
