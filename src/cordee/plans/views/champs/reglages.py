"""Setting the fields that a collectivité, or a plan, adds to its fiches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from cordee.plans.actions import champs_personnalises as actions
from cordee.plans.actions.champs_personnalises import QUI_REGLE
from cordee.plans.domain.genres_de_champs import CouleurOption, GenreChamp
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.forms.champs import FormulaireChamp, FormulaireReglages, initial_de
from cordee.plans.models import ChampPersonnalise, Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.champs_personnalises import (
    champ_for,
    champ_regle_for,
    champ_retire_for,
    list_champs_regles,
    option_for,
)
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

REGLER = "plans.regler"


@require_http_methods(["GET", "HEAD", "POST"])
def champs(request: Requete, siren: str, pk: int | None = None) -> HttpResponse:
    """Fields of the collectivité, or of the plan `pk`; POST creates one."""
    collectivite, plan = _lieu(request, siren, pk)
    editable = peut(request.user, REGLER, collectivite)
    if request.method == "POST":
        exiger(request.user, REGLER, collectivite, raison=QUI_REGLE)
    else:
        _exiger_lecture(request, collectivite)
    regles = list_champs_regles(collectivite, plan)
    a_des_phases = any(r.definition.genre is GenreChamp.PHASE for r in regles)
    formulaire = FormulaireChamp(
        request.POST if request.method == "POST" else None, phases=plan is not None and not a_des_phases,
        initial={"genre": "choix", "lecture": "tous", "ecriture": "fiche"},
    )  # fmt: skip
    if request.method == "POST" and formulaire.is_valid():
        try:
            cree = actions.creer_champ(
                collectivite, formulaire.nouveau(), plan=plan, par=request.user, le=timezone.now()
            )
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
        else:
            messages.success(request, f"Le champ « {cree.libelle} » est créé : il est dans chaque fiche.")
            return redirect(_adresse(siren, plan))
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "regles": regles,
        "formulaire": formulaire,
        "editable": editable,
        "raison": QUI_REGLE,
        "proposer": plan is not None and not a_des_phases,
        "adresse": _adresse(siren, plan),
    }
    return render(request, "plans/champs/champs.html", contexte, status=422 if formulaire.errors else 200)


def _lieu(request: Requete, siren: str, pk: int | None) -> tuple[Collectivite, Plan | None]:
    return (obtenir_collectivite(request.user, siren), None) if pk is None else obtenir_plan(request.user, siren, pk)


def _exiger_lecture(request: Requete, collectivite: Collectivite) -> None:
    """The settings say what readers of fiches do not see."""
    exiger(request.user, "plans.lire_historique", collectivite, raison=QUI_REGLE)


def _adresse(siren: str, plan: Plan | None) -> str:
    return reverse("plan_champs", args=[siren, plan.pk]) if plan is not None else reverse("champs", args=[siren])


@require_POST
def phases(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Gives a plan the usual phases."""
    _, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, "plans.modifier_plan", plan)
    try:
        champ = actions.proposer_phases(plan, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
        return redirect(_adresse(siren, plan))
    messages.success(request, "Les phases sont là : renommez-les, retirez-en, changez leur ordre.")
    return redirect("champ", siren, champ.pk)


@require_POST
def ordonner(request: Requete, siren: str, pk: int | None = None) -> HttpResponse:
    """Puts the fields in the order of `ordre`, or moves one (`bouger`, `sens`)."""
    collectivite, plan = _lieu(request, siren, pk)
    exiger(request.user, REGLER, collectivite, raison=QUI_REGLE)
    actuels = [regle.definition.pk for regle in list_champs_regles(collectivite, plan)]
    ordre = _lire_ordre(request, actuels)
    actions.ordonner_champs(collectivite, plan, ordre, par=request.user, le=timezone.now())
    return _suite(request, _adresse(siren, plan))


def _lire_ordre(request: Requete, actuels: list[int]) -> list[int]:
    """The order that the page sends, or the present one with an element one step up or down."""
    bouge = lire_entier(request.POST.get("bouger", ""))
    if bouge is None:
        return [pk for texte in request.POST.getlist("ordre") if (pk := lire_entier(texte)) is not None]
    if bouge not in actuels:
        return actuels
    place = actuels.index(bouge)
    autre = place + (-1 if request.POST.get("sens") == "haut" else 1)
    if 0 <= autre < len(actuels):
        actuels[place], actuels[autre] = actuels[autre], actuels[place]
    return actuels


def _suite(request: Requete, adresse: str) -> HttpResponse:
    """Nothing for a script, which has moved the row already; the page again for a form."""
    return HttpResponse(status=204) if request.htmx else redirect(adresse)


@require_http_methods(["GET", "HEAD", "POST"])
def champ(request: Requete, siren: str, pk: int) -> HttpResponse:
    """One field: its settings, its options; POST changes the settings."""
    collectivite = obtenir_collectivite(request.user, siren)
    trouve = champ_for(collectivite, pk) or introuvable()
    if request.method == "POST":
        exiger(request.user, REGLER, collectivite, raison=QUI_REGLE)
    else:
        _exiger_lecture(request, collectivite)
    regle = champ_regle_for(collectivite, pk) or introuvable()
    formulaire = FormulaireReglages(
        request.POST if request.method == "POST" else None, initial=initial_de(regle.definition)
    )
    if request.method == "POST" and formulaire.is_valid():
        lu = formulaire.cleaned_data["libelle"]
        try:
            actions.modifier_champ(trouve, lu, formulaire.reglages(), par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
        else:
            messages.success(request, "Les réglages du champ sont enregistrés.")
            return redirect("champ", siren, pk)
    return _page_du_champ(request, collectivite, trouve, formulaire)


def _page_du_champ(
    request: Requete,
    collectivite: Collectivite,
    trouve: ChampPersonnalise,
    formulaire: FormulaireReglages | None = None,
    fautes: list[str] | None = None,
    faute_de: int | None = None,
) -> HttpResponse:
    """`fautes` are those of the options; `faute_de` is the option that they are about, 0 for a new one."""
    regle = champ_regle_for(collectivite, trouve.pk) or introuvable()
    refuse = bool(fautes or (formulaire is not None and formulaire.errors))
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "champ": trouve,
        "plan": trouve.plan,
        "regle": regle,
        "d": regle.definition,
        "formulaire": formulaire or FormulaireReglages(initial=initial_de(regle.definition)),
        "couleurs": CouleurOption.choices(),
        "editable": peut(request.user, REGLER, collectivite),
        "raison": QUI_REGLE,
        "fautes": fautes or [],
        "faute_de": faute_de,
        "typee": request.POST.get("libelle", "") if fautes else "",
        "retour": _adresse(collectivite.siren, trouve.plan),
    }
    return render(request, "plans/champs/champ.html", contexte, status=422 if refuse else 200)


@require_POST
def options(request: Requete, siren: str, pk: int) -> HttpResponse:
    """`geste`: ajouter, modifier, retirer (`option`, then `vers` for what its fiches have instead), ordonner."""
    collectivite = obtenir_collectivite(request.user, siren)
    trouve = champ_for(collectivite, pk) or introuvable()
    exiger(request.user, REGLER, collectivite, raison=QUI_REGLE)
    geste = request.POST.get("geste", "ordonner")
    faire = GESTES.get(geste) or introuvable()
    try:
        dit = faire(request, trouve)
    except DonneeRefusee as refus:
        de = 0 if geste == "ajouter" else lire_entier(request.POST.get("option", ""))
        return _page_du_champ(request, collectivite, trouve, fautes=refus.messages, faute_de=de)
    if dit:
        messages.success(request, dit)
    return _suite(request, reverse("champ", args=[siren, pk]) + "#options")


def _commun(request: Requete) -> dict[str, Any]:
    return {"par": request.user, "le": timezone.now()}


def _couleur(request: Requete) -> CouleurOption:
    voulue = request.POST.get("couleur", "")
    return CouleurOption(voulue) if voulue in CouleurOption._value2member_map_ else CouleurOption.GRIS


def _option(request: Requete, trouve: ChampPersonnalise, nom: str) -> Any:
    return option_for(trouve, lire_entier(request.POST.get(nom, ""))) or introuvable()


def _ajouter(request: Requete, trouve: ChampPersonnalise) -> str:
    libelle = request.POST.get("libelle", "")
    option = actions.ajouter_option(trouve, libelle, _couleur(request), **_commun(request))
    return f"L'option « {option.libelle} » est ajoutée."


def _modifier(request: Requete, trouve: ChampPersonnalise) -> str:
    option = _option(request, trouve, "option")
    actions.modifier_option(option, request.POST.get("libelle", ""), _couleur(request), **_commun(request))
    return "L'option est changée dans toutes les fiches qui la portent."


def _retirer(request: Requete, trouve: ChampPersonnalise) -> str:
    option = _option(request, trouve, "option")
    vers = option_for(trouve, lire_entier(request.POST.get("vers", "")))
    geste = actions.retirer_option(option, vers=vers, **_commun(request))
    return _annulable(geste.resume, geste.pk, trouve.collectivite.siren, "retirée")


def _ordonner(request: Requete, trouve: ChampPersonnalise) -> str:
    regle = champ_regle_for(trouve.collectivite, trouve.pk) or introuvable()
    ordre = _lire_ordre(request, [option.pk for option in regle.definition.options])
    actions.ordonner_options(trouve, ordre, **_commun(request))
    return ""


GESTES: dict[str, Callable[[Requete, ChampPersonnalise], str]] = {
    "ajouter": _ajouter,
    "modifier": _modifier,
    "retirer": _retirer,
    "ordonner": _ordonner,
}


def _annulable(resume: str, geste: int, siren: str, mot: str) -> str:
    """A sentence with the way back."""
    return format_html(
        '{} : {}. <a href="{}">Annuler</a>', resume, mot, reverse("champ_reprendre", args=[siren, geste])
    )


@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Says how many fiches say something of the field, then deletes it."""
    collectivite = obtenir_collectivite(request.user, siren)
    trouve = champ_for(collectivite, pk) or introuvable()
    exiger(request.user, REGLER, collectivite, raison=QUI_REGLE)
    if request.method != "POST":
        contexte = {
            "collectivite": collectivite, "rubrique": "plans", "champ": trouve, "plan": trouve.plan,
            "regle": champ_regle_for(collectivite, pk), "retour": _adresse(siren, trouve.plan),
        }  # fmt: skip
        return render(request, "plans/champs/supprimer.html", contexte)
    geste = actions.supprimer_champ(trouve, **_commun(request))
    messages.success(request, _annulable(geste.resume, geste.pk, siren, "supprimé"))
    return redirect(_adresse(siren, trouve.plan))


@require_http_methods(["GET", "HEAD", "POST"])
def reprendre(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks, then brings back a field or an option that was taken away."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, REGLER, collectivite, raison=QUI_REGLE)
    geste = champ_retire_for(collectivite, pk) or introuvable()
    refus = ""
    if request.method == "POST":
        try:
            revenu = actions.reprendre_champ(geste, **_commun(request))
        except DonneeRefusee as faute:
            refus = str(faute)
        else:
            messages.success(request, f"{geste.resume} : de retour, avec les valeurs des fiches.")
            return redirect("champ", siren, revenu.pk)
    contexte = {"collectivite": collectivite, "rubrique": "plans", "geste": geste, "refus": refus}
    return render(request, "plans/champs/reprendre.html", contexte, status=422 if refus else 200)
