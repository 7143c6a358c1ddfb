"""The basket of a visitor: its page, and what fills it.

No cookie is read: whoever knows the address may write, nobody else. Forms hence carry no token against forged requests,
for there is no session that a forged request could borrow (docs/adr/0025).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cordee.plans.actions.panier_public import (
    creer_panier_public,
    marquer_au_panier_public,
    noter_au_panier_public,
    retirer_du_panier_public,
    situer_panier_public,
)
from cordee.plans.models.panier import NOTE_MAX, Marque
from cordee.plans.queries.bibliotheque import lire_onglets
from cordee.plans.queries.panier_public import CONSERVATION
from cordee.publication.views.bibliotheque import Lieu, ouvrir, trouver_territoire
from cordee.publication.views.cadre import publique, rendre
from cordee.socle.debit import compter_passage, empreinte_du_visiteur
from cordee.socle.erreurs import DonneeRefusee

CREATIONS_PAR_HEURE = 30
"""Baskets that one network address may start in an hour: a training room shares one."""
GESTES_PAR_MINUTE = 120
"""Changes that one basket takes in a minute, whoever makes them."""
HEURE, MINUTE = 3_600, 60

Geste = Callable[..., HttpResponse]


def geste(vue: Geste) -> Geste:
    """A change by whoever knows the address: POST only, its refusals on a page."""

    @csrf_exempt
    @login_not_required
    @require_POST
    @wraps(vue)
    def servie(request: HttpRequest, *args: Any, **cles: Any) -> HttpResponse:
        try:
            return vue(request, *args, **cles)
        except Http404:
            return rendre("publication/panier_absent.html", {"rubrique": "bibliotheque"}, status=404)

    return servie


@publique
def panier(request: HttpRequest, panier: uuid.UUID) -> HttpResponse:
    """The cards kept, tab by tab, the address to share, and the way to a plan."""
    try:
        lieu = ouvrir(request, panier)
    except Http404:
        return rendre("publication/panier_absent.html", {"rubrique": "bibliotheque"}, status=404)
    return _page(lieu)


def _page(lieu: Lieu, *, status: int = 200, fautive: dict[str, str] | None = None) -> HttpResponse:
    cartes = lieu.situation.cartes_du_panier
    onglets, montrees = lire_onglets(cartes, lieu.request.GET.get("marque", ""))
    ouverte = next((onglet.marque for onglet in onglets if onglet.ouvert), "")
    adresse = lieu.adresse("panier")
    assert lieu.panier is not None
    contexte = {
        "onglets": onglets,
        "cartes": montrees,
        "ouverte": ouverte,
        "retenues": onglets[0].nombre,
        "fautive": fautive or {},
        "note_max": NOTE_MAX,
        "retour": f"{adresse}?marque={ouverte}" if ouverte else adresse,
        "partage": lieu.request.build_absolute_uri(adresse),
        "efface_le": timezone.localdate(lieu.panier.utilise_le + CONSERVATION),
        "reprendre": f"{reverse('panier_reprendre')}?panier={lieu.panier.pk}",
    }
    return lieu.rendre("publication/panier.html", contexte, status=status)


@geste
def creer(request: HttpRequest) -> HttpResponse:
    """Starts a basket, with its first card when one is given, and leads to it: from then on its address is kept by the
    visitor."""
    lieu = ouvrir(request)
    maintenant = timezone.now()
    faits, attente = compter_passage(f"paniers:{empreinte_du_visiteur(request)}", HEURE, maintenant)
    if faits > CREATIONS_PAR_HEURE:
        return _refuser(lieu, "Trop de paniers ont été commencés d'ici : reprenez le lien de l'un d'eux.", attente)
    territoire = trouver_territoire(request.POST.get("territoire", ""))
    code = request.POST.get("modele", "")
    try:
        nouveau = creer_panier_public(territoire, le=maintenant)
        if code:
            marquer_au_panier_public(nouveau, code, _marque(request), le=maintenant)
    except DonneeRefusee as refus:
        return _refuser(lieu, str(refus))
    return redirect("public_panier", nouveau.pk)


def _marque(request: HttpRequest) -> str:
    return request.POST.get("marque", Marque.A_RETENIR)


def _refuser(lieu: Lieu, raison: str, attente: int = 0) -> HttpResponse:
    """Why nothing was written, and where to go on. `attente` in seconds, when waiting is enough."""
    minutes = -(-attente // 60)
    contexte = {"raison": raison, "minutes": minutes}
    reponse = lieu.rendre("publication/panier_refuse.html", contexte, status=429 if attente else 422)
    if attente:
        reponse["Retry-After"] = str(attente)
    return reponse


def _ecrire(request: HttpRequest, panier: uuid.UUID, ecrire: Callable[[Lieu], object]) -> HttpResponse:
    """Writes in the basket, then comes back where the gesture was made."""
    lieu = ouvrir(request, panier)
    faits, attente = compter_passage(f"panier:{panier}", MINUTE, timezone.now())
    if faits > GESTES_PAR_MINUTE:
        return _refuser(lieu, "Ce panier change trop vite.", attente)
    try:
        ecrire(lieu)
    except DonneeRefusee as refus:
        return _refuser(lieu, str(refus))
    retour = request.POST.get("retour", "")
    ici = lieu.adresse("panier")
    return redirect(retour if retour.startswith(ici) and "\\" not in retour else ici)


@geste
def marquer(request: HttpRequest, panier: uuid.UUID) -> HttpResponse:
    """Puts a card in the basket, or changes its mark."""
    code, marque = request.POST.get("modele", ""), _marque(request)
    return _ecrire(
        request, panier, lambda lieu: marquer_au_panier_public(_ouvert(lieu), code, marque, le=timezone.now())
    )


@geste
def retirer(request: HttpRequest, panier: uuid.UUID) -> HttpResponse:
    """Takes a card out."""
    code = request.POST.get("modele", "")
    return _ecrire(request, panier, lambda lieu: retirer_du_panier_public(_ouvert(lieu), code, le=timezone.now()))


@geste
def situer(request: HttpRequest, panier: uuid.UUID) -> HttpResponse:
    """Says for which territory the basket is; none when the number is empty."""
    territoire = trouver_territoire(request.POST.get("territoire", ""))
    return _ecrire(request, panier, lambda lieu: situer_panier_public(_ouvert(lieu), territoire, le=timezone.now()))


@geste
def noter(request: HttpRequest, panier: uuid.UUID) -> HttpResponse:
    """Keeps a few words beside a card; too long, they stay in their field."""
    code, note = request.POST.get("modele", ""), request.POST.get("note", "")
    if len(" ".join(note.split())) > NOTE_MAX:
        faute = f"La note dépasse {NOTE_MAX} caractères : raccourcissez-la."
        return _page(ouvrir(request, panier), status=422, fautive={"code": code, "note": note, "faute": faute})
    return _ecrire(request, panier, lambda lieu: noter_au_panier_public(_ouvert(lieu), code, note, le=timezone.now()))


def _ouvert(lieu: Lieu) -> Any:
    return lieu.panier
