"""What exports say and show of the validation: the state of each fiche, and its validated version when it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import IndicateurCollectivite
from cordee.plans.domain.colonnes import fiches_du_plan, poser_chemins
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, PlanComplet
from cordee.plans.domain.validation import Etat, sans_indicateurs, superposer
from cordee.plans.models import Plan
from cordee.plans.queries.validation import EnCircuit, citer_validations, version_of, versions_validees
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL
from cordee.territoires.queries import roles_par_collectivite


def poser_validations(utilisateur: Utilisateur | None, fiches: Iterable[FicheComplete]) -> None:
    """Writes on these fiches where they stand, in the plans that the person sees (None: the installation, all)."""
    lues = {fiche.ref: fiche for fiche in fiches if fiche.ref is not None}
    for pk, citees in citer_validations(utilisateur, list(lues)).items():
        lues[pk].validations = citees


def plan_en_version_validee(utilisateur: Utilisateur | None, plan: Plan, complet: PlanComplet) -> PlanComplet:
    """The plan with the validated version of each fiche, under the follow-up of today; those that have none are left
    out. `complet` is the plan as the person sees it, its validations said."""
    courantes = {fiche.ref: fiche for fiche in fiches_du_plan(complet) if fiche.ref is not None}
    caches = indicateurs_caches_a(utilisateur, plan.collectivite_id)
    versions = {
        pk: _montrer(plan, figee, courantes[pk], caches)
        for pk, figee in versions_validees(plan, list(courantes)).items()
    }

    def garder(fiches: list[FicheComplete]) -> list[FicheComplete]:
        return [versions[fiche.ref] for fiche in fiches if fiche.ref is not None and fiche.ref in versions]

    def axe(complet: AxeComplet) -> AxeComplet:
        return replace(complet, axes=[axe(a) for a in complet.axes], fiches=garder(complet.fiches))

    return poser_chemins(replace(complet, axes=[axe(a) for a in complet.axes], fiches=garder(complet.fiches)))


def fiche_en_version_validee(
    utilisateur: Utilisateur, place: EnCircuit, courante: FicheComplete
) -> FicheComplete | None:
    """The same of one fiche; None when it has no validated version there."""
    figee = version_of(place.fiche, place.plan)
    if figee is None:
        return None
    return _montrer(place.plan, figee, courante, indicateurs_caches_a(utilisateur, place.fiche.collectivite_id))


def _montrer(plan: Plan, figee: FicheComplete, courante: FicheComplete, caches: frozenset[str]) -> FicheComplete:
    """What is shown is the validated version, whatever was written since."""
    montree = superposer(sans_indicateurs(figee, caches), courante)
    montree.validations = tuple(
        replace(citee, etat=str(Etat.VALIDEE)) for citee in courante.validations if citee.plan == plan.nom
    )
    return montree


def indicateurs_caches_a(utilisateur: Utilisateur | None, collectivite_id: int) -> frozenset[str]:
    """Names of the indicators that a collectivité hides from its readers, when the person is only that there."""
    role = roles_par_collectivite(utilisateur).get(collectivite_id) if utilisateur is not None else None
    if utilisateur is None or (role is not None and role.rang >= ROLE_DU_CONFIDENTIEL.rang):
        return frozenset()
    caches = IndicateurCollectivite.objects.filter(collectivite=collectivite_id, confidentiel=True)
    return frozenset(caches.values_list("indicateur__titre", flat=True))
