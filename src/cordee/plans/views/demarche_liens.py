"""Links by which authorities file their opinions: made and closed by those who conduct the démarche."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cordee.plans.actions.demarche import SaisieRefusee
from cordee.plans.actions.demarche_liens import fermer_lien, ouvrir_lien
from cordee.plans.forms.demarche_dossier import FormulaireLien
from cordee.plans.permissions import obtenir_demarche, qui_peut_conduire
from cordee.plans.queries.demarche_liens import lien_of
from cordee.plans.views.demarche_commun import GERER, dire
from cordee.plans.views.demarche_documents import obtenir_avis, page_avis
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete


@never_cache
@require_POST
def ouvrir(request: Requete, siren: str, pk: int, avis: int) -> HttpResponse:
    """Makes a link; its address is on the page that answers, and nowhere afterwards."""
    ici, demande = obtenir_avis(request, siren, pk, avis)
    exiger(request.user, GERER, ici, raison=qui_peut_conduire())
    formulaire = FormulaireLien(request.POST, auto_id=f"lien{avis}_%s")
    if not formulaire.is_valid():
        return page_avis(request, ici, lien=(avis, formulaire), refus=DonneeRefusee())
    lu = formulaire.cleaned_data
    try:
        lien, jeton = ouvrir_lien(demande, lu["destinataire"], lu["expire_le"], par=request.user, le=timezone.now())
    except SaisieRefusee as refus:
        for nom, faute in refus.fautes.items():
            formulaire.add_error(nom, faute)
        return page_avis(request, ici, lien=(avis, formulaire), refus=DonneeRefusee())
    except DonneeRefusee as refus:
        return page_avis(request, ici, lien=(avis, formulaire), refus=refus)
    lien.avis = demande
    return page_avis(request, ici, cree=(lien, settings.CORDEE_ADRESSE + reverse("depot_avis", args=[jeton])))


@require_POST
def fermer(request: Requete, siren: str, pk: int, lien: int) -> HttpResponse:
    """Closes a link at once."""
    ici = obtenir_demarche(request.user, siren, pk)
    exiger(request.user, GERER, ici, raison=qui_peut_conduire())
    trouve = lien_of(ici, lien)
    if trouve is None:
        return introuvable()
    fermer_lien(trouve, par=request.user, le=timezone.now())
    dire(request, "Le lien est fermé : il n'ouvre plus rien.")
    return redirect("demarche_avis", siren, pk)
