"""Who pilots an indicateur or a mesure: a part of the page of each, composed there by address only."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.indicateurs.permissions import obtenir_indicateur
from cordee.plans.actions.pilotages import QUI_NOMME, definir_pilotage
from cordee.plans.forms.pilotages import FormulairePilotage, ecrire
from cordee.plans.queries.pilotages import Pilotable, noms_proposes, pilotage_of
from cordee.plans.queries.suggestions import noeud_for
from cordee.referentiels.permissions import obtenir_engagement
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

NOMMER = "plans.definir_pilotage"


@require_http_methods(["GET", "HEAD", "POST"])
def pilotes_d_un_indicateur(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Those of an indicateur."""
    collectivite, indicateur = obtenir_indicateur(request.user, siren, pk)
    page = reverse("indicateur", args=[siren, pk])
    return _repondre(request, collectivite, indicateur, indicateur.titre, page, "indicateurs")


@require_http_methods(["GET", "HEAD", "POST"])
def pilotes_d_une_mesure(request: Requete, siren: str, referentiel: str, code: str) -> HttpResponse:
    """Those of a mesure."""
    engagement = obtenir_engagement(request.user, siren, referentiel)
    mesure = noeud_for(referentiel, code) or introuvable()
    page = reverse("mesure", args=[siren, referentiel, code])
    titre = f"{code.partition('_')[2]} {mesure.libelle}"
    return _repondre(request, engagement.collectivite, mesure, titre, page, "etat_des_lieux")


def _repondre(
    request: Requete, collectivite: Collectivite, objet: Pilotable, titre: str, page: str, rubrique: str
) -> HttpResponse:
    refus: Iterable[str] = ()
    formulaire = None
    if request.method == "POST":
        exiger(request.user, NOMMER, collectivite, raison=QUI_NOMME)
        formulaire = FormulairePilotage(request.POST)
        if formulaire.is_valid():
            noms = [formulaire.lire(nom) for nom in ("pilotes", "services")]
            try:
                definir_pilotage(objet, collectivite, *noms, par=request.user, le=timezone.now())
            except DonneeRefusee as faute:
                refus = faute.messages
            else:
                if not request.htmx:
                    messages.success(request, "Les pilotes sont enregistrés.")
                    return redirect(page)
                formulaire = None
    pilotage = pilotage_of(collectivite, objet)
    modifiable = peut(request.user, NOMMER, collectivite)
    personnes, services = noms_proposes(collectivite) if modifiable else ([], [])
    contexte = {
        "collectivite": collectivite, "rubrique": rubrique, "titre": titre, "page": page, "pilotage": pilotage,
        "modifiable": modifiable, "raison": "" if modifiable else QUI_NOMME, "refus": refus,
        "formulaire": formulaire or FormulairePilotage(initial=ecrire(pilotage)), "ouvert": formulaire is not None,
        "personnes": personnes, "services": services, "note": request.method == "POST" and formulaire is None,
    }  # fmt: skip
    status = 422 if formulaire is not None else 200
    return render(request, "plans/pilotage.html" + ("#fragment" if request.htmx else ""), contexte, status=status)
