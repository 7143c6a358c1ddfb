"""The axes of a plan: adding, changing, moving, deleting; moving a fiche inside the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.indicateurs.models import Indicateur
from cordee.outils.texte import accorder
from cordee.plans.actions.axes import (
    creer_axe,
    definir_indicateurs_de_l_axe,
    deplacer_axe,
    modifier_axe,
    supprimer_axe,
)
from cordee.plans.actions.fiches import deplacer_placement
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.forms.axes import FormulaireAxe, FormulaireNouvelAxe, FormulairePlacement
from cordee.plans.models import Axe, Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.arbre import ArbreAxes, arbre_of, axe_for, nom_sans_numero, placement_for
from cordee.plans.queries.indicateurs import indicateurs_par_axe, list_indicateurs_cites
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

MODIFIER = "plans.modifier_plan"
RETRAIT = "\u2003"


def _obtenir(request: Requete, siren: str, pk: int) -> tuple[Collectivite, Plan]:
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    exiger(request.user, MODIFIER, plan)
    return collectivite, plan


@require_POST
def creer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """A new axe at the end of the plan, or under `parent`. A refused name is asked again on a page of its own."""
    collectivite, plan = _obtenir(request, siren, pk)
    formulaire = FormulaireNouvelAxe(request.POST, auto_id="nouvel_%s")
    parent = _axe(plan, lire_entier(request.POST.get("parent")))
    if formulaire.is_valid():
        try:
            axe = creer_axe(plan, formulaire.cleaned_data["nom"], parent=parent, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("nom", refus.messages)
        else:
            messages.success(request, f"L'axe « {axe.nom} » est ajouté.")
            return redirect("plan", siren, pk)
    contexte = {"collectivite": collectivite, "rubrique": "plans", "plan": plan, "parent": parent}
    return render(request, "plans/axe_creer.html", {**contexte, "formulaire": formulaire}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: Requete, siren: str, pk: int, axe: int) -> HttpResponse:
    """Name, description and place of an axe, on one page that needs no mouse."""
    collectivite, plan = _obtenir(request, siren, pk)
    a_modifier = _axe(plan, axe) or introuvable()
    indicateurs = indicateurs_par_axe(request.user, plan).get(a_modifier.pk, [])
    formulaire = _formulaire(request, plan, a_modifier, suivis=bool(indicateurs))
    if request.method == "POST" and formulaire.is_valid() and _enregistrer(request, plan, a_modifier, formulaire):
        messages.success(request, f"L'axe « {a_modifier.nom} » est enregistré.")
        return redirect("plan", siren, pk)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "axe": a_modifier,
        "formulaire": formulaire,
        "indicateurs": indicateurs,
        "laisses": [] if request.method != "POST" else _laisses(request, indicateurs),
        "proposes": list_indicateurs_cites(plan),
    }
    return render(request, "plans/axe_modifier.html", contexte, status=422 if formulaire.errors else 200)


def _formulaire(request: Requete, plan: Plan, axe: Axe, *, suivis: bool) -> FormulaireAxe:
    """What the axe is, or what was sent. It may go under any axe that is not itself nor below it."""
    arbre = arbre_of(plan)
    branche = arbre.par_id[axe.pk]
    dessous = {b.axe.pk for b in branche.parcourir()}
    freres = arbre.par_id[axe.parent_id].enfants if axe.parent_id else arbre.racines
    return FormulaireAxe(
        request.POST if request.method == "POST" else None,
        auto_id="ax-%s",
        places=_places(arbre, dessous),
        nombre=len(freres),
        suivis=suivis,
        initial={
            "nom": axe.nom,
            "code": axe.code,
            "description": axe.description,
            "parent": axe.parent_id,
            "rang": [b.axe.pk for b in freres].index(axe.pk) + 1,
        },
    )


def _laisses(request: Requete, indicateurs: Iterable[Indicateur]) -> list[int]:
    """Indicators whose box was unticked in a form that was refused."""
    gardes = request.POST.getlist("garde")
    return [indicateur.pk for indicateur in indicateurs if str(indicateur.pk) not in gardes]


def _enregistrer(request: Requete, plan: Plan, axe: Axe, formulaire: FormulaireAxe) -> bool:
    """Writes all or nothing; what an action refuses goes beside its field."""
    lu, champ = formulaire.cleaned_data, "nom"
    commun: dict[str, Any] = {"par": request.user, "le": timezone.now()}
    try:
        with transaction.atomic():
            modifier_axe(axe, nom=lu["nom"], code=lu["code"], description=lu["description"], **commun)
            if "indicateurs" in request.POST:  # the form holds them: boxes that are not ticked are not sent
                champ = "ajout"
                gardes = [n for texte in request.POST.getlist("garde") if (n := lire_entier(texte)) is not None]
                definir_indicateurs_de_l_axe(axe, gardes, formulaire.indicateurs_ajoutes(), **commun)
            champ = "parent"
            parent = _axe(plan, lu["parent"])
            rang = None if lu["rang"] is None else lu["rang"] - 1
            if (parent.pk if parent else None) != axe.parent_id or rang not in {None, axe.position}:
                deplacer_axe(axe, parent, rang=rang, **commun)
    except DonneeRefusee as refus:
        axe.refresh_from_db()
        formulaire.add_error(champ, refus.messages)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: Requete, siren: str, pk: int, axe: int) -> HttpResponse:
    """Asks, then deletes the axe; its fiches go up."""
    collectivite, plan = _obtenir(request, siren, pk)
    a_supprimer = _axe(plan, axe) or introuvable()
    if request.method == "POST":
        nombre = supprimer_axe(a_supprimer, par=request.user, le=timezone.now())
        suite = f" ; {nombre} {accorder(nombre, 'fiche est remontée', 'fiches sont remontées')}" if nombre else ""
        messages.success(request, f"L'axe est supprimé{suite}.")
        return redirect("plan", siren, pk)
    contexte = {"collectivite": collectivite, "rubrique": "plans", "plan": plan, "axe": a_supprimer}
    return render(request, "plans/axe_supprimer.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def deplacer(request: Requete, siren: str, pk: int, placement: int) -> HttpResponse:
    """Moves a fiche to another axe or rank, from a page that needs no mouse."""
    collectivite, plan = _obtenir(request, siren, pk)
    lieu = placement_for(plan, placement) or introuvable()
    formulaire = FormulairePlacement(
        request.POST if request.method == "POST" else None,
        auto_id="pd-%s",
        places=_places(arbre_of(plan)),
        initial={"axe": lieu.axe_id},
    )
    if request.method == "POST" and formulaire.is_valid():
        lu = formulaire.cleaned_data
        rang = None if lu["rang"] is None else lu["rang"] - 1
        deplacer_placement(lieu, _axe(plan, lu["axe"]), rang=rang, par=request.user, le=timezone.now())
        messages.success(request, f"« {lieu.fiche.titre} » est à sa nouvelle place.")
        return redirect("plan", siren, pk)
    contexte = {
        "collectivite": collectivite, "rubrique": "plans", "plan": plan, "placement": lieu, "formulaire": formulaire,
    }  # fmt: skip
    return render(request, "plans/placement_deplacer.html", contexte, status=422 if formulaire.errors else 200)


def _places(arbre: ArbreAxes, sauf: Collection[int] = ()) -> list[tuple[int, str]]:
    """Axes to choose from, in the order of the plan, those below set back."""
    return [
        (b.axe.pk, f"{RETRAIT * (b.niveau - 1)}{b.numero} {nom_sans_numero(b)}")
        for racine in arbre.racines
        for b in racine.parcourir()
        if b.axe.pk not in sauf
    ]


@require_POST
def ordonner(request: Requete, siren: str, pk: int) -> HttpResponse:
    """What a drag in the tree did: `axe` under `parent`, or `placement` in `axe`, at `rang`. 204, or a sentence."""
    _, plan = _obtenir(request, siren, pk)
    rang = request.POST.get("rang", "")
    place = lire_entier(rang)
    parent = _axe(plan, lire_entier(request.POST.get("parent")))
    placement = lire_entier(request.POST.get("placement"))
    try:
        if placement is not None:
            lieu = placement_for(plan, placement) or introuvable()
            deplacer_placement(lieu, parent, rang=place, par=request.user, le=timezone.now())
        else:
            axe = _axe(plan, lire_entier(request.POST.get("axe"))) or introuvable()
            deplacer_axe(axe, parent, rang=place, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return HttpResponse(" ".join(refus.messages), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


def _axe(plan: Plan, pk: int | None) -> Axe | None:
    return axe_for(plan, pk) if pk is not None else None
