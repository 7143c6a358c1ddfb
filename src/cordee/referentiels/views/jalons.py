"""Jalons of a référentiel: the curve, the list, freezing, renaming, deleting, and the score of a past day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.outils.dates import jour_long
from cordee.outils.texte import accorder
from cordee.referentiels.actions.jalons import figer_score, renommer_jalon, supprimer_jalon
from cordee.referentiels.domain import ScoreNoeud
from cordee.referentiels.enums import Mode, TypeJalon
from cordee.referentiels.forms.jalons import FormulaireDate, FormulaireJalon, FormulaireRenommage
from cordee.referentiels.models import Engagement, Snapshot
from cordee.referentiels.models.score import ScoreGlobal
from cordee.referentiels.permissions import obtenir_engagement, qui_peut_renseigner
from cordee.referentiels.queries.jalons import Genre, evolution_of, genre_of, jalon_for
from cordee.referentiels.queries.scores import EtatDesLieux, etat_a_la_date, etat_des_lieux, list_snapshots_for
from cordee.referentiels.views.entete import composer_entete
from cordee.referentiels.views.graphe_evolution import composer_graphe
from cordee.referentiels.views.mots import ecrire_points
from cordee.socle.barres import Barre, composer_barre
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete

FIGER = "referentiels.figer_score"


@require_http_methods(["GET", "HEAD", "POST"])
def jalons(request: Requete, siren: str, referentiel: str) -> HttpResponse:
    """The page; `?au=2025-03-01` adds the score of that day; a POST freezes a jalon."""
    engagement = obtenir_engagement(request.user, siren, referentiel)
    liste = list(list_snapshots_for(engagement.collectivite, referentiel))
    if request.method != "POST":
        return _page(request, engagement, liste, None)
    exiger(request.user, FIGER, engagement, raison=_raison(engagement))
    formulaire = _formulaire(liste, request.POST)
    if formulaire.is_valid():
        try:
            snapshot = _figer(engagement, formulaire, request)
        except DonneeRefusee as refus:
            formulaire.add_error(formulaire.champ_refuse(), refus.messages)
        else:
            messages.success(request, f"Le jalon « {snapshot.nom} » est figé.")
            return redirect("jalons", siren, referentiel)
    return _page(request, engagement, liste, formulaire, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def renommer(request: Requete, siren: str, referentiel: str, ref: str) -> HttpResponse:
    """New name: a page, or the name alone for htmx (`?annuler` gives it back as it is)."""
    snapshot, contexte = _obtenir_jalon(request, siren, referentiel, ref)
    if request.method != "POST":
        formulaire = FormulaireRenommage(initial={"nom": snapshot.nom}, auto_id=f"{ref}_%s")
        return _renommage(request, contexte, formulaire, montre="annuler" not in request.GET)
    formulaire = FormulaireRenommage(request.POST, auto_id=f"{ref}_%s")
    if formulaire.is_valid():
        try:
            renommer_jalon(snapshot, **formulaire.cleaned_data, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            formulaire.add_error("nom", refus.messages)
        else:
            if request.htmx:
                return _renommage(request, {**contexte, "renomme": True}, formulaire, montre=False)
            messages.success(request, f"Le jalon s'appelle « {snapshot.nom} ».")
            return redirect("jalons", siren, referentiel)
    return _renommage(request, contexte, formulaire, montre=True, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: Requete, siren: str, referentiel: str, ref: str) -> HttpResponse:
    """Asks for confirmation, then deletes."""
    snapshot, contexte = _obtenir_jalon(request, siren, referentiel, ref)
    if request.method != "POST":
        return render(request, "referentiels/jalon_supprimer.html", contexte)
    try:
        supprimer_jalon(snapshot, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        contexte["refus"] = refus.messages
        return render(request, "referentiels/jalon_supprimer.html", contexte, status=422)
    messages.success(request, f"Le jalon « {snapshot.nom} » est supprimé.")
    return redirect("jalons", siren, referentiel)


# -- the page --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LigneJalon:
    """One jalon. Differences are those of today with it, in points and in points of percentage."""

    snapshot: Snapshot
    genre: Genre
    ecart: float
    ecart_ratio: float
    modifiable: bool


@dataclass(frozen=True)
class ScoreDuJour:
    """The whole score at the end of a past day."""

    jour: date
    racine: ScoreNoeud
    etoiles: int
    barre: Barre
    ecart: float
    ecart_ratio: float


def _page(
    request: Requete,
    engagement: Engagement,
    liste: list[Snapshot],
    formulaire: FormulaireJalon | None,
    status: int = 200,
) -> HttpResponse:
    le = timezone.now()
    actuel = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    formulaire_date = FormulaireDate(request.GET if "au" in request.GET else None, aujourdhui=timezone.localdate(le))
    jour = formulaire_date.cleaned_data.get("au") if formulaire_date.is_valid() else None
    contexte: dict[str, Any] = {
        "collectivite": engagement.collectivite,
        "rubrique": "etat_des_lieux",
        "engagement": engagement,
        "entete": replace(composer_entete(engagement, actuel, "jalons"), reponse=_repondre(engagement, liste)),
        "lignes": [_ligne(snapshot, engagement) for snapshot in liste],
        "graphe": composer_graphe(evolution_of(engagement, liste, le=le)),
        "formulaire": formulaire or _formulaire(liste, jour=jour),
        "formulaire_date": formulaire_date,
        "score": _score(engagement, actuel, jour) if jour else None,
        "refus": "" if peut(request.user, FIGER, engagement) else _raison(engagement),
        "aujourdhui": timezone.localdate(le),
    }
    return render(request, "referentiels/jalons.html", contexte, status=status)


def _formulaire(liste: list[Snapshot], donnees: Any = None, jour: date | None = None) -> FormulaireJalon:
    return FormulaireJalon(
        donnees,
        aujourdhui=timezone.localdate(),
        n0_fige=any(snapshot.jalon == TypeJalon.ETAT_INITIAL for snapshot in liste),
        initial={"au": jour} if jour else {},
    )


def _figer(engagement: Engagement, formulaire: FormulaireJalon, request: Requete) -> Snapshot:
    lu = formulaire.cleaned_data
    return figer_score(
        engagement,
        lu["nom"],
        par=request.user,
        le=timezone.now(),
        jalon=TypeJalon.ETAT_INITIAL if lu["n0"] else TypeJalon.DATE_PERSONNALISEE,
        au=lu["au"],
    )


def _raison(engagement: Engagement) -> str:
    """Why no jalon can be frozen here by this person."""
    if engagement.mode != Mode.ECRITURE:
        return f"Ce référentiel est en « {Mode(engagement.mode).label} » : ses jalons ne changent plus."
    return qui_peut_renseigner()


def _repondre(engagement: Engagement, liste: list[Snapshot]) -> tuple[str, str, str]:
    """The answer of the page, cut around its number."""
    n0 = next((snapshot for snapshot in liste if snapshot.jalon == TypeJalon.ETAT_INITIAL), None)
    if n0 is not None:
        ecart = engagement.points_faits - n0.points_faits
        return ("", ecrire_points(ecart), f" depuis le N0 du {jour_long(timezone.localdate(n0.date))}.")
    if liste:
        nombre = len(liste)
        figes = f"{nombre} {accorder(nombre, 'jalon')}"
        return ("", figes, f" {accorder(nombre, 'figé')} ; il manque le N0, le départ du contrat.")
    return ("", "Aucun jalon", " n'est figé : commencez par le N0, le départ du contrat.")


def _ligne(snapshot: Snapshot, engagement: Engagement) -> LigneJalon:
    return LigneJalon(
        snapshot=snapshot,
        genre=genre_of(snapshot),
        ecart=engagement.points_faits - snapshot.points_faits,
        ecart_ratio=_ecart_ratio(engagement, snapshot.ratio_fait),
        modifiable=snapshot.jalon == TypeJalon.DATE_PERSONNALISEE,
    )


def _ecart_ratio(score: ScoreGlobal, ratio: float) -> float:
    return (score.ratio_fait - ratio) * 100


def _score(engagement: Engagement, actuel: EtatDesLieux, jour: date) -> ScoreDuJour:
    etat = etat_a_la_date(engagement.collectivite, engagement.referentiel, jour)
    racine, maintenant = etat.scores.racine(), actuel.scores.racine()
    return ScoreDuJour(
        jour=jour,
        racine=racine,
        etoiles=int(etat.scores.etoiles[0]),
        barre=composer_barre(racine.ratio_fait, racine.ratio_programme, racine.ratio_pas_fait),
        ecart=maintenant.points_faits - racine.points_faits,
        ecart_ratio=(maintenant.ratio_fait - racine.ratio_fait) * 100,
    )


# -- one jalon -------------------------------------------------------------------------------------------------------
def _obtenir_jalon(request: Requete, siren: str, referentiel: str, ref: str) -> tuple[Snapshot, dict[str, Any]]:
    """The jalon to change and the context of its pages: 404 for strangers, 403 for whoever may not freeze."""
    engagement = obtenir_engagement(request.user, siren, referentiel)
    exiger(request.user, FIGER, engagement, raison=_raison(engagement))
    snapshot = jalon_for(engagement, ref) or introuvable()
    return snapshot, {
        "collectivite": engagement.collectivite,
        "rubrique": "etat_des_lieux",
        "engagement": engagement,
        "jalon": snapshot,
        "ligne": _ligne(snapshot, engagement),
        "fixe": snapshot.jalon != TypeJalon.DATE_PERSONNALISEE,
    }


def _renommage(
    request: Requete, contexte: dict[str, Any], formulaire: FormulaireRenommage, *, montre: bool, status: int = 200
) -> HttpResponse:
    """The form or the name, alone for htmx, else the page."""
    contexte = {**contexte, "renommage": formulaire}
    if not request.htmx:
        return render(request, "referentiels/jalon_renommer.html", contexte, status=status)
    fragment = "formulaire" if montre else "nom"
    return render(request, f"referentiels/jalon_nom.html#{fragment}", contexte, status=status)
