"""What the Accueil of a territory shows of its plans: a fragment that its page asks for, and a page without script."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.queries.accueil import CompteAccueil, budget_of, comptes_accueil
from cordee.plans.queries.attendus import count_attendus
from cordee.plans.queries.validation import count_a_valider
from cordee.plans.views.barres import BarreStatuts, composer_barre_statuts
from cordee.plans.views.montants import euros
from cordee.referentiels.queries.accueil import list_membres_visibles
from cordee.socle.permissions import peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite


@dataclass(frozen=True)
class LigneAccueil:
    """Fiches of one collectivité, with their bar."""

    collectivite: Collectivite
    compte: CompteAccueil
    barre: BarreStatuts


@require_safe
def accueil_plans(request: Requete, siren: str) -> HttpResponse:
    """Where the fiches of a territory stand; for a groupement, those of the members that the person may see too."""
    collectivite = obtenir_collectivite(request.user, siren)
    membres = list_membres_visibles(request.user, collectivite) if collectivite.est_groupement else []
    comptes = comptes_accueil(request.user, [collectivite, *membres], timezone.localdate())
    prevu, reel = budget_of(request.user, collectivite)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "accueil",
        "ligne": _ligne(collectivite, comptes),
        "membres": [ligne for membre in membres if (ligne := _ligne(membre, comptes)).compte.total],
        "prevu": _prevu(prevu),
        "reel": euros(float(reel)) if reel else "",
        "editable": peut(request.user, "plans.creer_plan", collectivite),
        "attendus": count_attendus(request.user, collectivite),
        "a_valider": count_a_valider(request.user, collectivite),
    }
    return render(request, "plans/accueil.html" + ("#fragment" if request.htmx else ""), contexte)


def _prevu(prevu: Fourchette) -> str:
    """`12 k€`, `12 k€ à 15 k€`; empty for nothing."""
    if not prevu.haut:
        return ""
    bas, haut = euros(float(prevu.bas)), euros(float(prevu.haut))
    return bas if prevu.est_fixe else f"{bas} à {haut}"


def _ligne(collectivite: Collectivite, comptes: dict[int, CompteAccueil]) -> LigneAccueil:
    compte = comptes.get(collectivite.pk) or CompteAccueil()
    return LigneAccueil(collectivite, compte, composer_barre_statuts(compte.par_statut))
