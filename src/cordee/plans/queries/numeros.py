"""Numbers that the fiches of a plan carry."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cordee.plans.domain.numeros import FicheANumeroter, cle_numero, next_numero
from cordee.plans.models import Axe, Fiche, Placement, Plan
from cordee.plans.queries.arbre import arbre_of, placements_of


def numeros_pris(plans: Iterable[int]) -> dict[int, set[str]]:
    """Keys of the numbers of the fiches of these plans, by plan. Deleted fiches free theirs. One query."""
    pris: dict[int, set[str]] = {}
    portes = Placement.objects.filter(plan__in=list(plans), fiche__supprimee_le__isnull=True).exclude(fiche__code="")
    for plan, code in portes.order_by().values_list("plan_id", "fiche__code"):
        pris.setdefault(plan, set()).add(cle_numero(code))
    return pris


def numeros_des_autres(plans: Iterable[int], sauf: Collection[int]) -> set[tuple[int, str]]:
    """(plan, key of number) of the fiches of these plans that are not among `sauf`. One query."""
    portes = Placement.objects.filter(plan__in=list(plans), fiche__supprimee_le__isnull=True).exclude(fiche__code="")
    portes = portes.exclude(fiche__in=list(sauf)).order_by()
    return {(plan, cle_numero(code)) for plan, code in portes.values_list("plan_id", "fiche__code")}


def find_fiche_de_numero(code: str, plans: Collection[int], sauf: int | None = None) -> Fiche | None:
    """A fiche of these plans that has this number already. One query, or none without number."""
    cle = cle_numero(code)
    if not cle or not plans:
        return None
    portees = Fiche.objects.filter(placements__plan__in=plans, supprimee_le__isnull=True).exclude(code="")
    for pk, autre in portees.exclude(pk=sauf or 0).order_by("pk").values_list("pk", "code"):
        if cle_numero(autre) == cle:
            return Fiche.objects.select_related("collectivite", "parent").get(pk=pk)
    return None


def numero_suivant(plan: Plan, axe: Axe | None) -> str:
    """The number that a new fiche of this axe (or outside any) would have. Two queries."""
    arbre = arbre_of(plan)
    prefixe = arbre.par_id[axe.pk].numero if axe is not None and axe.pk in arbre.par_id else ""
    axes = {cle_numero(branche.numero) for branche in arbre.par_id.values()}
    return next_numero(prefixe, numeros_pris([plan.pk]).get(plan.pk, set()) | axes)


def list_a_numeroter(plan: Plan, sans_numero: Iterable[Fiche]) -> tuple[list[FicheANumeroter], set[str]]:
    """These fiches in the order in which the plan reads, each with the number of its axe; and the numbers taken by
    fiches and axes. Three queries."""
    arbre = arbre_of(plan)
    rangs: dict[int | None, int] = {axe: rang for rang, axe in enumerate(arbre.ordre(), start=1)}
    places = placements_of(plan)
    attendent = []
    for fiche in sans_numero:
        if fiche.pk in places:
            axe, position, _ = min(places[fiche.pk], key=lambda place: (rangs.get(place[0], 0), place[1]))
            numero = arbre.par_id[axe].numero if axe is not None else ""
            attendent.append((rangs.get(axe, 0), position, FicheANumeroter(fiche.pk, numero)))
    pris = numeros_pris([plan.pk]).get(plan.pk, set()) | {cle_numero(b.numero) for b in arbre.par_id.values()}
    return [a for _, _, a in sorted(attendent, key=lambda a: (a[0], a[1], a[2].id))], pris


def numeros_pris_ailleurs(plan: Plan, fiches: Collection[int]) -> dict[int, set[str]]:
    """Numbers taken in the other plans where these fiches stand, by fiche. Two queries."""
    ailleurs = list(
        Placement.objects.filter(fiche__in=fiches).exclude(plan=plan).order_by().values_list("fiche_id", "plan_id")
    )
    pris = numeros_pris({autre for _, autre in ailleurs})
    par_fiche: dict[int, set[str]] = {}
    for fiche, autre in ailleurs:
        par_fiche.setdefault(fiche, set()).update(pris.get(autre, ()))
    return par_fiche
