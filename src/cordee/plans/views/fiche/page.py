"""The page of a fiche, read or changed in place; a new fiche."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cordee.plans.actions.fiches import creer_fiche
from cordee.plans.domain.champs_personnalises import lire_cle
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.forms.fiche_creation import FormulaireFiche, arbre_des_places, lire_place
from cordee.plans.models import Fiche
from cordee.plans.permissions import obtenir_fiche
from cordee.plans.queries.lignes_fiche import retrait_for
from cordee.plans.queries.numeros import numero_suivant
from cordee.plans.queries.placements import PlanEtAxes, find_axe, find_plan, list_plans_editables
from cordee.plans.views.fiche.blocs import BLOCS
from cordee.plans.views.fiche.lignes import FICHE
from cordee.plans.views.fiche.parties import PARTIES
from cordee.plans.views.fiche.reponses import GABARIT, REFUS, composer, contexte
from cordee.plans.views.saisie import Saisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite


@require_safe
def fiche(request: Requete, siren: str, pk: int) -> HttpResponse:
    """`?mode=lire` reads like the published fiche; `?champ=contexte` opens a part (`&de=` for a sous-fiche), and
    `?ligne=budget:12` a row, `?retrait=7` offers to put one back: the way without JavaScript."""
    collectivite, trouvee = obtenir_fiche(request.user, siren, pk)
    vue = composer(request, collectivite, trouvee, _ouverte(request, trouvee))
    if request.htmx and request.GET.get("partie") == "vivant":
        return render(request, "plans/fiche/morceau.html", {**contexte(vue), "morceau": "", "vivant": True})
    return render(request, GABARIT, contexte(vue))


def _ouverte(request: Requete, fiche: Fiche) -> Saisie:
    """What the address asks to open, or says that one has just taken away."""
    nom, de, retrait = (request.GET.get(cle, "") for cle in ("champ", "de", "retrait"))
    if nom in PARTIES or lire_cle(nom) is not None:
        return Saisie(nom, lire_entier(de) or fiche.pk)
    if (numero := lire_entier(retrait)) is not None:
        geste = retrait_for(fiche, numero)
        if geste is not None and geste.par_id == request.user.pk:
            return Saisie(geste.avant["bloc"], fiche.pk, etat=FICHE.dire_retrait(geste))
    bloc, _, ligne = request.GET.get("ligne", "").partition(":")
    if bloc in BLOCS and (ligne == "" or lire_entier(ligne) is not None):
        return Saisie(bloc, fiche.pk, lire_entier(ligne) or 0)
    return Saisie()


@require_http_methods(["GET", "POST"])
def creer(request: Requete, siren: str) -> HttpResponse:
    """A new fiche: its title, and where it goes (`?plan=` and `?axe=` propose a place)."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(
        request.user, "plans.creer_fiche", collectivite,
        raison="Créer une fiche demande le rôle « Édition » : voyez la page « Membres et rôles ».",
    )  # fmt: skip
    places = list_plans_editables(request.user, collectivite)
    envoye = request.POST if request.method == "POST" else None
    place = _place_demandee(request)
    numero = "" if envoye else _numero(places, *lire_place(place))
    formulaire = FormulaireFiche(places, envoye, initial={"place": place, "code": numero, "propose": numero})
    refus = ""
    if request.method == "POST" and formulaire.is_valid():
        try:
            plan, axe = find_plan(places, formulaire.plan), find_axe(places, formulaire.axe)
            code = formulaire.cleaned_data["code"]
            if formulaire.suit_la_place:
                code = _numero(places, formulaire.plan, formulaire.axe)
            creee = creer_fiche(
                collectivite,
                formulaire.cleaned_data["titre"],
                plan=plan,
                axe=axe,
                code=code,
                par=request.user,
                le=timezone.now(),
            )
        except DonneeRefusee as faute:
            refus = str(faute)
        else:
            messages.success(request, "La fiche est créée : dites pourquoi, quoi, qui et quand.")
            return redirect("fiche", siren, creee.pk)
    donnees = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "arbre": arbre_des_places(places),
        "f": formulaire,
        "refus": refus,
    }
    status = REFUS if refus or formulaire.errors else 200
    return render(request, "plans/fiche/creer.html", donnees, status=status)


def _numero(places: Sequence[PlanEtAxes], plan: int | None, axe: int | None) -> str:
    """Number proposed at a place: the next of its axe, none without any plan."""
    trouve = find_plan(places, plan)
    return numero_suivant(trouve, find_axe(places, axe)) if trouve is not None else ""


def _place_demandee(request: Requete) -> str:
    plan, axe = (lire_entier(request.GET.get(nom, "")) for nom in ("plan", "axe"))
    return "" if plan is None else f"{plan}:{axe or ''}"
