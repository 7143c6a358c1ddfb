"""Questions de personnalisation: the page that sums up, the page of a thématique, answering and justifying."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.forms.personnalisation import JustificationForm, ReponseForm, en_saisie
from cordee.referentiels.permissions import qui_peut_renseigner
from cordee.referentiels.queries.personnalisation import (
    Questionnaire,
    additionner,
    avancements_membres,
    find_question_for,
    find_thematique,
    questionnaire_of,
    reponse_of,
)
from cordee.referentiels.views.questionnaire import Geste, version_texte
from cordee.referentiels.views.questionnaire_pages import composer_personnalisation, composer_thematique
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.actions.reponses import justifier_reponse
from cordee.territoires.models import Collectivite
from cordee.territoires.models import Question as FicheQuestion
from cordee.territoires.permissions import obtenir_collectivite

RESUME = "personnalisation"
"""Value of `retour` for the page that sums up; otherwise it is the code of a thématique."""
_SESSION = "cordee_geste_reponse"


@require_safe
def personnalisation(request: Requete, siren: str) -> HttpResponse:
    """What the answers are worth, the questions that matter first, every node changed; for a groupement, its
    members."""
    collectivite = obtenir_collectivite(request.user, siren)
    if collectivite.est_groupement:
        membres = avancements_membres(request.user, collectivite)
        total = additionner(membres)
        contexte = {"collectivite": collectivite, "rubrique": RESUME, "membres": membres, "total": total}
        return render(request, "referentiels/personnalisation_groupement.html", contexte)
    return _afficher(request, collectivite, RESUME, _reprendre_geste(request))


@require_safe
def thematique(request: Requete, siren: str, thematique: str) -> HttpResponse:
    """The questions of a thématique."""
    collectivite = obtenir_collectivite(request.user, siren)
    if collectivite.est_groupement:
        return redirect("personnalisation", siren)
    return _afficher(request, collectivite, thematique, _reprendre_geste(request))


@require_POST
def repondre_question(request: Requete, siren: str, question: str) -> HttpResponse:
    """Keeps an answer, or takes it back when it is empty."""
    collectivite, fiche = _obtenir_question(request, siren, question)
    form = ReponseForm(request.POST, fiche=fiche)
    try:
        with transaction.atomic():
            geste = _geste_reponse(request, collectivite, fiche, form)
            if geste.ecrit:
                repondre(collectivite, fiche.code, form.cleaned_data["valeur"], par=request.user, le=geste.le)
    except DonneeRefusee as refus:
        geste = replace(geste, etape="erreur", erreur=str(refus))
    return _conclure(request, collectivite, fiche, geste)


@require_POST
def justifier(request: Requete, siren: str, question: str) -> HttpResponse:
    """Keeps the text that explains an answer."""
    collectivite, fiche = _obtenir_question(request, siren, question)
    form = JustificationForm(request.POST)
    try:
        with transaction.atomic():
            geste = _geste_justification(request, collectivite, fiche, form)
            if geste.ecrit:
                justifier_reponse(collectivite, fiche.code, form.cleaned_data["texte"], par=request.user, le=geste.le)
    except DonneeRefusee as refus:
        geste = replace(geste, etape="erreur", erreur=str(refus))
    return _conclure(request, collectivite, fiche, geste)


# -- obtain ----------------------------------------------------------------------------------------------------------
def _obtenir_question(request: Requete, siren: str, code: str) -> tuple[Collectivite, FicheQuestion]:
    """The collectivité and the question of an address. 404 for a stranger, a groupement, an unknown question; 403
    without the right to answer."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "territoires.repondre", collectivite, raison=qui_peut_renseigner())
    fiche = find_question_for(collectivite, code)
    return (collectivite, fiche) if fiche is not None else introuvable()


def _geste_reponse(request: Requete, collectivite: Collectivite, fiche: FicheQuestion, form: ReponseForm) -> Geste:
    """What the request asks, once compared with the answer that is there: nothing is written yet."""
    base = _base(request, fiche, "reponse", form.data.get("valeur", ""))
    if not form.is_valid():
        return Geste(**base, etape="erreur", erreur=form.message)
    ligne = reponse_of(collectivite, fiche.code, verrouiller=True)
    actuelle = en_saisie(ligne.valeur if ligne else None)
    voulue, lue = en_saisie(form.cleaned_data["valeur"]), form.data.get("lue")
    base["saisie"] = voulue
    if voulue == actuelle:
        return Geste(**base, etape="inchange")
    if lue is not None and lue != actuelle and ligne is not None:
        return Geste(**base, etape="conflit", **_auteur(ligne))
    return Geste(**base, etape=_etape(request), precedente=actuelle)


def _geste_justification(
    request: Requete, collectivite: Collectivite, fiche: FicheQuestion, form: JustificationForm
) -> Geste:
    base = _base(request, fiche, "justification", form.data.get("texte", ""))
    if not form.is_valid():
        return Geste(**base, etape="erreur", erreur=form.message)
    ligne = reponse_of(collectivite, fiche.code, verrouiller=True)
    actuel, lue = ligne.justification if ligne else "", form.data.get("lue")
    if form.cleaned_data["texte"] == actuel:
        return Geste(**base, etape="inchange")
    if lue is not None and lue != version_texte(actuel) and ligne is not None:
        return Geste(**base, etape="conflit", **_auteur(ligne))
    return Geste(**base, etape=_etape(request), precedente=actuel)


def _base(request: Requete, fiche: FicheQuestion, champ: str, saisie: str) -> dict[str, Any]:
    return {
        "question": fiche.code,
        "champ": champ,
        "le": timezone.now(),
        "saisie": saisie,
        "par_bouton": "bouton" in request.POST,
    }


def _etape(request: Requete) -> str:
    return "annule" if "annulation" in request.POST else "enregistre"


def _auteur(ligne: Any) -> dict[str, Any]:
    return {"auteur": ligne.modifie_par.nom_complet if ligne.modifie_par else "", "auteur_le": ligne.modified_at}


# -- respond ---------------------------------------------------------------------------------------------------------
def _conclure(request: Requete, collectivite: Collectivite, fiche: FicheQuestion, geste: Geste) -> HttpResponse:
    """htmx: the pieces that changed. Otherwise: back to the page, where the line under the question says what was
    done; what was refused is shown again at once, as typed."""
    retour = RESUME if request.POST.get("retour") == RESUME else fiche.thematique_id
    if request.htmx:
        return _afficher(request, collectivite, retour, geste, gabarit="referentiels/questions/reponse.html")
    if geste.refuse:
        return _afficher(request, collectivite, retour, geste)
    if geste.etape == "inchange":
        messages.info(request, "Rien n'a changé : c'était déjà enregistré.")
    else:
        _garder_geste(request, geste)
    return HttpResponseRedirect(f"{_adresse(request, collectivite, retour)}#q-{fiche.code}")


def _adresse(request: Requete, collectivite: Collectivite, retour: str) -> str:
    adresse = reverse(RESUME, args=[collectivite.siren])
    if retour != RESUME:
        adresse = reverse("thematique", args=[collectivite.siren, retour])
    filtre = _filtre(request)
    return f"{adresse}?{urlencode({'referentiel': filtre})}" if filtre else adresse


def _afficher(
    request: Requete, collectivite: Collectivite, retour: str, geste: Geste | None, gabarit: str | None = None
) -> HttpResponse:
    """One of the two pages, or the pieces of it that an answer changes."""
    questionnaire = questionnaire_of(collectivite, _filtre(request))
    contexte = _contexte(request, questionnaire, retour, geste)
    if retour == RESUME:
        contexte["page"] = composer_personnalisation(questionnaire, _affichees(request, geste), geste)
    else:
        contexte["page"] = composer_thematique(questionnaire, find_thematique(retour) or introuvable(), geste)
        contexte["ouvre_autres"] = any(vue.geste or vue.justification.geste for vue in contexte["page"].autres)
    vue = next((vue for vue in contexte["page"].vues if geste and vue.code == geste.question), None)
    if geste and vue is None and request.method == "POST":  # hidden by a colleague's answer since the page was opened
        messages.warning(
            request, geste.erreur or "Cette question n'est plus posée : sa réponse est gardée, sans effet."
        )
        if gabarit is not None:
            return HttpResponseClientRefresh()
    contexte["vue"] = vue
    page = "referentiels/personnalisation.html" if retour == RESUME else "referentiels/thematique.html"
    return render(request, gabarit or page, contexte, status=422 if geste and geste.refuse else 200)


def _affichees(request: Requete, geste: Geste | None) -> list[str]:
    """Questions already on screen on the page that sums up: they stay there, in their order."""
    codes = [code for code in request.POST.get("affichees", "").split(",") if code]
    return list(dict.fromkeys([*codes, geste.question] if geste else codes))


def _filtre(request: Requete) -> str | None:
    donnees = request.POST if request.method == "POST" else request.GET
    return donnees.get("referentiel") or None


def _contexte(request: Requete, questionnaire: Questionnaire, retour: str, geste: Geste | None) -> dict[str, Any]:
    filtre = _filtre(request)
    connus = {engagement.referentiel_id for engagement in questionnaire.engagements}
    if filtre is not None and filtre not in connus and request.method == "GET":
        introuvable()
    modifiable = peut(request.user, "territoires.repondre", questionnaire.collectivite)
    return {
        "collectivite": questionnaire.collectivite,
        "rubrique": RESUME,
        "questionnaire": questionnaire,
        "retour": retour,
        "resume": retour == RESUME,
        "filtre": filtre or "",
        "modifiable": modifiable,
        "pourquoi": "" if modifiable else qui_peut_renseigner(),
        "geste": geste,
    }


# -- without JavaScript: the line under the question survives the redirection ------------------------------------------
def _garder_geste(request: Requete, geste: Geste) -> None:
    request.session[_SESSION] = {
        "question": geste.question,
        "champ": geste.champ,
        "etape": geste.etape,
        "le": geste.le.isoformat(),
        "precedente": geste.precedente,
    }


def _reprendre_geste(request: Requete) -> Geste | None:
    garde = request.session.pop(_SESSION, None)
    return Geste(**{**garde, "le": datetime.fromisoformat(garde["le"])}) if garde else None
