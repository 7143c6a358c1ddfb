"""What the money of fiches adds up to, in a plan or in an axe: budgets by kind and unit, fundings by base. Source:
docs/calculs/plans.md, « Budget d'un plan », « Budget d'un axe » and « Financements d'un plan »."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from cordee.plans.domain.fourchettes import Fourchette, sommer
from cordee.plans.domain.listes import BaseMontant, StatutFinancement, UniteBudget

ENSEMBLE: Final = ""
"""Stands for both kinds of a budget."""
RIEN: Final = Decimal()


@dataclass(frozen=True, slots=True)
class SommeBudget:
    """Planned and spent in one kind and one unit (None: nothing is said), and how many fiches have an amount there. The
    planned sum is a range when one of its amounts is not settled."""

    prevu: Fourchette | None
    reel: Decimal | None
    fiches: int


Budgets = dict[UniteBudget, dict[str, SommeBudget]]
"""By unit, then by kind, `ENSEMBLE` for both."""


class LigneDite(NamedTuple):
    """What a fiche of the top and its sous-fiches say in a unit and a kind."""

    racine: int
    unite: UniteBudget
    nature: str
    prevu: Fourchette | None
    reel: Decimal | None

    @property
    def parle(self) -> bool:
        """Whether an amount is above zero."""
        return bool((self.prevu and self.prevu.haut) or self.reel)


def sommer_budgets(lignes: Iterable[LigneDite], racines: Collection[int] | None = None) -> Budgets:
    """Sums of these lines, of those of these fiches alone when they are given."""
    par_unite: dict[UniteBudget, dict[str, list[LigneDite]]] = {}
    for ligne in lignes:
        if (racines is None or ligne.racine in racines) and (ligne.prevu is not None or ligne.reel is not None):
            natures = par_unite.setdefault(ligne.unite, {})
            natures.setdefault(ligne.nature, []).append(ligne)
            natures.setdefault(ENSEMBLE, []).append(ligne)
    return {
        unite: {nature: _sommer(dites) for nature, dites in par_unite[unite].items()}
        for unite in UniteBudget
        if unite in par_unite
    }


def _sommer(lignes: list[LigneDite]) -> SommeBudget:
    reels = [ligne.reel for ligne in lignes if ligne.reel is not None]
    return SommeBudget(
        sommer(ligne.prevu for ligne in lignes),
        sum(reels, RIEN) if reels else None,
        len({ligne.racine for ligne in lignes if ligne.parle}),
    )


def reste_a_financer(prevu: Fourchette | None, acquis: Decimal) -> Fourchette | None:
    """What is planned less what is acquis, never below zero; None without budget."""
    return None if prevu is None else Fourchette(max(prevu.bas - acquis, RIEN), max(prevu.haut - acquis, RIEN))


class ApportDit(NamedTuple):
    """What fundings of one base, one position, one funder and one dispositif bring to a fiche of the top; `muets` of
    them have no amount."""

    racine: int
    base: BaseMontant
    statut: StatutFinancement
    financeur: str
    dispositif: str
    montant: Decimal
    muets: int = 0


@dataclass(frozen=True, slots=True)
class PartFinanceur:
    """A funder and its dispositif: what is acquis, what of it is paid, what is expected, and their share (0 to 1) of
    what was not refused."""

    financeur: str
    dispositif: str
    acquis: Decimal
    verse: Decimal
    attendu: Decimal
    part: float

    @property
    def nom(self) -> str:
        """`ADEME, Fonds chaleur`."""
        return f"{self.financeur}, {self.dispositif}" if self.dispositif else self.financeur


@dataclass(frozen=True, slots=True)
class FinancementsDeBase:
    """Fundings of a base, by position, and what remains to be financed (None: nothing is planned in that base)."""

    base: BaseMontant
    prevu: Fourchette | None
    envisage: Decimal
    demande: Decimal
    acquis: Decimal
    verse: Decimal
    refuse: Decimal
    reste: Fourchette | None
    parts: tuple[PartFinanceur, ...]
    muets: int = 0

    @property
    def retenu(self) -> Decimal:
        """Everything that was not refused."""
        return self.envisage + self.demande + self.acquis


def rassembler_financements(
    apports: Iterable[ApportDit],
    prevus: Mapping[BaseMontant, Fourchette | None],
    racines: Collection[int] | None = None,
) -> list[FinancementsDeBase]:
    """Base by base, of these fiches alone when they are given; without the bases of which nothing is said."""
    dits: dict[BaseMontant, list[ApportDit]] = {}
    for apport in apports:
        if racines is None or apport.racine in racines:
            dits.setdefault(apport.base, []).append(apport)
    return [
        _rassembler(base, dits.get(base, []), prevus.get(base))
        for base in BaseMontant
        if base in dits or prevus.get(base) is not None
    ]


def _rassembler(base: BaseMontant, apports: list[ApportDit], prevu: Fourchette | None) -> FinancementsDeBase:
    def compter(*statuts: StatutFinancement) -> Decimal:
        return sum((apport.montant for apport in apports if apport.statut in statuts), RIEN)

    acquis = sum((apport.montant for apport in apports if apport.statut.est_acquis), RIEN)
    return FinancementsDeBase(
        base=base,
        prevu=prevu,
        envisage=compter(StatutFinancement.ENVISAGE),
        demande=compter(StatutFinancement.SOLLICITE, StatutFinancement.SOUS_RESERVE),
        acquis=acquis,
        verse=compter(StatutFinancement.VERSE),
        refuse=compter(StatutFinancement.REFUSE),
        reste=reste_a_financer(prevu, acquis),
        parts=_partager(apports),
        muets=sum(apport.muets for apport in apports),
    )


def _partager(apports: list[ApportDit]) -> tuple[PartFinanceur, ...]:
    """Shares of what was not refused, largest first."""
    sommes: dict[tuple[str, str], list[Decimal]] = {}
    for apport in apports:
        if apport.statut is not StatutFinancement.REFUSE and apport.montant:
            acquis_verse_attendu = sommes.setdefault((apport.financeur, apport.dispositif), [RIEN, RIEN, RIEN])
            acquis_verse_attendu[0 if apport.statut.est_acquis else 2] += apport.montant
            if apport.statut is StatutFinancement.VERSE:
                acquis_verse_attendu[1] += apport.montant
    total = sum((acquis + attendu for acquis, _, attendu in sommes.values()), RIEN)
    parts = [
        PartFinanceur(*qui, acquis, verse, attendu, float((acquis + attendu) / total))
        for qui, (acquis, verse, attendu) in sommes.items()
    ]
    return tuple(sorted(parts, key=lambda part: (-part.part, part.nom)))
