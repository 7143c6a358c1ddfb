"""Writing a statut from the tree or from the page of a mesure, and taking the last gesture back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from cordee.referentiels.actions.statuts import Enregistrement, annuler_dernier_geste, renseigner_statuts
from cordee.referentiels.domain import Saisie
from cordee.referentiels.forms.statut import FormulaireStatut
from cordee.referentiels.models import Engagement
from cordee.referentiels.permissions import obtenir_engagement, qui_peut_renseigner
from cordee.referentiels.queries.arbre import list_taches_a_renseigner
from cordee.referentiels.queries.statuts import codes_commentes
from cordee.referentiels.views.entete import composer_entete
from cordee.referentiels.views.lignes import composer_changees
from cordee.referentiels.views.recit import raconter_annulation, raconter_enregistrement
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete

MODIFIER = "referentiels.renseigner_statut"
EVENEMENT = "scores-changes"
"""Triggered on the page after the swap, so that the panel takes the new figures: `codes` of the rows that changed, and
`mesures` that contain those written. (A write of the panel itself says `source`.)"""


@require_POST
def enregistrer(request: Requete, siren: str, referentiel: str) -> HttpResponse:
    """Gives one statut to the nodes `code` (repeated), or to the tâches not filled in of a sous-mesure (`portee`)."""
    engagement = obtenir_engagement(request.user, siren, referentiel)
    exiger(request.user, MODIFIER, engagement, raison=qui_peut_renseigner())
    formulaire = FormulaireStatut(request.POST)
    if not formulaire.is_valid():
        return refuser(request, engagement, formulaire.message)
    try:
        saisies = _saisies(engagement, formulaire)
        resultat = renseigner_statuts(engagement, saisies, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return refuser(request, engagement, str(refus))
    phrase = raconter_enregistrement(resultat, [saisie.identifiant for saisie in saisies], le=timezone.now())
    return repondre(request, engagement, resultat, phrase, annulable=bool(resultat.ecrits))


@require_POST
def annuler(request: Requete, siren: str, referentiel: str) -> HttpResponse:
    """Takes back the last gesture of this person on this référentiel."""
    engagement = obtenir_engagement(request.user, siren, referentiel)
    exiger(request.user, MODIFIER, engagement, raison=qui_peut_renseigner())
    try:
        resultat = annuler_dernier_geste(engagement, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return refuser(request, engagement, str(refus))
    return repondre(request, engagement, resultat, raconter_annulation(resultat, le=timezone.now()), annulable=False)


def _saisies(engagement: Engagement, formulaire: FormulaireStatut) -> list[Saisie]:
    if not formulaire.a_renseigner:
        return formulaire.saisies()
    taches = list_taches_a_renseigner(engagement, formulaire.codes)
    if not taches:
        raise DonneeRefusee("Toutes les tâches de cette sous-mesure ont déjà un statut.")
    return formulaire.saisies(taches)


def repondre(
    request: Requete, engagement: Engagement, resultat: Enregistrement, phrase: str, *, annulable: bool
) -> HttpResponse:
    """The rows that changed and the head for htmx, the page again with a message for a plain form."""
    if not request.htmx:
        messages.success(request, phrase)
        return redirect(_suite(request, engagement, resultat.ecrits))
    commentes = codes_commentes(engagement.collectivite, engagement.referentiel_id)
    lignes = composer_changees(resultat.avant, resultat.apres, commentes) if resultat.ecrits else []
    contexte = {
        "engagement": engagement,
        "collectivite": engagement.collectivite,
        "phrase": phrase,
        "annulable": annulable,
        "lignes": lignes,
        "entete": composer_entete(engagement, resultat.apres, "arbre"),
    }
    reponse = render(request, "referentiels/statut_reponse.html", contexte)
    detail = {"codes": [ligne.code for ligne in lignes], "mesures": lister_mesures(resultat)}
    return trigger_client_event(reponse, EVENEMENT, detail, after="swap")


def lister_mesures(resultat: Enregistrement) -> list[str]:
    """Mesures of the nodes written, once each."""
    arbre = resultat.apres.charge.arbre
    return list(dict.fromkeys(arbre.mesure_of(code) for code in resultat.ecrits))


def refuser(request: Requete, engagement: Engagement, raison: str) -> HttpResponse:
    """Nothing was written: the sentence beside the tree (422), or on the page again."""
    if request.htmx:
        contexte = {"phrase": raison, "refus": True}
        return render(request, "referentiels/statut_reponse.html#phrase", contexte, status=422)
    messages.error(request, raison)
    return redirect(_suite(request, engagement, request.POST.getlist("code")))


def _suite(request: Requete, engagement: Engagement, codes: tuple[str, ...] | list[str]) -> str:
    """Where a plain form goes back: the page it names in `suite`, else the tree at the row."""
    suite = request.POST.get("suite", "")
    if suite and url_has_allowed_host_and_scheme(suite, allowed_hosts=None):
        return suite
    page = reverse("arbre", args=[engagement.collectivite.siren, engagement.referentiel_id])
    return f"{page}#{codes[0]}" if codes else page
