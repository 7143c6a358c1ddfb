"""The page of a réunion, which answers to all that is done on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cordee.gouvernance.domain import compter
from cordee.gouvernance.forms import FormulaireDecision, FormulairePoint
from cordee.gouvernance.models import Reunion
from cordee.gouvernance.permissions import QUI_TIENT
from cordee.gouvernance.queries import list_decisions_hors_points, list_fiches_proposees, list_points_for
from cordee.plans.queries.personnes import list_personnes_for
from cordee.socle.permissions import peut
from cordee.socle.requetes import Requete


def montrer(
    request: Requete,
    reunion: Reunion,
    *,
    point: FormulairePoint | None = None,
    decision: FormulaireDecision | None = None,
    sous: int = 0,
) -> HttpResponse:
    """The page; a refused form comes back where it was typed (`sous` is its point, 0 for none)."""
    aujourdhui, editable = timezone.localdate(), peut(request.user, "gouvernance.tenir_reunion", reunion)
    points = list_points_for(request.user, reunion)
    isolees = list_decisions_hors_points(request.user, reunion)
    toutes = [une for un in points for une in un.decisions.all()] + isolees
    contexte = {
        "collectivite": reunion.collectivite,
        "rubrique": "gouvernance",
        "reunion": reunion,
        "points": points,
        "isolees": isolees,
        "suivi": compter([(une.etat, une.echeance) for une in toutes], aujourdhui),
        "proposees": list_fiches_proposees(request.user, reunion, aujourdhui) if editable else [],
        "personnes": list_personnes_for(reunion.collectivite) if editable else [],
        "formulaire_point": point or FormulairePoint(prefix="point"),
        "formulaire_decision": decision or FormulaireDecision(prefix="decision"),
        "sous": sous,
        "refusee": decision is not None,
        "aujourdhui": aujourdhui,
        "editable": editable,
        "raison": QUI_TIENT,
    }
    refus = (point is not None and bool(point.errors)) or (decision is not None and bool(decision.errors))
    return render(request, "gouvernance/reunion.html", contexte, status=422 if refus else 200)
