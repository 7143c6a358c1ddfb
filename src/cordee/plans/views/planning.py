"""New dates for a fiche, what they carry along, and what the fiche waits for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from cordee.outils.texte import accorder, typographier
from cordee.plans.actions.dependances import ajouter_dependance, retirer_dependance
from cordee.plans.actions.planning import (
    PlanningPerime,
    Prevision,
    annuler_reprogrammation,
    ecrire_dates,
    prevoir,
    reprogrammer,
)
from cordee.plans.domain.champs import ecrire_saisie
from cordee.plans.domain.listes import TypeLien
from cordee.plans.forms.planning import FormulaireDates, FormulaireDependance
from cordee.plans.models import Fiche, GesteGroupe
from cordee.plans.permissions import obtenir_fiche, qui_peut_modifier
from cordee.plans.queries.planning import dependance_for, geste_for, list_candidates, list_dependances_of
from cordee.plans.queries.visibilite import fiche_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

MODIFIER = "plans.modifier_fiche"
ATTEND = {
    TypeLien.FIN_DEBUT: "ne commence qu'après la fin de",
    TypeLien.DEBUT_DEBUT: "ne commence qu'après le début de",
    TypeLien.FIN_FIN: "ne finit qu'après la fin de",
}
RETIENT = {
    TypeLien.FIN_DEBUT: "doit finir avant le début de",
    TypeLien.DEBUT_DEBUT: "doit commencer avant le début de",
    TypeLien.FIN_FIN: "doit finir avant la fin de",
}


@require_http_methods(["GET", "HEAD", "POST"])
def reprogrammer_fiche(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The two dates of a fiche. A change that carries others along is confirmed first: 202 in the Gantt, the same page
    without JavaScript. In the Gantt: 200 written, 409 changed by somebody else meanwhile, 422 refused."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, MODIFIER, fiche, raison=qui_peut_modifier())
    if request.method != "POST":
        return _page(request, collectivite, fiche, _formulaire(request, fiche))
    formulaire = FormulaireDates(request.POST)
    if not formulaire.is_valid():
        return _refuser(request, collectivite, fiche, formulaire, formulaire.fautes)
    debut, fin, cascade = (formulaire.cleaned_data[nom] for nom in ("debut", "fin", "cascade"))
    version = formulaire.cleaned_data["version"]
    try:
        if not cascade and version in (None, fiche.version):
            prevision = prevoir(fiche, debut, fin, par=request.user)
            if prevision.a_confirmer:
                return _demander(request, collectivite, fiche, formulaire, prevision)
        fait = reprogrammer(
            fiche, debut, fin, en_cascade=cascade == "oui", par=request.user, le=timezone.now(), version_lue=version,
            precisions=(formulaire.cleaned_data["precision_debut"], formulaire.cleaned_data["precision_fin"]),
        )  # fmt: skip
    except DonneeRefusee as refus:
        statut = 409 if isinstance(refus, PlanningPerime) else 422
        return _refuser(request, collectivite, fiche, formulaire, str(refus), statut)
    return _finir(
        request, collectivite, _raconter(fiche, len(fait.deplacees)), fait.geste, _suite(request, collectivite, fiche)
    )


@require_POST
def annuler(request: Requete, siren: str, geste: int) -> HttpResponse:
    """Takes back one's own rescheduling, with all that it moved."""
    collectivite = obtenir_collectivite(request.user, siren)
    trouve = geste_for(request.user, geste)
    if trouve is None:
        return introuvable()
    try:
        fiches = annuler_reprogrammation(trouve, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        if request.htmx:
            return _texte(str(refus), 422)
        messages.error(request, str(refus))
        return redirect(_adresse_sure(request) or reverse("fiches", args=[siren]))
    phrase = f"{len(fiches)} {accorder(len(fiches), 'fiche')} : les dates d'avant sont revenues."
    return _finir(request, collectivite, phrase, None, _adresse_sure(request) or reverse("fiches", args=[siren]))


@require_POST
def ajouter(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The fiche now waits for another."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, MODIFIER, fiche, raison=qui_peut_modifier())
    formulaire = _formulaire_dependance(request, collectivite, fiche, request.POST)
    if formulaire.is_valid():
        attendue = fiche_for(request.user, collectivite, formulaire.cleaned_data["fiche"])
        if attendue is None:
            return introuvable()
        try:
            ajouter_dependance(
                attendue,
                fiche,
                TypeLien(formulaire.cleaned_data["type"]),
                formulaire.cleaned_data["decalage"] or 0,
                par=request.user,
                le=timezone.now(),
            )
        except DonneeRefusee as refus:
            formulaire.add_error("fiche", str(refus))
        else:
            messages.success(request, f"« {fiche.titre} » attend maintenant « {attendue.titre} ».")
            return redirect(_adresse_sure(request) or reverse("fiche_reprogrammer", args=[siren, pk]))
    return _page(request, collectivite, fiche, _formulaire(request, fiche), dependance=formulaire, statut=422)


@require_POST
def retirer(request: Requete, siren: str, pk: int, lien: int) -> HttpResponse:
    """The fiche no longer waits for another, or no longer holds it back."""
    _, fiche = obtenir_fiche(request.user, siren, pk)
    dependance = dependance_for(request.user, fiche, lien)
    if dependance is None:
        return introuvable()
    retirer_dependance(dependance, par=request.user, le=timezone.now())
    messages.success(request, f"« {dependance.vers.titre} » n'attend plus « {dependance.de.titre} ».")
    return redirect(_adresse_sure(request) or reverse("fiche_reprogrammer", args=[siren, pk]))


def _finir(
    request: Requete, collectivite: Collectivite, phrase: str, geste: GesteGroupe | None, suite: str
) -> HttpResponse:
    """The sentence, with its « Annuler » in the Gantt; the page that asked, without JavaScript."""
    if request.htmx:
        contexte = {"collectivite": collectivite, "phrase": phrase, "geste": geste}
        return render(request, "plans/vues/gantt_suite.html#fait", contexte)
    messages.success(request, phrase)
    return redirect(suite)


def _formulaire(request: Requete, fiche: Fiche) -> FormulaireDates:
    return FormulaireDates(
        initial={
            "debut": ecrire_saisie(fiche.debut, fiche.precision_debut),
            "fin": ecrire_saisie(fiche.fin, fiche.precision_fin),
            "version": fiche.version,
            "suite": _adresse_sure(request),
        }
    )


def _formulaire_dependance(
    request: Requete, collectivite: Collectivite, fiche: Fiche, donnees: Any = None
) -> FormulaireDependance:
    candidates = [(autre.pk, autre.intitule) for autre in list_candidates(request.user, collectivite, fiche)]
    return FormulaireDependance(donnees, candidates=candidates)


def _page(
    request: Requete,
    collectivite: Collectivite,
    fiche: Fiche,
    formulaire: FormulaireDates,
    *,
    dependance: FormulaireDependance | None = None,
    prevision: Prevision | None = None,
    statut: int = 200,
) -> HttpResponse:
    liens = list_dependances_of(request.user, collectivite, fiche)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "fiche": fiche,
        "dates": ecrire_dates(fiche),
        "formulaire": formulaire,
        "dependance": dependance or _formulaire_dependance(request, collectivite, fiche),
        "liens": [
            (ATTEND[TypeLien(lien.type)], lien.de, lien) if lien.vers_id == fiche.pk
            else (RETIENT[TypeLien(lien.type)], lien.vers, lien)
            for lien in liens
        ],
        "prevision": prevision,
        "suite": _adresse_sure(request),
        "retour": _suite(request, collectivite, fiche),
    }  # fmt: skip
    return render(request, "plans/reprogrammer.html", contexte, status=statut)


def _demander(
    request: Requete, collectivite: Collectivite, fiche: Fiche, formulaire: FormulaireDates, prevision: Prevision
) -> HttpResponse:
    if request.htmx:
        contexte = {"collectivite": collectivite, "fiche": fiche, "formulaire": formulaire, "prevision": prevision}
        return render(request, "plans/vues/gantt_suite.html#demande", contexte, status=202)
    return _page(request, collectivite, fiche, formulaire, prevision=prevision)


def _refuser(
    request: Requete,
    collectivite: Collectivite,
    fiche: Fiche,
    formulaire: FormulaireDates,
    phrase: str,
    statut: int = 422,
) -> HttpResponse:
    if request.htmx:
        return _texte(phrase, statut)
    if statut == 409:
        formulaire = _formulaire(request, fiche)
        messages.error(request, phrase)
    elif formulaire.is_valid():
        formulaire.add_error("fin", phrase)
    return _page(request, collectivite, fiche, formulaire, statut=statut)


def _texte(phrase: str, statut: int) -> HttpResponse:
    return HttpResponse(typographier(phrase), status=statut, content_type="text/plain; charset=utf-8")


def _raconter(fiche: Fiche, autres: int) -> str:
    suite = f", avec {autres} {accorder(autres, 'autre')} {accorder(autres, 'fiche')}" if autres else ""
    return f"« {fiche.titre} » va {ecrire_dates(fiche)}{suite}."


def _suite(request: Requete, collectivite: Collectivite, fiche: Fiche) -> str:
    return _adresse_sure(request) or reverse("fiche", args=[collectivite.siren, fiche.pk])


def _adresse_sure(request: Requete) -> str:
    """The page of this site that asked, empty for anything else."""
    suite = request.POST.get("suite") or request.GET.get("suite") or ""
    sure = suite.startswith("/") and url_has_allowed_host_and_scheme(suite, allowed_hosts=None)
    return suite if sure else ""
