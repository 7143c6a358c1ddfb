"""Everything done on a fiche: who, when, from what to what."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordee.journal.models import Ecriture
from cordee.plans.domain.composition import libelle_de_champ, montrer
from cordee.plans.permissions import obtenir_fiche
from cordee.plans.queries.champs_personnalises import exclude_reserves
from cordee.plans.queries.fiche import list_ecritures_of
from cordee.plans.queries.instantanes import list_figees_for
from cordee.socle.requetes import Requete

PAR_PAGE = 50
CACHES = {"precision_debut", "precision_fin"}


@dataclass(frozen=True, slots=True)
class LigneHistorique:
    """An entry with its changes: label, before, after."""

    ecriture: Ecriture
    changements: list[tuple[str, str, str]]


@require_safe
def historique(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Newest first, by pages."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    ecritures = exclude_reserves(list_ecritures_of(fiche), request.user, fiche)
    page = Paginator(ecritures, PAR_PAGE).get_page(request.GET.get("page"))
    lignes = [LigneHistorique(ecriture, changements(ecriture)) for ecriture in page.object_list]
    contexte = {
        "collectivite": collectivite, "rubrique": "plans", "fiche": fiche, "page": page, "lignes": lignes,
        "figees": list_figees_for(request.user, collectivite, fiche),
    }  # fmt: skip
    return render(request, "plans/fiche/historique.html", contexte)


def changements(ecriture: Ecriture) -> list[tuple[str, str, str]]:
    """Fields that the entry changed, as sentences show them."""
    champs = ecriture.details.get("champs") or {}
    return [
        (libelle_de_champ(nom), montrer(nom, avant), montrer(nom, apres))
        for nom, (avant, apres) in champs.items()
        if nom not in CACHES
    ]
