"""The validation of a fiche in a plan: where it stands, what changed since the validated version, what one may do, what
was done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.plans.actions.retour_version import annuler_retour, remettre_version
from cordee.plans.actions.validation import (
    Examen,
    examiner,
    proposer_fiche,
    renvoyer_fiche,
    reprendre_proposition,
    retirer_validation,
    valider_fiche,
)
from cordee.plans.domain.validation import (
    DEPUIS,
    FAITS,
    MOT_MAX,
    Etat,
    GesteValidation,
    dire_etat,
    gestes_possibles,
    sans_indicateurs,
)
from cordee.plans.domain.versions import comparer_versions
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.forms.validation import FormulaireGeste
from cordee.plans.permissions import obtenir_place, qui_peut_modifier
from cordee.plans.queries.corbeille import retour_for
from cordee.plans.queries.validation import EnCircuit, derniere_proposition_of, list_etapes_of, version_of
from cordee.plans.queries.versions_exportees import indicateurs_caches_a
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

PAR_PAGE = 20
REMETTRE, ANNULER = "remettre", "annuler_retour"
DITS = {
    GesteValidation.PROPOSER: "La fiche est proposée : les personnes qui valident sont prévenues.",
    GesteValidation.REPRENDRE: "La proposition est reprise : la fiche n'attend plus de validation.",
    GesteValidation.VALIDER: "La fiche est validée : ses pilotes et la personne qui l'a proposée sont prévenus.",
    GesteValidation.RENVOYER: "La fiche est renvoyée avec votre mot.",
    GesteValidation.RETIRER: "La validation est retirée : la fiche est de nouveau un brouillon.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def validation(request: Requete, siren: str, pk: int, plan: int) -> HttpResponse:
    """Reads, or does the geste of the form."""
    collectivite, place = obtenir_place(request.user, siren, pk, plan)
    if request.method != "POST":
        return _page(request, collectivite, place)
    if request.POST.get("geste") == REMETTRE:
        return _remettre(request, collectivite, place)
    if request.POST.get("geste") == ANNULER:
        return _annuler_retour(request, collectivite, place)
    formulaire = FormulaireGeste(request.POST)
    try:
        if not formulaire.is_valid():
            raise DonneeRefusee(*formulaire.messages)
        _faire(request, place, formulaire)
    except DonneeRefusee as refus:
        frais = obtenir_place(request.user, siren, pk, plan)[1]
        return _page(request, collectivite, frais, formulaire, refus.messages)
    messages.success(request, DITS[formulaire.geste_lu])
    return redirect("fiche_validation", siren, pk, plan)


def _faire(request: Requete, place: EnCircuit, formulaire: FormulaireGeste) -> None:
    mot, lue = formulaire.cleaned_data["mot"], formulaire.cleaned_data["lue"]
    commun: dict[str, Any] = {"par": request.user, "le": timezone.now()}
    geste = formulaire.geste_lu
    if geste is GesteValidation.PROPOSER:
        proposer_fiche(place, mot, lue=lue, **commun)
    elif geste is GesteValidation.REPRENDRE:
        reprendre_proposition(place, **commun)
    elif geste is GesteValidation.VALIDER:
        valider_fiche(place, mot, lue=lue, **commun)
    elif geste is GesteValidation.RENVOYER:
        renvoyer_fiche(place, mot, lue=lue, **commun)
    else:
        retirer_validation(place, mot, **commun)


def _remettre(request: Requete, collectivite: Collectivite, place: EnCircuit) -> HttpResponse:
    """Gives the fiche the content of its validated version."""
    try:
        geste = remettre_version(place, lue=request.POST.get("lue", ""), par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return _page(request, collectivite, place, None, refus.messages)
    reponse = redirect("fiche_validation", collectivite.siren, place.fiche.pk, place.plan.pk)
    reponse["Location"] += f"?remis={geste.pk}"
    return reponse


def _annuler_retour(request: Requete, collectivite: Collectivite, place: EnCircuit) -> HttpResponse:
    """Takes that back."""
    exiger(request.user, "plans.modifier_fiche", place.fiche, raison=qui_peut_modifier())
    geste = retour_for(place.fiche, lire_entier(request.POST.get("retour", "")) or 0) or introuvable()
    try:
        annuler_retour(geste, place.fiche, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return _page(request, collectivite, place, None, refus.messages)
    messages.success(request, "Annulé : la fiche est de nouveau ce qu'elle était.")
    return redirect("fiche_validation", collectivite.siren, place.fiche.pk, place.plan.pk)


def _page(
    request: Requete,
    collectivite: Collectivite,
    place: EnCircuit,
    formulaire: FormulaireGeste | None = None,
    fautes: list[str] | None = None,
) -> HttpResponse:
    (examen,) = examiner([place])
    droits = {
        "ecrit": peut(request.user, "plans.proposer_fiche", place),
        "valide": peut(request.user, "plans.valider_fiche", place),
    }
    possibles = gestes_possibles(place.etat, **droits)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "fiche": place.fiche,
        "place": place,
        "phrase": dire_etat(place.dit),
        "lue": examen.empreinte,
        "possibles": {str(geste): True for geste in possibles},
        "mot": formulaire.data.get("mot", "") if formulaire is not None else "",
        "geste_refuse": formulaire.data.get("geste", "") if formulaire is not None else "",
        "mot_max": MOT_MAX,
        "fautes": fautes or [],
        "etapes": _etapes(request, place),
        "raison": "" if possibles or not _attendu(place) else qui_peut_modifier(),
        **droits,
        **_comparaison(request, place, examen),
    }
    return render(request, "plans/fiche/validation.html", contexte, status=422 if fautes else 200)


def _attendu(place: EnCircuit) -> bool:
    """Whether something remains to be done by whoever writes the fiche."""
    return place.etat in DEPUIS[GesteValidation.PROPOSER]


def _comparaison(request: Requete, place: EnCircuit, examen: Examen) -> dict[str, Any]:
    """What changed since the validated version, and since the proposal; for who may read it."""
    proposee = derniere_proposition_of(place) if place.etat is Etat.PROPOSEE else None
    change = proposee is not None and bool(proposee.empreinte) and proposee.empreinte != examen.empreinte
    lit = peut(request.user, "plans.comparer_versions", place)
    version = version_of(place.fiche, place.plan) if lit else None
    caches = indicateurs_caches_a(request.user, place.fiche.collectivite_id)
    changements = (
        comparer_versions(sans_indicateurs(version, caches), sans_indicateurs(examen.contenu, caches))
        if version is not None
        else ()
    )
    remis = lire_entier(request.GET.get("remis", ""))
    return {
        "compare": lit,
        "version": version is not None,
        "changements": changements,
        "depuis_proposition": change,
        "remis": retour_for(place.fiche, remis) if remis is not None else None,
    }


def _etapes(request: Requete, place: EnCircuit) -> Any:
    page = Paginator(list_etapes_of(place.fiche, place.plan), PAR_PAGE).get_page(request.GET.get("page"))
    page.lignes = [(etape, FAITS[GesteValidation(etape.geste)]) for etape in page.object_list]  # type: ignore[attr-defined]
    return page
