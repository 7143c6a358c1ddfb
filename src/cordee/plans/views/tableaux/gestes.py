"""Arranging a dashboard: adding, setting, moving, removing a module, and taking a removal back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from cordee.plans.actions.tableaux import (
    ajouter_module,
    deplacer_module,
    regler_module,
    remettre_modules,
    retablir_tableau,
    retirer_module,
)
from cordee.plans.domain.filtres import Filtres, lire_filtres
from cordee.plans.domain.tableaux import A_FILTRES, LIGNES, MOIS, GenreModule, Largeur, Module, ecrire_modules, trouver
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.forms.tableaux import FormulaireModule
from cordee.plans.models import GesteGroupe
from cordee.plans.queries.tableaux import Portee, geste_du_tableau_for, modules_of
from cordee.plans.views.filtres import lire_panneau
from cordee.plans.views.tableaux.page import obtenir_portee
from cordee.plans.views.vues.repartition import lister_familles
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete

CHAMPS = ("propriete", "forme", "mesure", "suite", "largeur", "titre")
PREFIXE = "mod"
"""Settings have names of their own: filters of the same form are called `mesure` and `forme` too."""
REGLER = ["GET", "HEAD", "POST"]


@require_http_methods(REGLER)
def ajouter(request: Requete, siren: str, portee: str) -> HttpResponse:
    """Asks for a genre of module, then for its settings, which an address may already give."""
    la = obtenir_portee(request.user, siren, portee)
    exiger(request.user, "plans.regler_tableau", la)
    voulu = request.POST.get("genre") or request.GET.get("genre", "")
    if voulu not in GenreModule._value2member_map_:
        contexte = {
            "collectivite": la.collectivite, "rubrique": "plans", "portee": la, "genres": list(GenreModule),
            "retour": _regler(la),
        }  # fmt: skip
        return render(request, "plans/tableau/ajouter.html", contexte)
    genre = GenreModule(voulu)
    lus = {champ: lu for champ in CHAMPS if (lu := request.GET.get(f"{PREFIXE}-{champ}"))}
    neuf = Module("", genre, largeur=Largeur.MOITIE, parametres=_filtres(request.GET).adresse())
    initial = {**ecrire_modules([neuf])[0], "nombre": MOIS if genre is GenreModule.SERIE else LIGNES, **lus}
    return _former(request, la, genre, initial, neuf.parametres, "")


@require_http_methods(REGLER)
def module(request: Requete, siren: str, portee: str, cle: str) -> HttpResponse:
    """The settings of one module."""
    la = obtenir_portee(request.user, siren, portee)
    exiger(request.user, "plans.regler_tableau", la)
    trouve = trouver(modules_of(la), cle) or introuvable()
    return _former(request, la, trouve.genre, ecrire_modules([trouve])[0], trouve.parametres, cle)


def _former(
    request: Requete, portee: Portee, genre: GenreModule, initial: dict[str, Any], parametres: str, cle: str
) -> HttpResponse:
    envoye = request.method == "POST"
    filtres = _filtres(request.POST) if envoye else lire_filtres(dict(QueryDict(parametres).lists()))
    formulaire = FormulaireModule(
        request.POST if envoye else None, initial=initial, genre=genre, prefix=PREFIXE,
        familles=lister_familles(portee.plan is not None),
    )  # fmt: skip
    if envoye and formulaire.is_valid() and not filtres.refusees:
        try:
            ecrire = regler_module if cle else ajouter_module
            ecrit = ecrire(portee, formulaire.module(cle, filtres.adresse()), par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("titre", refus.messages)
        else:
            messages.success(request, f"« {ecrit.nom} » est {'réglé' if cle else 'ajouté'}.")
            return redirect(_regler(portee) + f"#m-{ecrit.cle}")
    refuse = bool(formulaire.errors or (envoye and filtres.refusees))
    contexte = {
        "collectivite": portee.collectivite,
        "rubrique": "plans",
        "portee": portee,
        "genre": genre,
        "formulaire": formulaire,
        "retour": _regler(portee),
        "neuf": not cle,
        "refuse": refuse,
        **(lire_panneau(request.user, portee.collectivite, portee.plan, filtres) if genre in A_FILTRES else {}),
    }
    return render(request, "plans/tableau/module.html", contexte, status=422 if refuse else 200)


def _filtres(parametres: QueryDict) -> Filtres:
    return lire_filtres(dict(parametres.lists()))


@require_POST
def deplacer(request: Requete, siren: str, portee: str, cle: str) -> HttpResponse:
    """Puts a module at a rank: by its buttons, or dropped (then nothing is shown again)."""
    la = obtenir_portee(request.user, siren, portee)
    exiger(request.user, "plans.regler_tableau", la)
    rang = lire_entier(request.POST.get("rang"))
    if rang is None:
        return HttpResponse("Donnez le rang du module.", status=422, content_type="text/plain; charset=utf-8")
    try:
        deplacer_module(la, cle, rang, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        if request.htmx:
            return HttpResponse(str(refus), status=422, content_type="text/plain; charset=utf-8")
        messages.error(request, str(refus))
        return redirect(_regler(la))
    return HttpResponse(status=204) if request.htmx else redirect(_regler(la) + f"#m-{cle}")


@require_POST
def retirer(request: Requete, siren: str, portee: str, cle: str) -> HttpResponse:
    """Removes a module; its message takes it back."""
    la = obtenir_portee(request.user, siren, portee)
    try:
        geste = retirer_module(la, cle, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
    else:
        _dire(request, la, geste)
    return redirect(_regler(la))


@require_POST
def retablir(request: Requete, siren: str, portee: str) -> HttpResponse:
    """Back to the modules by default; its message takes it back."""
    la = obtenir_portee(request.user, siren, portee)
    _dire(request, la, retablir_tableau(la, par=request.user, le=timezone.now()))
    return redirect(_regler(la))


@require_http_methods(REGLER)
def remettre(request: Requete, siren: str, portee: str, pk: int) -> HttpResponse:
    """Asks, then takes a removal back."""
    la = obtenir_portee(request.user, siren, portee)
    exiger(request.user, "plans.regler_tableau", la)
    geste = geste_du_tableau_for(request.user, la, pk) or introuvable()
    if request.method != "POST":
        contexte = {
            "collectivite": la.collectivite, "rubrique": "plans", "portee": la, "geste": geste, "retour": _regler(la),
        }  # fmt: skip
        return render(request, "plans/tableau/remettre.html", contexte)
    try:
        remettre_modules(la, geste, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Le tableau de bord est revenu comme avant.")
    return redirect(_regler(la))


def _dire(request: Requete, portee: Portee, geste: GesteGroupe) -> None:
    adresse = reverse("tableau_remettre", args=[portee.collectivite.siren, portee.cle, geste.pk])
    messages.success(request, format_html('{}. <a href="{}">Annuler</a>', geste.resume, adresse))


def _regler(portee: Portee) -> str:
    return reverse("tableau", args=[portee.collectivite.siren, portee.cle]) + "?regler=1"
