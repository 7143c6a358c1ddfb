"""The private side: what the public page of a plan shows, publishing it, taking it back."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.outils.dates import jour_long
from cordee.plans.models import Plan
from cordee.plans.permissions import obtenir_plan
from cordee.publication.actions import depublier_plan, publier_plan, regler_publication
from cordee.publication.domain.reglages import EtatPublication
from cordee.publication.forms import CASES, FormulairePublication
from cordee.publication.models import PublicationPlan
from cordee.publication.permissions import PUBLIER, qui_peut_publier
from cordee.publication.queries.publications import list_ecritures_of, publication_of
from cordee.publication.queries.verifications import Verification, verifier
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

GESTES = 12
"""Entries of the trail shown."""


@dataclass(frozen=True, slots=True)
class Annonce:
    """The answer of the page, cut around its key words."""

    avant: str
    fort: str
    apres: str


@require_http_methods(["GET", "HEAD", "POST"])
def reglages(request: Requete, siren: str, pk: int) -> HttpResponse:
    """What is public of the plan. A POST keeps the settings; `geste=publier` publishes too."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    publication = publication_of(plan)
    if request.method != "POST":
        return _page(request, collectivite, plan, publication, FormulairePublication.de(publication))
    exiger(request.user, PUBLIER, plan, raison=qui_peut_publier())
    formulaire = FormulairePublication(request.POST)
    if not formulaire.is_valid():
        return _page(request, collectivite, plan, publication, formulaire, status=422)
    try:
        regler_publication(plan, formulaire.cleaned_data, par=request.user, le=timezone.now())
        if request.POST.get("geste") == "publier":
            publier_plan(plan, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        formulaire.add_error(None, refus.messages)
        return _page(request, collectivite, plan, publication_of(plan), formulaire, status=422)
    messages.success(request, _dire(publication_of(plan)))
    return redirect("publication", siren, pk)


def _dire(publication: PublicationPlan) -> str:
    etat = publication.etat(timezone.localdate())
    if etat is EtatPublication.PUBLIEE:
        return "Les réglages sont enregistrés : la page publique est en ligne."
    if etat is EtatPublication.PROGRAMMEE and publication.debut is not None:
        return f"Les réglages sont enregistrés : la page paraîtra le {jour_long(publication.debut)}."
    return "Les réglages sont enregistrés. La page n'est pas en ligne."


@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks for confirmation, then takes the page back."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, PUBLIER, plan, raison=qui_peut_publier())
    if request.method == "POST":
        depublier_plan(plan, par=request.user, le=timezone.now())
        messages.success(request, "Le plan n'est plus public : sa page, ses fichiers et son flux ne répondent plus.")
        return redirect("publication", siren, pk)
    contexte = {
        "collectivite": collectivite, "rubrique": "plans", "plan": plan, "publication": publication_of(plan),
    }  # fmt: skip
    return render(request, "publication/retirer.html", contexte)


def _page(
    request: Requete,
    collectivite: Collectivite,
    plan: Plan,
    publication: PublicationPlan,
    formulaire: FormulairePublication,
    *,
    status: int = 200,
) -> HttpResponse:
    etat = publication.etat(timezone.localdate())
    editable = peut(request.user, PUBLIER, plan)
    verification: Verification = verifier(publication)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "publication": publication,
        "etat": etat,
        "annonce": _annoncer(publication, etat, verification),
        "formulaire": formulaire,
        "cases": [formulaire[nom] for nom in CASES if nom != "indexable"],
        "verification": verification,
        "editable": editable,
        "raison": "" if editable else qui_peut_publier(),
        "adresse_publique": request.build_absolute_uri(publication.get_absolute_url()),
        "souche": request.build_absolute_uri("/public/"),
        "historique": list(list_ecritures_of(publication)[:GESTES]) if publication.pk else [],
        "visible": etat is EtatPublication.PUBLIEE,
        "publiee": publication.publiee_le is not None,
    }
    return render(request, "publication/reglages.html", contexte, status=status)


def _annoncer(publication: PublicationPlan, etat: EtatPublication, verification: Verification) -> Annonce:
    actions = f"{verification.montrees} action{'s' if verification.montrees > 1 else ''}"
    if etat is EtatPublication.PUBLIEE:
        jusque = f", jusqu'au {jour_long(publication.fin)}" if publication.fin else ""
        return Annonce("Ce plan est ", "en ligne", f" : chacun lit ses {actions}{jusque}.")
    if etat is EtatPublication.PROGRAMMEE and publication.debut:
        return Annonce("Ce plan paraîtra ", f"le {jour_long(publication.debut)}", f", avec ses {actions}.")
    if etat is EtatPublication.TERMINEE and publication.fin:
        return Annonce("Ce plan n'est plus en ligne depuis ", f"le {jour_long(publication.fin)}", ".")
    if etat is EtatPublication.EMPECHEE:
        return Annonce("Ce plan est confidentiel : ", "sa page est cachée", " tant qu'il le reste.")
    if etat is EtatPublication.RETIREE:
        return Annonce("Ce plan a été ", "retiré du site public", ".")
    return Annonce("Ce plan n'est ", "pas public", f" : publié, il montrerait {actions}.")
