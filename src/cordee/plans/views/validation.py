"""The circuit of a plan, and what waits for those who validate."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.outils.texte import accorder
from cordee.plans.actions.circuits import QUI_REGLE, arreter_circuit, regler_circuit
from cordee.plans.domain.validation import Valideurs
from cordee.plans.forms.validation import BROUILLONS, VALIDEES, FormulaireCircuit
from cordee.plans.models import Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.validation import (
    circuit_of,
    list_proposees_for,
    list_sans_etat,
    plans_valides_par,
    reglage_of,
    valideurs_of,
    valideurs_possibles_of,
)
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

PAR_PAGE = 50


@require_safe
def a_valider(request: Requete, siren: str) -> HttpResponse:
    """Proposals that wait for the person, plan by plan, the oldest first."""
    collectivite = obtenir_collectivite(request.user, siren)
    plans = {plan.pk: plan for plan in plans_valides_par(request.user, collectivite)}
    attendent = list_proposees_for(request.user, collectivite, plans.values()) if plans else ()
    page = Paginator(attendent, PAR_PAGE).get_page(request.GET.get("page"))
    rangees = sorted(page.object_list, key=lambda v: v.plan_id)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "page": page,
        "valide": bool(plans),
        "groupes": [(plans[pk], list(siennes)) for pk, siennes in groupby(rangees, key=lambda v: v.plan_id)],
        "en_lot": peut(request.user, "plans.modifier_en_lot", collectivite),
    }
    return render(request, "plans/validation/a_valider.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def regler(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Whether the fiches of the plan are validated, and by whom."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.regler_validation", plan, raison=QUI_REGLE)
    possibles = valideurs_possibles_of(plan.collectivite)
    donnees = request.POST if request.method == "POST" else None
    formulaire = FormulaireCircuit(donnees, possibles=possibles, initial=_initial(plan))
    if donnees is not None and formulaire.is_valid():
        try:
            messages.success(request, _enregistrer(request, plan, formulaire))
            return redirect("plan", siren, pk)
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
    return _page(request, collectivite, plan, formulaire)


def _initial(plan: Plan) -> dict[str, Any]:
    circuit = reglage_of(plan)
    return {
        "actif": "oui" if circuit is not None and circuit.actif else "non",
        "valideurs": circuit.valideurs if circuit is not None else Valideurs.RESPONSABLES,
        "choisis": [u.pk for u in circuit.choisis.all()] if circuit is not None else [],
        "presentes": BROUILLONS,
        "validees_le": plan.deliberation_le,
    }


def _enregistrer(request: Requete, plan: Plan, formulaire: FormulaireCircuit) -> str:
    """Writes the settings; returns the sentence that says it."""
    lu, le = formulaire.cleaned_data, timezone.now()
    if not formulaire.est_actif:
        if circuit_of(plan) is None:
            return "Les fiches de ce plan ne sont pas validées : rien ne change."
        arreter_circuit(plan, par=request.user, le=le)
        return "Les fiches de ce plan ne se valident plus ; ce qui l'a été est gardé."
    valideurs = Valideurs(lu["valideurs"] or Valideurs.RESPONSABLES)
    jour = lu["validees_le"] if lu["presentes"] == VALIDEES else None
    nombre = regler_circuit(plan, valideurs, lu["choisis"], validees_le=jour, par=request.user, le=le)
    suite = f" {nombre} {accorder(nombre, 'fiche est tenue pour validée', 'fiches sont tenues pour validées')}."
    return "Les fiches de ce plan se valident." + (suite if nombre else "")


def _page(request: Requete, collectivite: Collectivite, plan: Plan, formulaire: FormulaireCircuit) -> HttpResponse:
    circuit = circuit_of(plan)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "formulaire": formulaire,
        "circuit": circuit,
        "valideurs": [u.nom_complet for u in valideurs_of(plan, circuit)] if circuit is not None else [],
        "sans_etat": list_sans_etat(plan).count(),
    }
    return render(request, "plans/validation/regler.html", contexte, status=422 if formulaire.errors else 200)
