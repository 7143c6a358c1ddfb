"""A number is that of one fiche in a plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cordee.plans.domain.numeros import cle_numero
from cordee.plans.models import Fiche, Placement, Plan
from cordee.plans.queries.numeros import find_fiche_de_numero, numero_suivant, numeros_des_autres
from cordee.plans.queries.visibilite import nom_au_journal
from cordee.socle.erreurs import DonneeRefusee


def refuser_numero_pris(code: str, plans: Collection[int], sauf: int | None = None) -> None:
    """Raises `DonneeRefusee` when another fiche of these plans has this number. Plans are locked: two people do not
    take the same one at once."""
    if not code.strip() or not plans:
        return
    list(Plan.objects.select_for_update().filter(pk__in=plans).order_by("pk").values_list("pk"))
    autre = find_fiche_de_numero(code, plans, sauf)
    if autre is not None:
        raise DonneeRefusee(
            f"Le numéro « {code} » est déjà celui de {nom_au_journal(autre)} dans ce plan : choisissez-en un autre."
        )


@dataclass(frozen=True, slots=True)
class NumeroPerdu:
    """A number that a fiche no longer has when it comes back: the fiche that was given it, as it may be named, and the
    number that its axe would give it now."""

    code: str
    autre: str
    suivant: str

    def dire(self) -> str:
        """In a sentence."""
        return (
            f"Son numéro « {self.code} » a été donné depuis à {self.autre} : elle revient sans numéro. Le suivant, là "
            f"où elle est, serait « {self.suivant} »."
        )


def liberer_numeros_pris(revenues: Collection[int]) -> dict[int, str]:
    """Fiches that come back (ids) keep their number when it is free in each of their plans; those that do not lose it.
    Returns the numbers lost, by fiche. Plans are locked; a fixed number of queries."""
    places = Placement.objects.filter(fiche__in=revenues).exclude(fiche__code="").order_by("fiche", "id")
    portees = list(places.values_list("fiche_id", "fiche__code", "plan_id"))
    plans = {plan for _, _, plan in portees}
    list(Plan.objects.select_for_update().filter(pk__in=plans).order_by("pk").values_list("pk"))
    pris = numeros_des_autres(plans, revenues)
    codes: dict[int, str] = {}
    siens: dict[int, set[tuple[int, str]]] = {}
    for fiche, code, plan in portees:
        codes[fiche] = code
        siens.setdefault(fiche, set()).add((plan, cle_numero(code)))
    perdus = {}
    for fiche, voulus in siens.items():
        if voulus & pris:
            perdus[fiche] = codes[fiche]
        else:
            pris |= voulus
    Fiche.objects.filter(pk__in=list(perdus)).update(code="")
    return perdus


def rendre_sans_numero_pris(fiche: Fiche) -> NumeroPerdu | None:
    """`liberer_numeros_pris` for one fiche, with what is said of it; None when it keeps its number."""
    if not (code := liberer_numeros_pris([fiche.pk]).get(fiche.pk, "")):
        return None
    fiche.code = ""
    placements = list(Placement.objects.filter(fiche=fiche).select_related("plan", "axe").order_by("id"))
    autre = find_fiche_de_numero(code, {placement.plan_id for placement in placements}, fiche.pk)
    assert autre is not None  # its number is what was lost
    return NumeroPerdu(code, nom_au_journal(autre), numero_suivant(placements[0].plan, placements[0].axe))
