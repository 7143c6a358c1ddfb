"""Figures of a plan for a booklet or a slide show: counts, progress, lateness and money, for the plan and each axe.

Progress is that of docs/calculs/plans.md (`domain.avancement`); sums of money never mix HT and TTC, and a fiche that is
placed twice counts once in the plan and once in each of its axes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cordee.plans.domain.avancement import Compte, Ponderation, compute_plan
from cordee.plans.domain.colonnes import fiches_du_plan, parcourir_axes, parcourir_fiches
from cordee.plans.domain.couts_evites import CoutEvite, sommer_couts_evites
from cordee.plans.domain.faits import comptees, lignee, total_budget, total_prevu
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, PlanComplet
from cordee.plans.domain.fourchettes import Fourchette, lire_fourchette, sommer
from cordee.plans.domain.listes import BaseMontant, RythmeCout, StatutFiche, StatutFinancement, UniteBudget
from cordee.plans.domain.retard import last_day
from cordee.plans.exports.presentation import est_en_retard


@dataclass(frozen=True, slots=True)
class BilanGroupe:
    """Figures of a plan or of an axe with its own axes. `budgets`: planned and spent by unit; `statuts`: fiches by
    statut, None for « sans statut »."""

    compte: Compte
    fiches: int
    sous_fiches: int
    en_retard: int
    statuts: Counter[StatutFiche | None]
    budgets: dict[UniteBudget, tuple[Fourchette | None, Decimal | None]]
    couts_evites: list[CoutEvite]

    @property
    def budget_principal(self) -> tuple[UniteBudget, Fourchette] | None:
        """Planned euros in the base that most of the money is said in."""
        prevus = [(u, self.budgets[u][0]) for u in (UniteBudget.HT, UniteBudget.TTC)]
        return max(((u, p) for u, p in prevus if p and p.haut), key=lambda paire: paire[1].haut, default=None)


@dataclass(frozen=True, slots=True)
class BilanAxe:
    """An axe, its depth from 0 and its figures."""

    axe: AxeComplet
    niveau: int
    groupe: BilanGroupe


@dataclass(frozen=True, slots=True)
class BilanPlan:
    """Figures of the plan and of every axe, in order; `fiches` once each."""

    plan: BilanGroupe
    axes: tuple[BilanAxe, ...]
    fiches: tuple[FicheComplete, ...]
    en_retard: tuple[FicheComplete, ...]


def etablir_bilan(plan: PlanComplet, le: date) -> BilanPlan:
    """Figures of the plan on that day."""
    fiches = fiches_du_plan(plan)
    ids = {_cle(fiche): rang for rang, fiche in enumerate(fiches)}
    chemins = list(parcourir_axes(plan.axes))
    rang_axe = {id(chemin[-1]): rang for rang, chemin in enumerate(chemins)}
    lues = list(comptees(fiches))
    avancements = compute_plan(
        lues,
        [(ids[_cle(f)], rang_axe[id(axes[-1])] if axes else None) for axes, _, f in parcourir_fiches(plan)],
        {rang_axe[id(c[-1])]: rang_axe[id(c[-2])] if len(c) > 1 else None for c in chemins},
        plan.ponderation or Ponderation.EGAL,
    )
    retards = {_cle(fiche) for fiche in fiches if est_en_retard(fiche, le)}
    return BilanPlan(
        plan=_groupe(fiches, avancements.plan, retards),
        axes=tuple(
            BilanAxe(c[-1], len(c) - 1, _groupe(_dessous(c[-1]), avancements.axes[rang_axe[id(c[-1])]], retards))
            for c in chemins
        ),
        fiches=tuple(fiches),
        en_retard=tuple(fiche for fiche in fiches if _cle(fiche) in retards),
    )


def _cle(fiche: FicheComplete) -> object:
    return fiche.ref if fiche.ref is not None else (id(fiche),)


def _dessous(axe: AxeComplet) -> list[FicheComplete]:
    """Fiches of an axe and of those under it, once each."""
    toutes = [*axe.fiches, *(fiche for chemin in parcourir_axes(axe.axes) for fiche in chemin[-1].fiches)]
    return list({_cle(fiche): fiche for fiche in toutes}.values())


def _groupe(fiches: list[FicheComplete], compte: Compte, retards: set[object]) -> BilanGroupe:
    lignes = {unite: _sommes(fiches, unite) for unite in UniteBudget}
    return BilanGroupe(
        compte=compte,
        fiches=len(fiches),
        sous_fiches=sum(sum(1 for _ in lignee(fiche)) - 1 for fiche in fiches),
        en_retard=sum(_cle(fiche) in retards for fiche in fiches),
        statuts=Counter(fiche.statut for fiche in fiches),
        budgets=lignes,
        couts_evites=sommer_couts_evites(
            (membre.cout_evite, membre.cout_evite_base or BaseMontant.HT, membre.cout_evite_rythme or RythmeCout.PAR_AN)
            for fiche in fiches
            for membre in lignee(fiche)
            if membre.cout_evite is not None
        ),
    )


def _sommes(fiches: Iterable[FicheComplete], unite: UniteBudget) -> tuple[Fourchette | None, Decimal | None]:
    toutes = [membre for fiche in fiches for membre in lignee(fiche)]
    reels = [s for f in toutes if (s := total_budget(f.budgets, unite, reel=True)) is not None]
    return (sommer(total_prevu(f.budgets, unite) for f in toutes), sum(reels, Decimal(0)) if reels else None)


RIEN = Fourchette(Decimal(0), Decimal(0))


def budget_par_annee(fiches: Iterable[FicheComplete], unite: UniteBudget) -> dict[int, tuple[Fourchette, Decimal]]:
    """Planned and spent by year; what is not detailed by year is left out."""
    annees: dict[int, tuple[Fourchette, Decimal]] = {}
    for fiche in (membre for racine in fiches for membre in lignee(racine)):
        for ligne in fiche.budgets:
            if ligne.unite is unite and ligne.annee is not None:
                prevu, reel = annees.get(ligne.annee, (RIEN, Decimal(0)))
                plus = lire_fourchette(ligne.prevu, ligne.prevu_max) or RIEN
                annees[ligne.annee] = (prevu + plus, reel + (ligne.reel or 0))
    return dict(sorted(annees.items()))


def par_financeur(fiches: Iterable[FicheComplete]) -> dict[BaseMontant, dict[str, tuple[Decimal, Decimal]]]:
    """Money by base, then by funder: granted then not yet, largest first; refused amounts are left out."""
    bases: dict[BaseMontant, dict[str, tuple[Decimal, Decimal]]] = {}
    for fiche in (membre for racine in fiches for membre in lignee(racine)):
        for f in fiche.financements:
            if f.montant and f.statut is not StatutFinancement.REFUSE:
                sommes = bases.setdefault(f.base, {})
                acquis, attendu = sommes.get(f.financeur, (Decimal(0), Decimal(0)))
                plus = (f.montant, Decimal(0)) if f.statut.est_acquis else (Decimal(0), f.montant)
                sommes[f.financeur] = (acquis + plus[0], attendu + plus[1])
    return {
        base: dict(sorted(bases[base].items(), key=lambda paire: -sum(paire[1])))
        for base in BaseMontant
        if base in bases
    }


def prochaines_echeances(fiches: Iterable[FicheComplete], le: date, nombre: int = 10) -> list[FicheComplete]:
    """Fiches and sous-fiches that end on that day or later and are not finished, soonest first."""
    finissent = [
        (last_day(membre.fin.jour, membre.fin.precision), rang, membre)
        for rang, membre in enumerate(membre for fiche in fiches for membre in lignee(fiche))
        if membre.fin and not (membre.statut and membre.statut.est_fini)
    ]
    return [membre for jour, _, membre in sorted(finissent, key=lambda f: f[:2]) if jour >= le][:nombre]
