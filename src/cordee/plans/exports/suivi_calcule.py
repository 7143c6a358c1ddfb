"""What is computed of each fiche of a plan on the day of an export: days late, progress, completeness
(docs/calculs/plans.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cordee.plans.domain.avancement import FicheComptee, compute_avancements
from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.completude import compute_completude, percent_of
from cordee.plans.domain.faits import datee, lignee, renseignee, total_budget
from cordee.plans.domain.fiche import FicheComplete, PlanComplet, SuiviCite
from cordee.plans.domain.listes import StatutFiche, UniteBudget
from cordee.plans.domain.retard import compute_retards


class Suivis:
    """Reads the whole plan, sous-fiches included, whatever the file then leaves out."""

    def __init__(self, plan: PlanComplet, le: date) -> None:
        numerotees = list(_numeroter(plan))
        retards = compute_retards((datee(fiche, numero, parent) for numero, parent, fiche in numerotees), le)
        avancements = compute_avancements(_comptee(*trio) for trio in numerotees)
        self._par_cle = {
            cle(fiche): _suivre(fiche, retards[numero].jours if numero in retards else 0, avancements.get(numero), le)
            for numero, _, fiche in numerotees
        }

    def de(self, fiche: FicheComplete) -> SuiviCite:
        """That of one fiche."""
        return self._par_cle.get(cle(fiche), SuiviCite())


def suivre(plan: PlanComplet, suivis: Suivis) -> PlanComplet:
    """Writes it in every fiche and sous-fiche of the plan, and gives the plan back."""
    for fiche in fiches_du_plan(plan):
        for membre in lignee(fiche):
            membre.suivi = suivis.de(membre)
    return plan


def _suivre(fiche: FicheComplete, retard: int, avancement: float | None, le: date) -> SuiviCite:
    """Nothing is asked of an abandoned fiche."""
    if fiche.statut is StatutFiche.ABANDONNE:
        return SuiviCite(retard, avancement)
    completude = compute_completude(renseignee(fiche), le)
    return SuiviCite(
        retard,
        avancement,
        percent_of(completude, [dit for _, dit in fiche.attendus]),
        (
            *(champ.libelle.lower() for champ in completude.manquants),
            *(libelle for libelle, dit in fiche.attendus if not dit),
        ),
    )


def cle(fiche: FicheComplete) -> object:
    """A saved fiche is known by its number, also once its parts are left out; another one by its words."""
    return fiche.ref if fiche.ref is not None else (fiche.code, fiche.titre)


def _numeroter(plan: PlanComplet) -> Iterator[tuple[int, int | None, FicheComplete]]:
    """Every fiche and sous-fiche once, numbered from 1, with the number of its parent."""
    pile: list[tuple[int | None, FicheComplete]] = [(None, fiche) for fiche in reversed(fiches_du_plan(plan))]
    numero = 0
    while pile:
        parent, fiche = pile.pop()
        numero += 1
        yield numero, parent, fiche
        pile += [(numero, sous) for sous in reversed(fiche.sous_fiches)]


def _comptee(numero: int, parent: int | None, fiche: FicheComplete) -> FicheComptee:
    return FicheComptee(
        id=numero,
        parent=parent,
        statut=fiche.statut,
        saisi=fiche.avancement,
        poids=1.0 if fiche.poids is None else float(fiche.poids),
        budget=float(total_budget(fiche.budgets, UniteBudget.HT) or 0),
    )
