"""The critical chain of a plan, as one person sees it. Two queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from cordee.plans.domain.chaine import Chaine, find_chaine
from cordee.plans.domain.listes import Precision, StatutFiche
from cordee.plans.domain.planning import Periode
from cordee.plans.domain.retard import first_day, last_day
from cordee.plans.models import Fiche
from cordee.plans.queries.planning import dependance_of, list_dependances
from cordee.plans.queries.resume import FicheLegere


@dataclass(frozen=True)
class ChaineLue:
    """The chain and its fiches by id."""

    chaine: Chaine
    fiches: dict[int, Fiche]


def load_chaine(legeres: Iterable[FicheLegere], toutes: QuerySet[Fiche]) -> ChaineLue | None:
    """The chain of these fiches, which are those of `toutes`; None when none of them ends."""
    periodes = {legere.pk: _periode(legere) for legere in legeres}
    dependances = [dependance_of(lien) for lien in list_dependances(toutes.order_by())]
    chaine = find_chaine(periodes, dependances)
    if chaine is None:
        return None
    fiches = toutes.filter(pk__in=[maillon.id for maillon in chaine.maillons])
    return ChaineLue(chaine, {fiche.pk: fiche for fiche in fiches})


def _periode(legere: FicheLegere) -> Periode:
    fin = None if legere.continue_ else legere.fin
    return Periode(
        legere.pk,
        first_day(legere.debut, Precision(legere.precision_debut)) if legere.debut else None,
        last_day(fin, Precision(legere.precision_fin)) if fin else None,
        figee=legere.statut in {StatutFiche.REALISE, StatutFiche.ABANDONNE},
    )
