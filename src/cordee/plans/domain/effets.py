"""What fiches add up to: quantities that they announce, leviers that they pull (docs/calculs/impacts.md)."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cordee.plans.domain.leviers import LEVIERS
from cordee.plans.domain.listes import DomaineImpact, Incertitude, SensImpact, StatutFiche


@dataclass(frozen=True, slots=True)
class FicheSituee:
    """A fiche or a sous-fiche in its family. `avancement` in percent, None when it counts nowhere."""

    id: int
    parent: int | None
    statut: str
    avancement: float | None = None


@dataclass(frozen=True, slots=True)
class ImpactDit:
    """What a fiche says of one domain."""

    fiche: int
    domaine: DomaineImpact
    niveau: int | None = None
    valeur: Decimal | None = None
    unite: str = ""
    horizon: int | None = None
    sens: SensImpact | None = None
    incertitude: Incertitude | None = None

    @property
    def est_dit(self) -> bool:
        """Whether an effect is claimed, with or without a quantity."""
        return self.valeur is not None or self.niveau != 0

    @property
    def va(self) -> SensImpact:
        """Which way the quantity goes (« Sens »)."""
        if self.sens is not None:
            return self.sens
        if self.valeur is not None and self.valeur < 0:
            return SensImpact.BAISSE
        return self.domaine.sens or SensImpact.HAUSSE


@dataclass(frozen=True, slots=True)
class Cumul:
    """A line: falls and rises announced in one unit for one year, None when nothing goes that way; `fiches` that
    count in it."""

    domaine: DomaineImpact
    unite: str
    horizon: int | None
    baisse: Decimal | None
    hausse: Decimal | None
    fiches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EtatDuDomaine:
    """Fiches at the top by what they say of a domain: `chiffrees` give a quantity, `dites` none yet."""

    domaine: DomaineImpact
    chiffrees: tuple[int, ...]
    dites: tuple[int, ...]
    muettes: int


@dataclass(frozen=True, slots=True)
class Effets:
    """Everything that the fiches announce; `total` is how many count. Domains of which nothing is said are absent."""

    total: int
    cumuls: tuple[Cumul, ...]
    domaines: tuple[EtatDuDomaine, ...]

    @property
    def chiffrees(self) -> frozenset[int]:
        """Fiches that give a quantity in a domain at least."""
        return frozenset(pk for etat in self.domaines for pk in etat.chiffrees)


@dataclass(slots=True)
class _Ligne:
    """A sum in the making."""

    unite: str
    sommes: dict[SensImpact, Decimal] = field(default_factory=dict)
    fiches: dict[int, None] = field(default_factory=dict)

    def ajouter(self, dit: ImpactDit, racine: int) -> None:
        assert dit.valeur is not None
        self.sommes[dit.va] = self.sommes.get(dit.va, Decimal()) + abs(dit.valeur)
        self.fiches[racine] = None


def list_racines(fiches: Iterable[FicheSituee]) -> dict[int, int]:
    """The fiche at the top of each that counts, by id: abandoned ones are left out with what is below them, and those
    whose parent is not there too."""
    par_id = {fiche.id: fiche for fiche in fiches}
    racines: dict[int, int] = {}
    for fiche in par_id.values():
        courante: FicheSituee | None = fiche
        while courante is not None and courante.statut != StatutFiche.ABANDONNE:
            if courante.parent is None:
                racines[fiche.id] = courante.id
                break
            courante = par_id.get(courante.parent)
    return racines


def compute_effets(fiches: Iterable[FicheSituee], impacts: Iterable[ImpactDit]) -> Effets:
    """Sums and states by domain, in the order of the domains, horizons and units (« Cumul »)."""
    fiches = list(fiches)
    racines = list_racines(fiches)
    parents = {fiche.id: fiche.parent for fiche in fiches}
    par_domaine: dict[DomaineImpact, list[ImpactDit]] = defaultdict(list)
    for impact in impacts:
        if impact.fiche in racines and impact.est_dit:
            par_domaine[impact.domaine].append(impact)
    total = len(set(racines.values()))
    cumuls: list[Cumul] = []
    domaines: list[EtatDuDomaine] = []
    for domaine in DomaineImpact:
        if dits := par_domaine.get(domaine):
            comptes = sans_doublons(dits, parents)
            cumuls += _cumuler(domaine, comptes, racines)
            chiffrees = dict.fromkeys(racines[dit.fiche] for dit in comptes)
            dites = dict.fromkeys(racines[dit.fiche] for dit in dits if racines[dit.fiche] not in chiffrees)
            muettes = total - len(chiffrees) - len(dites)
            domaines.append(EtatDuDomaine(domaine, tuple(chiffrees), tuple(dites), muettes))
    return Effets(total, tuple(cumuls), tuple(domaines))


def sans_doublons(dits: list[ImpactDit], parents: Mapping[int, int | None]) -> list[ImpactDit]:
    """Quantities that no fiche above speaks for (« Une famille ne compte pas deux fois »)."""
    parlent = {dit.fiche for dit in dits if dit.valeur is not None}
    return [dit for dit in dits if dit.valeur is not None and not _au_dessus(dit.fiche, parents) & parlent]


def _au_dessus(fiche: int, parents: Mapping[int, int | None]) -> set[int]:
    trouves: set[int] = set()
    parent = parents.get(fiche)
    while parent is not None:
        trouves.add(parent)
        parent = parents.get(parent)
    return trouves


def cle_unite(unite: str) -> str:
    """Key under which two spellings are one unit: `tCO₂e / an` is `tCO2e/an`."""
    return "".join(unicodedata.normalize("NFKC", unite).split())


def _cumuler(domaine: DomaineImpact, dits: list[ImpactDit], racines: Mapping[int, int]) -> list[Cumul]:
    usuelle = cle_unite(domaine.unite)
    lignes: dict[tuple[int | None, str], _Ligne] = {}
    for dit in dits:
        cle = cle_unite(dit.unite) or usuelle
        nom = domaine.unite if cle == usuelle else dit.unite.strip()
        lignes.setdefault((dit.horizon, cle), _Ligne(nom)).ajouter(dit, racines[dit.fiche])
    ordre = sorted(lignes, key=lambda cle: (cle[1] != usuelle, cle[1], cle[0] is None, cle[0] or 0))
    return [
        Cumul(
            domaine,
            lignes[cle].unite,
            cle[0],
            lignes[cle].sommes.get(SensImpact.BAISSE),
            lignes[cle].sommes.get(SensImpact.HAUSSE),
            tuple(lignes[cle].fiches),
        )
        for cle in ordre
    ]


# -- leviers ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LevierTire:
    """A levier and the fiches that carry it; `avancement` in percent, None without any."""

    code: str
    nom: str
    par_statut: Mapping[str, int]
    avancement: float | None

    @property
    def fiches(self) -> int:
        """How many carry it."""
        return sum(self.par_statut.values())

    @property
    def realisees(self) -> int:
        """How many of them are done."""
        return self.par_statut.get(StatutFiche.REALISE, 0)


@dataclass(frozen=True, slots=True)
class SecteurTire:
    """The leviers of a sector, in the order of the list."""

    nom: str
    leviers: tuple[LevierTire, ...]

    @property
    def couverts(self) -> int:
        """How many have a fiche."""
        return sum(1 for levier in self.leviers if levier.fiches)


def compute_leviers(fiches: Iterable[FicheSituee], portes: Iterable[tuple[int, str]]) -> tuple[SecteurTire, ...]:
    """Every levier of the list by sector, from (fiche, code of a levier) (« Couverture des leviers »)."""
    comptent = {f.id: f for f in fiches if f.parent is None and f.statut != StatutFiche.ABANDONNE}
    par_levier: dict[str, dict[int, FicheSituee]] = defaultdict(dict)
    for fiche, code in portes:
        if fiche in comptent:
            par_levier[code][fiche] = comptent[fiche]
    return tuple(
        SecteurTire(secteur, tuple(_tirer(code, nom, par_levier.get(code, {})) for code, nom in leviers.items()))
        for secteur, leviers in LEVIERS.items()
    )


def _tirer(code: str, nom: str, fiches: Mapping[int, FicheSituee]) -> LevierTire:
    dits = [fiche.avancement for fiche in fiches.values() if fiche.avancement is not None]
    moyenne = sum(dits) / len(dits) if dits else None
    return LevierTire(code, nom, Counter(fiche.statut for fiche in fiches.values()), moyenne)
