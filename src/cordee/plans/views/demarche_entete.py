"""The heading of a démarche PCAET."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.plans.actions.demarche import modifier_entete
from cordee.plans.domain.pcaet import echeance_information
from cordee.plans.forms.demarche import FormulaireEntete, initial_entete
from cordee.plans.models import DemarchePcaet
from cordee.plans.permissions import obtenir_demarche, qui_peut_conduire
from cordee.plans.queries.demarche import (
    editeurs_of,
    list_plans_pcaet_for,
    membres_porteurs_of,
    obligation_of,
    population_of,
)
from cordee.plans.views.demarche_commun import MODIFIER, contexte_de, dire, page
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete


@require_http_methods(["GET", "HEAD", "POST"])
def entete(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The heading, and its form when it may change."""
    ici = obtenir_demarche(request.user, siren, pk)
    if request.method != "POST":
        return _page(request, ici, _formulaire(request, ici))
    exiger(request.user, MODIFIER, ici, raison=qui_peut_conduire())
    formulaire = _formulaire(request, ici)
    if not formulaire.is_valid():
        return _page(request, ici, formulaire, DonneeRefusee())
    try:
        modifier_entete(
            ici,
            formulaire.champs(),
            plan=formulaire.plan_choisi(),
            coporteuses=formulaire.coporteuses_choisies(),
            pilotes=formulaire.pilotes_choisis(),
            par=request.user,
            le=timezone.now(),
        )
    except DonneeRefusee as refus:
        return _page(request, ici, formulaire, refus)
    dire(request, "L'en-tête est enregistré.")
    return redirect("demarche_entete", siren, pk)


def _formulaire(request: Requete, demarche: DemarchePcaet) -> FormulaireEntete:
    libres = list(list_plans_pcaet_for(request.user, demarche.collectivite))
    return FormulaireEntete(
        request.POST if request.method == "POST" else None,
        initial=initial_entete(demarche),
        plans=[demarche.plan, *libres] if demarche.plan else libres,
        membres=membres_porteurs_of(demarche.collectivite),
        editeurs=list(editeurs_of(demarche.collectivite)),
    )


def _page(
    request: Requete, demarche: DemarchePcaet, formulaire: FormulaireEntete, refus: DonneeRefusee | None = None
) -> HttpResponse:
    population = population_of(demarche.collectivite, demarche.coporteuses.all())
    contexte = contexte_de(
        request,
        demarche,
        "demarche_entete",
        formulaire=formulaire,
        population_connue=population,
        regle=obligation_of(demarche.collectivite, demarche.population, demarche.coporteuses.all()),
        reponses_le=echeance_information(demarche.information_le) if demarche.information_le else None,
    )
    return page(request, "plans/demarche/entete.html", contexte, refus)
