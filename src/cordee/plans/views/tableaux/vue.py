"""What the modules of one dashboard share: the fiches that the reader sees, read and counted once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.urls import reverse

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.retard import FicheDatee, days_left
from cordee.plans.domain.tableaux import Module
from cordee.plans.models import Plan
from cordee.plans.queries.arbre import ArbreAxes, arbre_of
from cordee.plans.queries.filtres import restrict_fiches
from cordee.plans.queries.liste import filter_du_plan
from cordee.plans.queries.modules import LigneCourte, lignes_courtes, pilotees_par
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.releves import Sommes, sommes_of
from cordee.plans.queries.resume import FicheLegere, Resume, resumer
from cordee.plans.queries.tableaux import Portee
from cordee.plans.queries.visibilite import list_fiches_for, list_plans_for
from cordee.plans.views.vues import composer_adresse
from cordee.territoires.models import Collectivite

HORIZON = 92
"""Days ahead that « échéances à venir » looks at."""


@dataclass
class Lecture:
    """The fiches of a dashboard for one reader. `demandees` gathers the rows that modules show, so that they are read
    together (`lignes`)."""

    utilisateur: Utilisateur
    portee: Portee
    jour: date
    demandees: set[int] = field(default_factory=set)

    @property
    def collectivite(self) -> Collectivite:
        """From where one looks."""
        return self.portee.collectivite

    @property
    def plan(self) -> Plan | None:
        """The plan looked at, if any."""
        return self.portee.plan

    @cached_property
    def resume(self) -> Resume:
        """Those of the dashboard, counted. One query."""
        return resumer(filter_du_plan(list_fiches_for(self.utilisateur, self.collectivite), self.plan), self.jour)

    @cached_property
    def arbre(self) -> ArbreAxes:
        """Axes of the plan. One query; none without a plan."""
        return arbre_of(self.plan) if self.plan is not None else ArbreAxes((), {})

    @cached_property
    def plans(self) -> dict[int, str]:
        """Names of the plans that the reader sees. One query."""
        return dict(list_plans_for(self.utilisateur, self.collectivite).values_list("pk", "nom"))

    @cached_property
    def miennes(self) -> frozenset[int]:
        """Fiches and sous-fiches of which the reader is pilote. One query."""
        return pilotees_par(self.utilisateur)

    @cached_property
    def sommes(self) -> Sommes:
        """Euros of the fiches. One query."""
        return sommes_of(self.resume)

    @cached_property
    def lignes(self) -> dict[int, LigneCourte]:
        """Every row that was asked. Two queries, to be read once all modules have asked."""
        return lignes_courtes(self.utilisateur, self.demandees, self.plan)

    @property
    def regard(self) -> Regard:
        """As filters need it."""
        visibles = list_fiches_for(self.utilisateur, self.collectivite)
        return Regard(self.collectivite, self.jour, self.plan, visibles=visibles, utilisateur=self.utilisateur)

    def retenues(self, module: Module) -> list[FicheLegere]:
        """Fiches of the top that a module speaks of. One query when it has filters, and that of `miennes`."""
        fiches: Iterable[FicheLegere] = self.resume.racines
        filtres = module.filtres
        if filtres.nombre:
            toutes = filter_du_plan(list_fiches_for(self.utilisateur, self.collectivite), self.plan)
            gardees = restrict_fiches(toutes.filter(parent__isnull=True), filtres, self.regard)
            ids = set(gardees.order_by().values_list("pk", flat=True))
            fiches = (fiche for fiche in fiches if fiche.pk in ids)
        if module.miennes:
            fiches = (fiche for fiche in fiches if fiche.pk in self.miennes)
        return list(fiches)

    def ids_avec_dessous(self, fiches: Iterable[FicheLegere]) -> str:
        """Ids of these fiches and of their sous-fiches, for queries.lecture.parmi."""
        racines = {fiche.pk for fiche in fiches}
        if len(racines) == self.resume.total:
            return self.resume.ids
        return "[" + ",".join(str(f.pk) for f in self.resume.fiches.values() if f.racine in racines) + "]"

    def montrer(self, pks: Iterable[int]) -> Callable[[], list[LigneCourte]]:
        """Asks for rows; they are read when the page is written."""
        liste = list(pks)
        self.demandees.update(liste)
        return lambda: [self.lignes[pk] for pk in liste if pk in self.lignes]

    def retard(self, fiche: FicheLegere) -> int:
        """Days since its end passed; 0 when it is not late."""
        retard = self.resume.retards.get(fiche.pk)
        return retard.jours if retard else 0

    def reste(self, fiche: FicheLegere) -> int | None:
        """Days until its end; None when none is to come."""
        return days_left(datee(fiche), self.jour)

    def liste(self, module: Module, **changes: str) -> str:
        """Address of the list of the fiches that a module counts, with filters more; empty for those of the reader,
        which no address asks for."""
        if module.miennes:
            return ""
        return self.adresse(module.filtres, **changes)

    def adresse(self, filtres: Filtres, **changes: str) -> str:
        """The table of the dashboard's fiches, with these filters."""
        siren = self.collectivite.siren
        page = reverse("fiches", args=[siren]) if self.plan is None else reverse("plan", args=[siren, self.plan.pk])
        paires = [(cle, valeur) for cle, valeur in filtres.paires() if cle not in changes]
        return page + composer_adresse([("vue", "tableau"), *paires, *changes.items()])


def datee(fiche: FicheLegere) -> FicheDatee:
    """As lateness reads it."""
    return FicheDatee(
        fiche.pk, fiche.statut or None, fiche.debut, fiche.fin, fiche.precision_debut, fiche.precision_fin,
        fiche.continue_, fiche.parent,
    )  # fmt: skip
