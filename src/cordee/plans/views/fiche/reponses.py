"""Answers of every gesture on a fiche: the part that changed for htmx, else the page again with a message."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cordee.outils.dates import heure
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.models import Fiche
from cordee.plans.permissions import obtenir_fiche
from cordee.plans.queries.fiche import derniere_ecriture, page_fiche
from cordee.plans.views.fiche.elements_vus import lire_droits
from cordee.plans.views.fiche.vue import VueFiche
from cordee.plans.views.saisie import EtatSaisie, Saisie
from cordee.socle.permissions import introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

GABARIT = "plans/fiche.html"
REFUS = 422


def composer(request: Requete, collectivite: Collectivite, fiche: Fiche, saisie: Saisie | None = None) -> VueFiche:
    """The page of a fiche as this person sees it now."""
    page = page_fiche(request.user, collectivite, fiche, timezone.localdate())
    return VueFiche(page, lire_droits(page), request.GET.get("mode") == "lire", saisie or Saisie())


def contexte(vue: VueFiche) -> dict[str, object]:
    """What the templates are given."""
    return {"collectivite": vue.page.collectivite, "rubrique": "plans", "v": vue, "fiche": vue.fiche}


def obtenir_page(request: Requete, siren: str, pk: int) -> tuple[Collectivite, Fiche, int]:
    """The collectivité, the fiche of the address, and the id of the fiche whose page is shown (`page` of the form: a
    sous-fiche is changed on the page of its fiche). 404 when the person does not see one of them."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    demandee = request.POST.get("page") or request.GET.get("page") or ""
    montree = lire_entier(demandee)
    if montree is None:
        return collectivite, fiche, fiche.pk
    lignee = {fiche.pk, fiche.parent_id, fiche.parent.parent_id if fiche.parent is not None else None}
    return (collectivite, fiche, montree) if montree in lignee else introuvable()


def page_montree(request: Requete, siren: str, fiche: Fiche, montree: int) -> Fiche:
    """The fiche whose page is shown, read again after a write."""
    return obtenir_fiche(request.user, siren, montree)[1]


def enregistre(request: Requete, fiche: Fiche, suite: str = "", *, avant: int | None = None) -> EtatSaisie:
    """`Enregistré à 14 h 32`, with what can be taken back: the entry that this gesture wrote. `avant` is the last entry
    before it: the same one means that nothing changed."""
    ecriture = derniere_ecriture(fiche, request.user)
    if ecriture is None or ecriture.pk == avant:
        return EtatSaisie("Rien n'a changé.")
    annulable = ecriture.pk if "champs" in ecriture.details else None
    return EtatSaisie(f"Enregistré à {heure(timezone.localtime(timezone.now()))}.{suite}", ecriture=annulable)


def adresse(siren: str, pk: int, ancre: str = "", requete: str = "") -> str:
    """Address of a page of fiche."""
    return reverse("fiche", args=[siren, pk]) + requete + (f"#{ancre}" if ancre else "")


def montrer(request: Requete, vue: VueFiche, partie: str, *, status: int = 200, **autres: object) -> HttpResponse:
    """The partial alone for htmx, with what the write may have changed elsewhere in the page; else the whole page."""
    if request.htmx:
        donnees = {**contexte(vue), "morceau": partie, "vivant": status == 200, **autres}
        return render(request, "plans/fiche/morceau.html", donnees, status=status)
    return render(request, GABARIT, {**contexte(vue), **autres}, status=status)


def revenir(
    request: Requete, siren: str, montree: int, ancre: str, texte: str, *, erreur: bool = False
) -> HttpResponse:
    """Without htmx: back to the page, with the message."""
    (messages.error if erreur else messages.success)(request, texte)
    return redirect(adresse(siren, montree, ancre))
