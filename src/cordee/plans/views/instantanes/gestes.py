"""What is done with an instantané: naming it again, closing it, taking it away; and with its fiches."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from cordee.outils.texte import accorder
from cordee.plans.actions import instantanes as actions
from cordee.plans.forms.instantanes import FormulaireInstantane
from cordee.plans.permissions import obtenir_fiche, obtenir_plan, qui_peut_modifier
from cordee.plans.views.instantanes.commun import obtenir_instantane
from cordee.plans.views.instantanes.liste import QUI_PREND
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete


@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: Requete, siren: str, pk: int, instantane: int) -> HttpResponse:
    """Its name, what is said of it, its period; the day to close a preparation."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.modifier_plan", plan, raison=QUI_PREND)
    lu = obtenir_instantane(plan, instantane)
    champs = ("nom", "commentaire", "du", "au", "echeance")
    formulaire = FormulaireInstantane(
        request.POST if request.method == "POST" else None, initial={nom: getattr(lu, nom) for nom in champs},
        avec_echeance=lu.est_ouvert, auto_id="instantane_%s",
    )  # fmt: skip
    if request.method == "POST" and formulaire.is_valid():
        try:
            actions.modifier_instantane(lu, **formulaire.cleaned_data, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
        else:
            messages.success(request, "L'instantané est enregistré.")
            return redirect("plan_instantane", siren, plan.pk, lu.pk)
    contexte = {
        "collectivite": collectivite, "rubrique": "plans", "plan": plan, "instantane": lu, "formulaire": formulaire,
    }  # fmt: skip
    return render(request, "plans/instantanes/modifier.html", contexte, status=422 if formulaire.errors else 200)


@require_POST
def clore(request: Requete, siren: str, pk: int, instantane: int) -> HttpResponse:
    """Freezes the rest of a preparation."""
    _, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.modifier_plan", plan, raison=QUI_PREND)
    lu = obtenir_instantane(plan, instantane)
    try:
        clos = actions.clore_instantane(lu, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
    else:
        nombre = clos.fiches.count()
        messages.success(
            request, f"« {clos.nom} » est clos : {nombre} {accorder(nombre, 'fiche figée', 'fiches figées')}."
        )
    return redirect("plan_instantane", siren, plan.pk, lu.pk)


@require_POST
def relancer(request: Requete, siren: str, pk: int, instantane: int) -> HttpResponse:
    """Reminds the pilotes who have not said their fiches up to date."""
    _, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.modifier_plan", plan, raison=QUI_PREND)
    lu = obtenir_instantane(plan, instantane)
    try:
        nombre = actions.relancer_pilotes_de_l_instantane(lu, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
    else:
        dit = f"{nombre} {accorder(nombre, 'personne prévenue', 'personnes prévenues')}"
        suite = "" if nombre else " : les fiches qui restent n'ont pas de pilote avec un compte, ou c'est le vôtre"
        messages.success(request, f"{dit}{suite}.")
    return redirect("plan_instantane", siren, plan.pk, lu.pk)


@require_POST
def supprimer(request: Requete, siren: str, pk: int, instantane: int) -> HttpResponse:
    """Takes it away; the list offers to put it back."""
    _, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.modifier_plan", plan, raison=QUI_PREND)
    lu = obtenir_instantane(plan, instantane)
    actions.supprimer_instantane(lu, par=request.user, le=timezone.now())
    return redirect(f"{reverse('plan_instantanes', args=[siren, plan.pk])}?retire={lu.pk}")


@require_POST
def remettre(request: Requete, siren: str, pk: int, instantane: int) -> HttpResponse:
    """Brings back one that was deleted."""
    _, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.modifier_plan", plan, raison=QUI_PREND)
    lu = obtenir_instantane(plan, instantane, supprime=True)
    try:
        actions.restaurer_instantane(lu, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"« {lu.nom} » est revenu.")
    return redirect("plan_instantanes", siren, plan.pk)


@require_POST
def dire_a_jour(request: Requete, siren: str, pk: int, instantane: int, fiche: int) -> HttpResponse:
    """The fiche is up to date for the preparation; no longer with `rouvrir`."""
    _, plan = obtenir_plan(request.user, siren, pk)
    lu = obtenir_instantane(plan, instantane)
    _, ouverte = obtenir_fiche(request.user, siren, fiche)
    exiger(request.user, "plans.modifier_fiche", ouverte, raison=qui_peut_modifier())
    geste = actions.rouvrir_fiche if "rouvrir" in request.POST else actions.dire_a_jour
    try:
        geste(ouverte, lu, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
    else:
        dit = "est rouverte" if "rouvrir" in request.POST else "est dite à jour"
        messages.success(request, f"« {ouverte.titre} » {dit} pour « {lu.nom} ».")
    suite = request.POST.get("suite", "")
    if url_has_allowed_host_and_scheme(suite, allowed_hosts=None):
        return redirect(suite)
    return redirect("plan_instantane", siren, plan.pk, lu.pk)
