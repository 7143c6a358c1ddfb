"""Reading an instantané: what it adds up to and its fiches, or how far its preparation went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.plans.domain.instantanes import LigneFigee
from cordee.plans.exports.comparaison import dire_statut
from cordee.plans.models import Fiche, FicheFigee, Instantane, Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.figeage import RACINE
from cordee.plans.queries.instantanes import list_instantanes_of, places_of, pretes_of
from cordee.plans.queries.instantanes_du_jour import fiches_attendues
from cordee.plans.views.barres import composer_barre_statuts
from cordee.plans.views.instantanes.commun import HORS_AXE, Cote, nom_de_l_axe, noms_des_axes, obtenir_instantane
from cordee.socle.permissions import peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite


@dataclass(frozen=True, slots=True)
class BrancheFigee:
    """An axe and the fiches that stood in it; `niveau` from 1."""

    nom: str
    niveau: int
    fiches: list[tuple[LigneFigee, str]]


@dataclass(frozen=True, slots=True)
class FicheAttendue:
    """A fiche of a preparation: whether it was said up to date, and whether the person may say it."""

    fiche: Fiche
    pilotes: str
    prete: FicheFigee | None
    modifiable: bool


@require_safe
def instantane(request: Requete, siren: str, pk: int, instantane: int) -> HttpResponse:
    """The one that was taken, or its preparation."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    lu = obtenir_instantane(plan, instantane)
    contexte = {
        "collectivite": collectivite, "rubrique": "plans", "plan": plan, "instantane": lu,
        "editable": peut(request.user, "plans.modifier_plan", plan),
    }  # fmt: skip
    if lu.est_ouvert:
        contexte |= _preparation(request, collectivite, plan, lu)
        return render(request, "plans/instantanes/preparation.html", contexte)
    cote = Cote(request.user, collectivite, plan, timezone.localdate(), lu)
    synthese = cote.synthese
    contexte |= {
        "synthese": synthese,
        "barre": composer_barre_statuts(synthese.par_statut),
        "axes": [(nom, synthese.axes[axe]) for axe, nom in noms_des_axes(lu.arbre).items() if axe in synthese.axes],
        "budgets": list(synthese.budgets.items()),
        "branches": _branches(lu, cote.lignes),
        "autres": [autre for autre in list_instantanes_of(plan) if autre.pk != lu.pk],
    }
    return render(request, "plans/instantanes/instantane.html", contexte)


def _branches(instantane: Instantane, lignes: Iterable[LigneFigee]) -> list[BrancheFigee]:
    """Axes that hold something, theirs or below, then what was outside any; a fiche is in each of its places."""
    places = places_of(instantane)
    dans: dict[int, list[tuple[LigneFigee, str]]] = {}
    for ligne in lignes:
        for axe in places.get(ligne.ref, []):
            dans.setdefault(axe, []).append((ligne, dire_statut(ligne.statut)))
    parents: dict[int, Any] = {axe["ref"]: axe["parent"] for axe in instantane.arbre}
    pleins: set[int] = set()
    for axe in dans:
        courant: int | None = axe
        while courant:
            pleins.add(courant)
            courant = parents.get(courant)
    branches = [
        BrancheFigee(nom_de_l_axe(axe), axe["niveau"], dans.get(axe["ref"], []))
        for axe in instantane.arbre
        if axe["ref"] in pleins
    ]
    return branches + ([BrancheFigee(HORS_AXE, 1, dans[RACINE])] if RACINE in dans else [])


def _preparation(request: Requete, collectivite: Collectivite, plan: Plan, instantane: Instantane) -> dict[str, Any]:
    pretes = pretes_of(instantane)
    attendues = fiches_attendues(request.user, collectivite, plan)
    fiches = [FicheAttendue(f, pilotes, pretes.get(f.pk), modifiable) for f, pilotes, modifiable in attendues]
    faites = [fiche for fiche in fiches if fiche.prete]
    aujourdhui = timezone.localdate()
    return {
        "restent": [fiche for fiche in fiches if not fiche.prete],
        "faites": faites,
        "total": len(fiches),
        "part": len(faites) / len(fiches) if fiches else 0,
        "jours": (instantane.echeance - aujourdhui).days if instantane.echeance else None,
    }
