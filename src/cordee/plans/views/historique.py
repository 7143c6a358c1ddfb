"""What was done on the plans of a collectivité, and on one of them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordee.plans.forms.arbre import lire_entier
from cordee.plans.queries.historique import GENRES, list_acteurs, list_ecritures_des_plans
from cordee.plans.queries.visibilite import list_plans_for, plan_for
from cordee.plans.views.fiche.historique import PAR_PAGE, LigneHistorique, changements
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite


@require_safe
def historique(request: Requete, siren: str) -> HttpResponse:
    """Newest first, by pages; `?plan=`, `?genre=` and `?qui=` narrow it."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "plans.lire_historique", collectivite)
    voulu, acteur = lire_entier(request.GET.get("plan", "")), lire_entier(request.GET.get("qui", ""))
    plan = None
    if voulu is not None:
        plan = plan_for(request.user, collectivite, voulu) or introuvable()
    genre = request.GET.get("genre", "")
    ecritures = list_ecritures_des_plans(collectivite, plan=plan, genre=genre, acteur=acteur)
    page = Paginator(ecritures, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "plans": list_plans_for(request.user, collectivite),
        "genre": genre,
        "genres": [(cle, libelle) for cle, (libelle, _) in GENRES.items()],
        "qui": acteur,
        "acteurs": list_acteurs(collectivite),
        "page": page,
        "lignes": [LigneHistorique(ecriture, changements(ecriture)) for ecriture in page.object_list],
        "filtre": _sans_page(request.GET),
    }
    return render(request, "plans/historique.html", contexte)


def _sans_page(parametres: QueryDict) -> str:
    """Filters in use, as they follow an address; empty without any."""
    gardes = parametres.copy()
    gardes.pop("page", None)
    return gardes.urlencode() if any(gardes.values()) else ""
