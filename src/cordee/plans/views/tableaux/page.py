"""A dashboard: that of a collectivité, of one of its plans, or of a person there."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.tableaux import Genre
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.tableaux import Portee, modules_of
from cordee.plans.views.mes_fiches import BIENTOT
from cordee.plans.views.mes_fiches import repondre as repondre_pour_moi
from cordee.plans.views.tableaux.modules import composer_modules
from cordee.plans.views.tableaux.vue import Lecture
from cordee.plans.views.tete import repondre
from cordee.socle.permissions import introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite


def obtenir_portee(utilisateur: Utilisateur, siren: str, cle: str) -> Portee:
    """The dashboard of an address, or 404 for whoever may not see it."""
    if cle.isascii() and cle.isdigit() and len(cle) < 19:
        return Portee(*obtenir_plan(utilisateur, siren, int(cle)))
    collectivite = obtenir_collectivite(utilisateur, siren)
    if cle == Genre.COMMUN:
        return Portee(collectivite)
    return Portee(collectivite, utilisateur=utilisateur) if cle == Genre.MIEN else introuvable()


def peut_regler(utilisateur: Utilisateur, portee: Portee) -> bool:
    """Whether the person arranges it; see actions.tableaux.exiger_reglage, which decides."""
    if portee.plan is not None:
        return peut(utilisateur, "plans.modifier_plan", portee.plan)
    droit = "plans.tenir_tableau" if portee.utilisateur is not None else "plans.regler_tableau"
    return peut(utilisateur, droit, portee.collectivite)


@require_safe
def tableau(request: Requete, siren: str, portee: str) -> HttpResponse:
    """The page; `?regler=1` shows how to arrange it."""
    la = obtenir_portee(request.user, siren, portee)
    lecture = Lecture(request.user, la, timezone.localdate())
    modules = composer_modules(lecture, modules_of(la))
    reglable = peut_regler(request.user, la)
    contexte = {
        "collectivite": la.collectivite,
        "rubrique": "plans",
        "portee": la,
        "modules": modules,
        "reponse": _repondre(lecture),
        "jour": lecture.jour,
        "reglable": reglable,
        "regler": reglable and request.GET.get("regler") == "1",
        "onglets": _onglets(la),
        "page": reverse("tableau", args=[siren, la.cle]),
        "editable": peut(request.user, "plans.creer_plan", la.collectivite),
        "vide": not lecture.resume.total,
    }
    return render(request, "plans/tableau/tableau.html", contexte)


def _repondre(lecture: Lecture) -> tuple[str, str, str]:
    """The sentence at the top: how far the fiches are, or what waits for the reader."""
    if lecture.portee.genre is not Genre.MIEN:
        return repondre(lecture.resume)
    miennes = [f for f in lecture.resume.fiches.values() if f.pk in lecture.miennes]
    actives = [f for f in miennes if f.statut not in {"realise", "abandonne"}]
    retards = sum(1 for fiche in actives if lecture.retard(fiche))
    bientot = sum(1 for fiche in actives if (reste := lecture.reste(fiche)) is not None and reste <= BIENTOT)
    return repondre_pour_moi(len(actives), retards, bientot)


def _onglets(portee: Portee) -> list[tuple[str, str, bool]]:
    """Words, address, whether it is this one. A plan comes after the two of its collectivité."""
    siren = portee.collectivite.siren
    onglets = [
        ("Commun", reverse("tableau", args=[siren, Genre.COMMUN]), portee.genre is Genre.COMMUN),
        ("Le mien", reverse("tableau", args=[siren, Genre.MIEN]), portee.genre is Genre.MIEN),
    ]
    if portee.plan is not None:
        onglets.append((portee.plan.nom, reverse("tableau", args=[siren, portee.cle]), True))
    return onglets
