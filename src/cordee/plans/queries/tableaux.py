"""Reading dashboards: whose they are, their modules, who may arrange them."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.tableaux import PAR_DEFAUT, Genre, Module, lire_modules
from cordee.plans.models import GesteGroupe, Plan, TableauDeBord
from cordee.territoires.models import Collectivite


@dataclass(frozen=True)
class Portee:
    """Whose dashboard: that of a collectivité, of one of its plans, or of a person in it."""

    collectivite: Collectivite
    plan: Plan | None = None
    utilisateur: Utilisateur | None = None

    @property
    def genre(self) -> Genre:
        """Which of the three."""
        if self.plan is not None:
            return Genre.PLAN
        return Genre.MIEN if self.utilisateur is not None else Genre.COMMUN

    @property
    def cle(self) -> str:
        """As an address says it: `commun`, `mien`, or the number of the plan."""
        return str(self.plan.pk) if self.plan is not None else self.genre.value


def tableau_of(portee: Portee) -> TableauDeBord | None:
    """The dashboard as somebody arranged it; None while nobody did. One query."""
    return TableauDeBord.objects.filter(
        collectivite=portee.collectivite, plan=portee.plan, utilisateur=portee.utilisateur
    ).first()


def modules_of(portee: Portee) -> list[Module]:
    """Its modules, those by default while nobody arranged it. One query."""
    tableau = tableau_of(portee)
    return list(PAR_DEFAUT[portee.genre]) if tableau is None else lire_modules(tableau.modules)


def geste_du_tableau_for(utilisateur: Utilisateur, portee: Portee, pk: int) -> GesteGroupe | None:
    """A removal that this person made in this dashboard."""
    geste = GesteGroupe.objects.filter(
        collectivite=portee.collectivite, pk=pk, par=utilisateur, verbe="plans.retirer_module"
    ).first()
    return geste if geste is not None and geste.avant.get("tableau") == portee.cle else None
