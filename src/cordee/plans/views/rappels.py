"""Reminders: putting one on a fiche, and the list of one's own, whatever the territory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordee.outils.dates import jour_long
from cordee.outils.texte import accorder
from cordee.plans.actions.rappels import (
    finir_rappel,
    poser_rappel,
    repousser_rappel,
    reprendre_rappel,
    retirer_rappel,
)
from cordee.plans.forms.rappels import FormulaireRappel, FormulaireRepousser
from cordee.plans.permissions import obtenir_fiche
from cordee.plans.queries.rappels import RappelVu, list_rappelables, list_rappels_for, rappel_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import introuvable, peut
from cordee.socle.requetes import Requete

REFUS = 422
TITRES = {"du_jour": "À voir maintenant", "a_venir": "À venir", "faits": "Faits depuis un mois"}


@require_http_methods(["GET", "HEAD", "POST"])
def rappel(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The form of a new reminder on a fiche; POST puts it and goes back to the fiche."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    autres = list_rappelables(request.user, fiche) if peut(request.user, "plans.commenter_fiche", fiche) else []
    recu = request.POST if request.method == "POST" else None
    formulaire = FormulaireRappel(recu, moi=request.user, autres=autres, jour=timezone.localdate())
    if recu is not None and formulaire.is_valid():
        lu = formulaire.cleaned_data
        try:
            poser_rappel(
                fiche, lu["jour"], lu["mot"], pour=formulaire.destinataires(), par=request.user, le=timezone.now()
            )
        except DonneeRefusee as refus:
            formulaire.add_error("jour", str(refus))
        else:
            messages.success(request, f"Rappel posé pour le {jour_long(lu['jour'])}.")
            return redirect(reverse("fiche", args=[siren, pk]) + "#rappels")
    contexte = {"collectivite": collectivite, "rubrique": "plans", "fiche": fiche, "f": formulaire}
    return render(request, "plans/fiche/rappel.html", contexte, status=REFUS if formulaire.errors else 200)


@dataclass
class Groupe:
    """Reminders at the same stage."""

    cle: str
    titre: str
    lignes: list[RappelVu] = field(default_factory=list)


@require_safe
def mes_rappels(request: Requete) -> HttpResponse:
    """Those of today and before, those to come, those done lately; `?retire=` offers to give one back."""
    return _page(request)


def _page(request: Requete, refuse: int = 0, formulaire: FormulaireRepousser | None = None) -> HttpResponse:
    jour = timezone.localdate()
    groupes = {cle: Groupe(cle, titre) for cle, titre in TITRES.items()}
    for vu in list_rappels_for(request.user, timezone.now()):
        cle = "faits" if vu.rappel.fait_le else "du_jour" if vu.rappel.jour <= jour else "a_venir"
        groupes[cle].lignes.append(vu)
    groupes["faits"].lignes.reverse()
    contexte = {
        "groupes": [groupe for groupe in groupes.values() if groupe.lignes],
        "reponse": repondre(len(groupes["du_jour"].lignes), groupes["a_venir"].lignes),
        "jour": jour,
        "raccourcis": raccourcis(jour),
        "refuse": refuse,
        "f": formulaire,
        "retire": _retire(request),
        "rubrique": "rappels",
    }
    return render(request, "plans/mes_rappels.html", contexte, status=REFUS if refuse else 200)


def _retire(request: Requete) -> RappelVu | None:
    voulu = request.GET.get("retire", "")
    if not (voulu.isascii() and voulu.isdigit() and len(voulu) < 19):
        return None
    vu = rappel_for(request.user, int(voulu))
    return vu if vu is not None and vu.rappel.retire_le is not None else None


def raccourcis(jour: date) -> list[tuple[str, date]]:
    """Days to which a reminder is put off in one gesture."""
    return [
        ("Demain", jour + timedelta(days=1)),
        ("Dans une semaine", jour + timedelta(days=7)),
        ("Dans quatre semaines", jour + timedelta(days=28)),
    ]


def repondre(du_jour: int, a_venir: list[RappelVu]) -> tuple[str, str]:
    """The answer of the page: its number, and what follows."""
    if du_jour:
        return f"{du_jour} {accorder(du_jour, 'rappel')}", " à voir maintenant."
    if a_venir:
        return "Rien aujourd'hui", f" : le prochain rappel est le {jour_long(a_venir[0].rappel.jour)}."
    return "Aucun rappel", " ne vous attend."


@require_POST
def geste(request: Requete, pk: int) -> HttpResponse:
    """What becomes of a reminder (`geste`: finir, reprendre, repousser, retirer); then back where one was."""
    vu = rappel_for(request.user, pk) or introuvable()
    voulu, le = request.POST.get("geste", ""), timezone.now()
    if voulu == "repousser":
        formulaire = FormulaireRepousser(request.POST, jour=timezone.localdate())
        if not formulaire.is_valid():
            return _page(request, pk, formulaire)
        try:
            repousser_rappel(vu.rappel, formulaire.cleaned_data["jour"], par=request.user, le=le)
        except DonneeRefusee as refus:
            formulaire.add_error("jour", str(refus))
            return _page(request, pk, formulaire)
        messages.success(request, f"Rappel repoussé au {jour_long(formulaire.cleaned_data['jour'])}.")
    elif voulu == "finir":
        finir_rappel(vu.rappel, par=request.user, le=le)
        messages.success(request, f"Rappel fait : {vu.vue.fiche.titre}.")
    elif voulu == "reprendre":
        reprendre_rappel(vu.rappel, par=request.user, le=le)
        messages.success(request, f"Le rappel du {jour_long(vu.rappel.jour)} est revenu.")
    elif voulu == "retirer":
        retirer_rappel(vu.rappel, par=request.user, le=le)
        return redirect(f"{reverse('mes_rappels')}?retire={pk}")
    else:
        introuvable()
    suite = request.POST.get("suite", "")
    return redirect(suite if url_has_allowed_host_and_scheme(suite, allowed_hosts=None) else "mes_rappels")
