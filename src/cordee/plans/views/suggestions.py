"""What a fiche probably serves, and the fiches that serve, or may serve, a mesure. Fragments for htmx, pages without
it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.indicateurs.permissions import voit_confidentiels
from cordee.indicateurs.queries.definitions import indicateur_for
from cordee.plans.actions.composition.liens import lier_mesure
from cordee.plans.actions.fiches import creer_fiche
from cordee.plans.actions.suggestions import INDICATEUR, MESURE, accepter_indicateur, accepter_mesure
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.models import Fiche, GesteGroupe
from cordee.plans.permissions import obtenir_fiche, qui_lie_des_mesures, qui_peut_modifier
from cordee.plans.queries.suggestions import (
    est_servable,
    fiches_servant,
    noeud_for,
    suggestions_fiches,
    suggestions_indicateurs,
    suggestions_mesures,
)
from cordee.plans.queries.visibilite import fiche_for
from cordee.plans.views.annuler import proposer_d_annuler
from cordee.referentiels.models import Mesure
from cordee.referentiels.permissions import obtenir_engagement
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

MODIFIER, CREER, LIER = "plans.modifier_fiche", "plans.creer_fiche", "plans.lier_mesure"
RAISON_CREER = "Créer une fiche demande le rôle « Édition » : voyez la page « Membres et rôles »."
INCONNUE = "Cette suggestion n'existe plus : rechargez la page."


# -- on a fiche --------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def suggestions(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Mesures and indicators that the fiche probably serves; a POST of `mesure` or `indicateur` accepts one."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    if request.method != "POST":
        return montrer_suggestions(request, collectivite, fiche)
    exiger(request.user, MODIFIER, fiche, raison=qui_peut_modifier())
    try:
        bloc, phrase, geste = _accepter(request, collectivite, fiche)
    except DonneeRefusee as refus:
        if not request.htmx:
            messages.error(request, str(refus))
            return redirect("fiche_suggestions", siren, pk)
        return montrer_suggestions(request, collectivite, fiche, refus=refus.messages, status=422)
    if not request.htmx:
        messages.success(request, proposer_d_annuler(request, collectivite, phrase, geste))
        return redirect("fiche_suggestions", siren, pk)
    return montrer_suggestions(request, collectivite, fiche, dit=phrase, bloc=bloc, geste=geste)


def _accepter(request: Requete, collectivite: Collectivite, fiche: Fiche) -> tuple[str, str, GesteGroupe | None]:
    """Ties what was accepted; the block of the page to read again, what to say, and what takes it back."""
    if code := request.POST.get("mesure", ""):
        lien, geste = accepter_mesure(fiche, code, par=request.user, le=timezone.now())
        return MESURE, f"La fiche sert maintenant la mesure {lien.mesure_id.partition('_')[2]}.", geste
    numero = request.POST.get("indicateur", "")
    visible = voit_confidentiels(request.user, collectivite)
    lu = lire_entier(numero) or 0
    indicateur = indicateur_for(collectivite, lu, confidentiels=visible)
    if indicateur is None:
        raise DonneeRefusee(INCONNUE)
    _, ajout = accepter_indicateur(fiche, indicateur, par=request.user, le=timezone.now())
    return INDICATEUR, f"« {indicateur.titre} » suit maintenant la fiche.", ajout


def montrer_suggestions(
    request: Requete,
    collectivite: Collectivite,
    fiche: Fiche,
    *,
    dit: str = "",
    bloc: str = "",
    geste: GesteGroupe | None = None,
    refus: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """What the fiche probably serves, with what a gesture just did and how to take it back."""
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "fiche": fiche,
        "mesures": suggestions_mesures(fiche, collectivite),
        "indicateurs": suggestions_indicateurs(
            fiche, collectivite, confidentiels=voit_confidentiels(request.user, collectivite)
        ),
        "modifiable": peut(request.user, MODIFIER, fiche),
        "lie_mesures": peut(request.user, LIER, fiche),
        "raison_mesures": qui_lie_des_mesures(),
        "dit": dit,
        "bloc": bloc,
        "geste": geste,
        "refus": refus or [],
    }
    gabarit = "plans/suggestions_fiche.html" + ("#fragment" if request.htmx else "")
    return render(request, gabarit, contexte, status=status)


# -- on a mesure -------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def fiches_de_mesure(request: Requete, siren: str, referentiel: str, code: str) -> HttpResponse:
    """Fiches of a mesure, or of all that is under an axe; a POST of `fiche` ties one to the mesure, a POST of `creer`
    makes one."""
    engagement = obtenir_engagement(request.user, siren, referentiel)
    mesure = noeud_for(referentiel, code) or introuvable()
    if request.method != "POST":
        return _fiches(request, engagement.collectivite, mesure)
    if not est_servable(mesure):
        introuvable()
    faire = _creer if "creer" in request.POST else _lier
    return faire(request, engagement.collectivite, mesure, lambda: _fiches(request, engagement.collectivite, mesure))


def _lier(
    request: Requete, collectivite: Collectivite, mesure: Mesure, montrer: Callable[[], HttpResponse]
) -> HttpResponse:
    exiger(request.user, CREER, collectivite, raison=qui_peut_modifier())
    numero = request.POST.get("fiche", "")
    lu = lire_entier(numero) or 0
    fiche = fiche_for(request.user, collectivite, lu) or introuvable()
    retour = reverse("fiches_de_mesure", args=[collectivite.siren, mesure.referentiel_id, mesure.code])
    try:
        _, geste = accepter_mesure(fiche, mesure.code, par=request.user, le=timezone.now())
    except Refus as refus:  # a fiche of a partner: the page says who may, beside the fiches of the mesure
        messages.error(request, str(refus))
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
    else:
        dit = f"« {fiche.titre} » sert maintenant la mesure {mesure.code.partition('_')[2]}."
        messages.success(request, proposer_d_annuler(request, collectivite, dit, geste, retour))
    return montrer() if request.htmx else redirect(retour)


def _creer(
    request: Requete, collectivite: Collectivite, mesure: Mesure, montrer: Callable[[], HttpResponse]
) -> HttpResponse:
    exiger(request.user, CREER, collectivite, raison=RAISON_CREER)
    le = timezone.now()
    fiche = creer_fiche(collectivite, mesure.libelle, par=request.user, le=le)
    lier_mesure(fiche, mesure.code, par=request.user, le=le)
    messages.success(request, "La fiche est créée et liée à la mesure : donnez-lui son titre.")
    return redirect("fiche", collectivite.siren, fiche.pk)


def _fiches(request: Requete, collectivite: Collectivite, mesure: Mesure) -> HttpResponse:
    liees = fiches_servant(request.user, collectivite, mesure.code)
    servable = est_servable(mesure)
    modifiable = servable and peut(request.user, CREER, collectivite)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "etat_des_lieux",
        "mesure": mesure,
        "numero": mesure.code.partition("_")[2],
        "fiches": liees,
        "suggestions": suggestions_fiches(request.user, collectivite, mesure.referentiel, mesure.code, exclues=liees),
        "modifiable": modifiable,
        "servable": servable,
        "refus": RAISON_CREER if servable and not modifiable else "",
    }
    gabarit = "plans/suggestions_mesure.html" + ("#fragment" if request.htmx else "")
    return render(request, gabarit, contexte)
