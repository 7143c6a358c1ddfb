"""« Mes documents »: the jobs of the person, their progress, their files."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cordee.socle.enums import EtatTravail
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.fichiers import repondre_fichier
from cordee.socle.models import Travail
from cordee.socle.permissions import introuvable
from cordee.socle.requetes import Requete
from cordee.socle.travaux.execution import CONSERVATION, annuler_travail, noter_telechargement, supprimer_travail
from cordee.socle.travaux.lecture import actualiser, filter_prets, list_travaux_for, noter_fins_vues, travail_for

PAR_PAGE = 30


@require_safe
def travaux(request: Requete) -> HttpResponse:
    """The page."""
    tous = list_travaux_for(request.user)
    page = Paginator(tous, PAR_PAGE).get_page(request.GET.get("page"))
    for travail in page.object_list:
        actualiser(travail)
    noter_fins_vues(page.object_list, le=timezone.now())
    contexte = {
        "rubrique": "travaux",
        "page": page,
        "prets": filter_prets(tous).count(),
        "en_cours": tous.filter(etat__in=[EtatTravail.EN_ATTENTE, EtatTravail.EN_COURS]).count(),
        "conservation": CONSERVATION.days,
    }
    return render(request, "travaux/liste.html", contexte)


@require_safe
def etat(request: Requete, pk: int) -> HttpResponse:
    """The state of one job, asked again and again until its end. With `?suivre=1`, its result page is opened when it
    is there. Asked without htmx, it leads to the page."""
    travail = _obtenir(request, pk)
    if not request.htmx:
        return redirect(travail)
    noter_fins_vues([travail], le=timezone.now())
    suivre = request.GET.get("suivre") == "1"
    reponse = render(request, "travaux/etat.html", {"travail": travail, "suivre": suivre})
    if suivre and travail.lien and travail.etat == EtatTravail.FINI:
        reponse.headers["HX-Redirect"] = travail.lien
    return reponse


@require_safe
def telecharger(request: Requete, pk: int) -> HttpResponseBase:
    """The file of an ended job."""
    travail = _obtenir(request, pk)
    if travail.etat != EtatTravail.FINI:
        introuvable()
    reponse = repondre_fichier(travail.fichier, travail.nom_fichier, travail.type_mime)
    noter_telechargement(travail, le=timezone.now())
    return reponse


@require_POST
def annuler(request: Requete, pk: int) -> HttpResponse:
    """Stops a job: the fragment alone for htmx, else the page."""
    travail = _obtenir(request, pk)
    try:
        travail = annuler_travail(travail, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        if not request.htmx:
            messages.error(request, str(refus))
    if request.htmx:
        return render(request, "travaux/etat.html", {"travail": travail, "suivre": request.GET.get("suivre") == "1"})
    return redirect("travaux")


@require_POST
def supprimer(request: Requete, pk: int) -> HttpResponse:
    """Takes an ended job off the list: its line vanishes for htmx, else the page."""
    travail = _obtenir(request, pk)
    try:
        supprimer_travail(travail, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
        return redirect("travaux")
    if request.htmx:
        return HttpResponse("")
    messages.success(request, f"« {travail.libelle} » est retiré de la liste.")
    return redirect("travaux")


def _obtenir(request: Requete, pk: int) -> Travail:
    """One's own job; 404 for that of somebody else."""
    return travail_for(request.user, pk) or introuvable()
