"""Progress of fiches, axes and plans, in percent (0 to 100). Source: docs/calculs/plans.md, « Avancement »."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import repeat
from operator import mul
from typing import Final, NamedTuple

from cordee.outils.choix import ChoixTexte
from cordee.plans.domain.listes import BaseMontant, StatutFiche

PROFONDEUR_MAX: Final = 2
"""Levels of sous-fiches below a fiche."""

PAR_STATUT: Final[dict[str, float]] = {
    StatutFiche.A_VENIR: 0.0,
    StatutFiche.A_DISCUTER: 0.0,
    StatutFiche.EN_COURS: 50.0,
    StatutFiche.EN_PAUSE: 25.0,
    StatutFiche.BLOQUE: 25.0,
    StatutFiche.REALISE: 100.0,
}
"""Percentage of a fiche about which nothing else is known; a fiche without statut has not begun."""


class Ponderation(ChoixTexte):
    """What a fiche weighs in the progress of its axe and of its plan."""

    EGAL = "egal", "Chaque fiche compte autant"
    POIDS = "poids", "Selon le poids donné à chaque fiche"
    BUDGET = "budget", "Selon le budget prévu"
    INDICATEURS = "indicateurs", "Par les indicateurs qui mesurent l'avancement"


class FicheComptee(NamedTuple):
    """What progress reads of a fiche: `saisi` is the typed percentage, `budget` the planned euros HT, `budget_ttc` the
    planned euros TTC and `mesure` what its indicators say of it, in percent. A tuple: thousands are made for each
    page."""

    id: int
    parent: int | None = None
    statut: str | None = None
    saisi: float | None = None
    poids: float = 1.0
    budget: float = 0.0
    budget_ttc: float = 0.0
    mesure: float | None = None


@dataclass(frozen=True, slots=True)
class Compte:
    """Progress of a set of fiches: mean in percent (None: nothing to count), and how many are réalisées out of
    those that count. `sans_mesure`: how many of them no indicator measures, in a plan that asks for it."""

    avancement: float | None = None
    realisees: int = 0
    total: int = 0
    sans_mesure: int = 0


@dataclass(frozen=True, slots=True)
class AvancementPlan:
    """Progress of a plan, of its axes and, as this plan reads them, of every fiche of it outside abandoned ones."""

    plan: Compte
    axes: dict[int, Compte]
    fiches: dict[int, float]


def mean_ponderee(valeurs: Iterable[tuple[float, float]]) -> float | None:
    """Mean of (value, weight) pairs; all values count the same when no weight is positive; None without values.

    The result never leaves the interval of the values, so that 100 % everywhere is exactly 100 %.
    """
    paires = list(valeurs)
    if not paires:
        return None
    nombres = [valeur for valeur, _ in paires]
    poids = [pese if pese > 0 else 0.0 for _, pese in paires]
    total = math.fsum(poids)
    moyenne = math.fsum(map(mul, nombres, poids)) / total if total else math.fsum(nombres) / len(nombres)
    return min(max(moyenne, min(nombres)), max(nombres))


def is_abandonnee(fiche: FicheComptee) -> bool:
    """Abandoned fiches count nowhere."""
    return fiche.statut == StatutFiche.ABANDONNE


def compute_avancements(fiches: Iterable[FicheComptee]) -> dict[int, float]:
    """Percentage of each fiche by id. Abandoned fiches, and all that is below them, are absent.

    Give a fiche together with its sous-fiches: one whose parent is not given is read as a fiche of its own.
    """
    toutes = {fiche.id: fiche for fiche in fiches}
    enfants: defaultdict[int, list[FicheComptee]] = defaultdict(list)
    racines = []
    for fiche in toutes.values():
        if fiche.parent is not None and fiche.parent in toutes:
            enfants[fiche.parent].append(fiche)
        else:
            racines.append(fiche)
    resultats: dict[int, float] = {}
    for racine in racines:
        if racine.statut != StatutFiche.ABANDONNE:
            _compute(racine, enfants, resultats, PROFONDEUR_MAX)
    return resultats


def _compute(
    fiche: FicheComptee, enfants: Mapping[int, list[FicheComptee]], resultats: dict[int, float], niveaux: int
) -> float:
    """Percentage of one fiche, after that of what is below it; levels that are too deep do not count."""
    if fiche.id not in enfants:
        resultats[fiche.id] = _own_avancement(fiche)
        return resultats[fiche.id]
    sous = [enfant for enfant in enfants.get(fiche.id, ()) if not is_abandonnee(enfant)] if niveaux else []
    paires = [(_compute(enfant, enfants, resultats, niveaux - 1), enfant.poids) for enfant in sous]
    resultats[fiche.id] = (
        _own_avancement(fiche)
        if fiche.statut == StatutFiche.REALISE
        else (moyenne if (moyenne := mean_ponderee(paires)) is not None else _own_avancement(fiche))
    )
    return resultats[fiche.id]


def _own_avancement(fiche: FicheComptee) -> float:
    if fiche.statut == StatutFiche.REALISE:
        return 100.0
    if fiche.saisi is not None:
        return min(max(float(fiche.saisi), 0.0), 100.0)
    return PAR_STATUT.get(fiche.statut or "", 0.0)


def weigh(fiche: FicheComptee, ponderation: Ponderation, base: BaseMontant = BaseMontant.HT) -> float:
    """Weight of a fiche in its axe and its plan, when they do not all weigh the same."""
    if ponderation is Ponderation.POIDS:
        return fiche.poids
    return fiche.budget if base is BaseMontant.HT else fiche.budget_ttc


def find_base(fiches: Iterable[FicheComptee]) -> BaseMontant:
    """Base in which most of the planned euros of a plan are said: the only one that weighs, HT when they are equal."""
    ht, ttc = [], []
    for fiche in fiches:
        ht.append(fiche.budget)
        ttc.append(fiche.budget_ttc)
    return BaseMontant.TTC if math.fsum(ttc) > math.fsum(ht) else BaseMontant.HT


def count_fiches(
    fiches: Iterable[FicheComptee],
    avancements: Mapping[int, float],
    ponderation: Ponderation = Ponderation.EGAL,
) -> Compte:
    """Progress of a set of fiches, each counted once; those absent from `avancements` do not count."""
    uniques = {fiche.id: fiche for fiche in fiches}.values()
    base = _find_base_utile((fiche for fiche in uniques if fiche.id in avancements), ponderation)
    return _count_uniques(uniques, avancements, ponderation, base)


def _find_base_utile(fiches: Iterable[FicheComptee], ponderation: Ponderation) -> BaseMontant:
    """Base of these fiches, which only budgets need."""
    return find_base(fiches) if ponderation is Ponderation.BUDGET else BaseMontant.HT


def _count_uniques(
    fiches: Iterable[FicheComptee], avancements: Mapping[int, float], ponderation: Ponderation, base: BaseMontant
) -> Compte:
    """count_fiches of fiches that are given once."""
    comptees = [fiche for fiche in fiches if fiche.id in avancements]
    mesurees = ponderation is Ponderation.INDICATEURS
    nombres = [_lire(fiche, avancements) if mesurees else avancements[fiche.id] for fiche in comptees]
    egal = mesurees or ponderation is Ponderation.EGAL
    poids = repeat(1.0) if egal else (weigh(fiche, ponderation, base) for fiche in comptees)
    realisees = [fiche.statut for fiche in comptees].count(StatutFiche.REALISE)
    sans_mesure = [fiche.mesure for fiche in comptees].count(None) if mesurees else 0
    return Compte(mean_ponderee(zip(nombres, poids, strict=False)), realisees, len(comptees), sans_mesure)


def _lire(fiche: FicheComptee, avancements: Mapping[int, float]) -> float:
    """Progress of a fiche in a plan that is followed by indicators: what they say, unless it is réalisée."""
    if fiche.mesure is None or fiche.statut == StatutFiche.REALISE:
        return avancements[fiche.id]
    return fiche.mesure


def compute_plan(
    fiches: Iterable[FicheComptee],
    placements: Iterable[tuple[int, int | None]],
    axes: Mapping[int, int | None],
    ponderation: Ponderation = Ponderation.EGAL,
    connus: Mapping[int, float] | None = None,
) -> AvancementPlan:
    """Progress of a plan. `placements` are (fiche, axe) pairs, axe None at the root of the plan; `axes` gives the
    parent of each axe. An axe counts the fiches placed in it and in the axes below it. `connus`: percentages of the
    same fiches when compute_avancements has already been asked."""
    toutes = {fiche.id: fiche for fiche in fiches}
    avancements = dict(connus) if connus is not None else compute_avancements(toutes.values())
    contenus: dict[int, dict[int, FicheComptee]] = {axe: {} for axe in axes}
    lignees = {axe: _list_lignee(axe, axes) for axe in axes}
    placees: dict[int, FicheComptee] = {}
    for fiche_id, axe in placements:
        if fiche_id not in toutes:
            continue
        placees[fiche_id] = toutes[fiche_id]
        for dessus in lignees.get(axe, ()) if axe is not None else ():
            contenus[dessus][fiche_id] = toutes[fiche_id]
    base = _find_base_utile((fiche for fiche in placees.values() if fiche.id in avancements), ponderation)
    return AvancementPlan(
        _count_uniques(placees.values(), avancements, ponderation, base),
        {axe: _count_uniques(contenu.values(), avancements, ponderation, base) for axe, contenu in contenus.items()},
        avancements | {pk: _lire(placees[pk], avancements) for pk in avancements.keys() & placees.keys()}
        if ponderation is Ponderation.INDICATEURS
        else avancements,
    )


def _list_lignee(axe: int | None, axes: Mapping[int, int | None]) -> list[int]:
    """An axe and those above it, among those given; a loop is read once."""
    lignee: list[int] = []
    while axe is not None and axe in axes and axe not in lignee:
        lignee.append(axe)
        axe = axes[axe]
    return lignee


Trajet = tuple[float | None, float | None, float | None]
"""First value of an indicator, its latest one, its target."""


def compute_mesure(suivis: Iterable[Trajet]) -> float | None:
    """Percentage that indicators say of a fiche: the share of the way that is done, averaged. An indicator without its
    three values, or whose target is its first value, says nothing."""
    parts = [
        min(max((dernier - premier) / (cible - premier), 0.0), 1.0)
        for premier, dernier, cible in suivis
        if premier is not None and dernier is not None and cible is not None and cible != premier
    ]
    return 100 * math.fsum(parts) / len(parts) if parts else None


def trace_trajet(resultats: Mapping[int, float], objectifs: Mapping[int, float], cible: float | None) -> Trajet:
    """Way of an indicator whose results and objectives are given by year: the target is that of the fiche, else the
    last objective. A single result has gone nowhere yet."""
    annees = sorted(resultats)
    but = cible if cible is not None else objectifs[max(objectifs)] if objectifs else None
    if len(annees) < 2:
        return None, None, but
    return resultats[annees[0]], resultats[annees[-1]], but


def propose_depuis_indicateurs(suivis: Iterable[Trajet]) -> int | None:
    """What indicators say, as a whole percentage: a proposal for the typed one, never written by itself."""
    mesure = compute_mesure(suivis)
    return None if mesure is None else int(Decimal(str(mesure)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
