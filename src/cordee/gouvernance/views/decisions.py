"""Décisions: the list of all of them, and each one in its réunion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.gouvernance.actions.decisions import (
    modifier_decision,
    prendre_decision,
    regler_decision,
    retirer_decision,
)
from cordee.gouvernance.domain import EtatDecision, jours_de_retard
from cordee.gouvernance.forms import FormulaireDecision
from cordee.gouvernance.models import Decision, Reunion
from cordee.gouvernance.permissions import QUI_TIENT, obtenir_reunion
from cordee.gouvernance.queries import (
    decision_for,
    filter_decisions,
    list_decisions_for,
    list_instances_of,
    list_responsables_of,
    point_for,
    suivi_of,
)
from cordee.gouvernance.views.cadre import montrer
from cordee.plans.queries.personnes import list_personnes_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite

PAR_PAGE = 50
ETATS = (("a_faire", "À faire"), ("en_retard", "En retard"), ("faite", "Faites"), ("abandonnee", "Abandonnées"))


@require_safe
def decisions(request: Requete, siren: str) -> HttpResponse:
    """Every décision, filtered by the address."""
    collectivite, aujourdhui = obtenir_collectivite(request.user, siren), timezone.localdate()
    toutes = list_decisions_for(request.user, collectivite)
    instances, responsables = list(list_instances_of(collectivite)), list(list_responsables_of(toutes))
    etat = request.GET.get("etat", "") if request.GET.get("etat") in dict(ETATS) else ""
    instance = next((une.pk for une in instances if str(une.pk) == request.GET.get("instance")), 0)
    responsable = next((une.pk for une in responsables if str(une.pk) == request.GET.get("responsable")), 0)
    trouvees = filter_decisions(toutes, aujourdhui, etat=etat, instance=instance, responsable=responsable)
    page = Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page"))
    actifs = {"etat": etat, "instance": instance, "responsable": responsable}
    requete = QueryDict(mutable=True)
    requete.update({cle: str(valeur) for cle, valeur in actifs.items() if valeur})
    contexte: dict[str, Any] = {
        "collectivite": collectivite,
        "rubrique": "gouvernance",
        "page": page,
        "lignes": [(une, jours_de_retard(une.etat, une.echeance, aujourdhui)) for une in page.object_list],
        "suivi": suivi_of(toutes, aujourdhui),
        "etats": ETATS,
        "instances": instances,
        "responsables": responsables,
        "requete": requete.urlencode(),
        "editable": peut(request.user, "gouvernance.convoquer", collectivite),
        **actifs,
    }
    return render(request, "gouvernance/decisions.html", contexte)


@require_POST
def prendre(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Notes a décision, under a point when `point` says so."""
    reunion = obtenir_reunion(request.user, siren, pk)[1]
    exiger(request.user, "gouvernance.tenir_reunion", reunion, raison=QUI_TIENT)
    numero = request.POST.get("point", "")
    point = (point_for(request.user, reunion, int(numero)) or introuvable()) if numero.isdecimal() else None
    formulaire = FormulaireDecision(request.POST, prefix="decision")
    if formulaire.is_valid():
        champs = {nom: formulaire.cleaned_data[nom] for nom in ("texte", "responsable", "echeance")}
        try:
            prise = prendre_decision(reunion, **champs, point=point, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("responsable" if "nom" in str(refus) else "texte", refus.messages)
        else:
            return redirect(f"{reunion.get_absolute_url()}#decision-{prise.pk}")
    return montrer(request, reunion, decision=formulaire, sous=point.pk if point else 0)


def _obtenir(request: Requete, siren: str, pk: int, decision: int) -> tuple[Reunion, Decision]:
    reunion = obtenir_reunion(request.user, siren, pk)[1]
    vue = decision_for(request.user, reunion, decision) or introuvable()
    exiger(request.user, "gouvernance.tenir_reunion", reunion, raison=QUI_TIENT)
    return reunion, vue


@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: Requete, siren: str, pk: int, decision: int) -> HttpResponse:
    """The whole of a décision."""
    reunion, vue = _obtenir(request, siren, pk, decision)
    actuelle = {
        "texte": vue.texte,
        "responsable": vue.responsable.nom if vue.responsable else "",
        "echeance": vue.echeance,
        "etat": vue.etat,
    }
    formulaire = FormulaireDecision(request.POST if request.method == "POST" else None, initial=actuelle)
    if request.method == "POST" and formulaire.is_valid():
        champs = {**formulaire.cleaned_data, "etat": formulaire.cleaned_data["etat"] or vue.etat}
        try:
            modifier_decision(vue, **champs, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("texte", refus.messages)
        else:
            messages.success(request, "La décision est enregistrée.")
            return redirect(f"{reunion.get_absolute_url()}#decision-{vue.pk}")
    contexte = {
        "collectivite": reunion.collectivite, "rubrique": "gouvernance", "reunion": reunion, "decision": vue,
        "formulaire": formulaire, "personnes": list_personnes_for(reunion.collectivite),
    }  # fmt: skip
    return render(request, "gouvernance/decision_modifier.html", contexte, status=422 if formulaire.errors else 200)


@require_POST
def regler(request: Requete, siren: str, pk: int, decision: int) -> HttpResponse:
    """Done, given up, or to be done again; goes back to where one clicked."""
    reunion, vue = _obtenir(request, siren, pk, decision)
    etat = request.POST.get("etat", "")
    if etat not in EtatDecision._value2member_map_:
        introuvable()
    regler_decision(vue, etat, par=request.user, le=timezone.now())
    messages.success(request, f"La décision est notée « {EtatDecision(etat).libelle.lower()} ».")
    if request.POST.get("retour") == "decisions":
        return redirect("decisions", siren)
    return redirect(f"{reunion.get_absolute_url()}#decision-{vue.pk}")


@require_POST
def retirer(request: Requete, siren: str, pk: int, decision: int) -> HttpResponse:
    """Deletes it."""
    reunion, vue = _obtenir(request, siren, pk, decision)
    retirer_decision(vue, par=request.user, le=timezone.now())
    messages.success(request, "La décision est retirée.")
    return redirect(reunion.get_absolute_url() + "#ordre-du-jour")
