"""Added fields of fiches read whole (`queries.dossier`): those that the person reads, and their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.champs_cites import ChampDefini
from cordee.plans.domain.champs_personnalises import Definition, ValeurChamp, citer, concerne
from cordee.plans.domain.colonnes_champs import definir
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.models import ChampPersonnalise, Fiche, Placement, Plan
from cordee.plans.queries.champs_personnalises import lire_definitions, valeurs_of
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL, list_plans_vus_par, racine_of
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite


class ChampsLus:
    """What one person (None: the installation itself) reads from a collectivité (None: from nowhere in particular, the
    fields of every owner). `plans`: those whose own fields are
    read, None for all that the person sees; `confidentielles` False leaves out what readers do not see. Three queries
    at most, whatever the number of fiches."""

    def __init__(
        self,
        utilisateur: Utilisateur | None,
        collectivite: Collectivite | None,
        confidentielles: bool,
        plans: Sequence[Plan] | None = None,
    ) -> None:
        self.utilisateur, self.collectivite = utilisateur, collectivite
        self.confidentielles, self.plans = confidentielles, plans
        roles = roles_par_collectivite(utilisateur) if utilisateur is not None else {}
        self.contribue = {pk for pk, role in roles.items() if role.rang >= ROLE_DU_CONFIDENTIEL.rang}

    @cached_property
    def _noms(self) -> dict[int, str]:
        """Names of the plans whose fields are read."""
        if self.plans is not None:
            return {plan.pk: plan.nom for plan in self.plans}
        vus = Plan.objects.all() if self.utilisateur is None else list_plans_vus_par(self.utilisateur)
        return dict(vus.filter(champs_personnalises__isnull=False).distinct().values_list("pk", "nom"))

    @cached_property
    def _propres(self) -> list[Definition]:
        """Fields of the collectivité from which one looks, and of the plans."""
        siens = Q(collectivite=self.collectivite, plan__isnull=True) | Q(plan__in=list(self._noms))
        return [d for d in lire_definitions(ChampPersonnalise.objects.filter(siens)) if self._lit(d)]

    def _lit(self, definition: Definition) -> bool:
        """What is kept for those who contribute: in the collectivité of the field, or here, where the fiche is
        carried."""
        if not definition.reserve:
            return True
        if not self.confidentielles:
            return False
        ici = self.collectivite.pk if self.collectivite is not None else None
        return self.utilisateur is None or bool({definition.collectivite, ici} & self.contribue)

    @property
    def definis(self) -> tuple[ChampDefini, ...]:
        """The fields of the collectivité and of these plans, as a file describes them."""
        return tuple(definir(d, self._noms.get(d.plan or 0, "")) for d in self._propres)

    def poser(self, completes: Mapping[int, FicheComplete], fiches: Iterable[Fiche]) -> None:
        """Gives each fiche the values of the fields of its owner and of the plans."""
        liste = list(fiches)
        ici = {self.collectivite.pk} if self.collectivite is not None else set()
        autres = {fiche.collectivite_id for fiche in liste} - ici
        definitions = list(self._propres)
        if autres:
            ailleurs = ChampPersonnalise.objects.filter(collectivite__in=autres, plan__isnull=True)
            definitions += [d for d in lire_definitions(ailleurs) if self._lit(d)]
        valeurs = valeurs_of([fiche.pk for fiche in liste], [d.pk for d in definitions])
        for fiche in liste:
            lues = valeurs.get(fiche.pk, {})
            completes[fiche.pk].champs = tuple(
                citer(d, lues[d.pk], self._noms.get(d.plan or 0, ""))
                for d in definitions
                if d.pk in lues and (d.plan is not None or d.collectivite == fiche.collectivite_id)
            )
        self._attendre(completes, liste, [d for d in definitions if d.obligatoire], valeurs)

    def _attendre(
        self,
        completes: Mapping[int, FicheComplete],
        fiches: Sequence[Fiche],
        definitions: Sequence[Definition],
        valeurs: Mapping[int, Mapping[int, ValeurChamp]],
    ) -> None:
        """Says which of the expected fields each fiche fills. One query when a plan expects some, none without."""
        plans = {d.plan for d in definitions if d.plan is not None}
        places = Placement.objects.filter(plan__in=plans, fiche__in={racine_of(fiche) for fiche in fiches})
        couples = set(places.values_list("fiche_id", "plan_id")) if plans else set()
        for fiche in fiches:
            lues = valeurs.get(fiche.pk, {})
            completes[fiche.pk].attendus = tuple(
                (d.libelle, d.pk in lues and not lues[d.pk].vide)
                for d in definitions
                if concerne(
                    d, fiche.collectivite_id, (racine_of(fiche), d.plan) in couples, fiche.parent_id is not None
                )
            )
