"""What an authority reads and files by its link, without an account. Nothing else is reached from here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cordee.outils.nombres import formater
from cordee.plans.actions.demarche import SaisieRefusee
from cordee.plans.actions.demarche_avis import OUVERTS_AUX_AVIS
from cordee.plans.actions.demarche_liens import FERMES, deposer_avis, noter_ouverture
from cordee.plans.domain.pcaet import InstanceAvis, Piece, SensAvis, Volet
from cordee.plans.domain.pcaet.depot import EtatLien, tableaux_transmis
from cordee.plans.forms.demarche_dossier import FormulaireDepot
from cordee.plans.models import LienAvis
from cordee.plans.queries.demarche_liens import dossier_transmis_of, etat_of, lien_du_jeton, pieces_transmises_of
from cordee.plans.views.demarche_documents import servir
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import introuvable

ENTETES = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow"}
"""The address is a secret: it is told to nobody, by a search engine or by a link that is followed. `no-referrer` would
have browsers post the form from no origin, which the form token refuses."""
Vue = Callable[..., HttpResponseBase]


def par_lien(vue: Vue) -> Vue:
    """A page opened by the secret of its address: 404 for what is none, and never kept on the way."""

    @login_not_required
    @never_cache
    @wraps(vue)
    def ouvrir(request: HttpRequest, jeton: str, **autres: Any) -> HttpResponseBase:
        lien = lien_du_jeton(jeton)
        if lien is None:
            introuvable()
        reponse = vue(request, lien, jeton, **autres)
        for nom, valeur in ENTETES.items():
            reponse.headers[nom] = valeur
        return reponse

    return ouvrir


@par_lien
@require_http_methods(["GET", "HEAD", "POST"])
def depot(request: HttpRequest, lien: LienAvis, jeton: str) -> HttpResponse:
    """The project that was sent, and the form of the opinion; a receipt once it is filed."""
    le = timezone.now()
    etat = etat_of(lien, timezone.localdate(le))
    if not etat.se_lit:
        return render(request, "plans/depot/ferme.html", {"lien": lien, "raison": FERMES[etat]}, status=410)
    if request.method != "POST":
        noter_ouverture(lien, le=le)
        return _page(request, lien, jeton, etat, _formulaire(lien))
    formulaire = FormulaireDepot(request.POST, request.FILES)
    if not formulaire.is_valid():
        return _page(request, lien, jeton, etat, formulaire, DonneeRefusee())
    lu = formulaire.cleaned_data
    try:
        deposer_avis(
            lien, formulaire.sens_choisi(), lu["rendu_le"], lu["fichier"], resume=lu["resume"], nom=lu["nom"],
            fonction=lu["fonction"], le=le,
        )  # fmt: skip
    except SaisieRefusee as refus:
        for nom, faute in refus.fautes.items():
            formulaire.add_error(nom, faute)
        return _page(request, lien, jeton, etat, formulaire, DonneeRefusee())
    except DonneeRefusee as refus:
        return _page(request, lien, jeton, etat, formulaire, refus)
    return redirect("depot_avis", jeton)


def _formulaire(lien: LienAvis) -> FormulaireDepot:
    """Empty, but for what a correction starts from."""
    deja = lien.avis if lien.avis.depose_le else None
    return FormulaireDepot(initial={"sens": deja.sens, "resume": deja.resume} if deja else {})


@par_lien
@require_safe
def document(request: HttpRequest, lien: LienAvis, jeton: str, cite: int) -> HttpResponseBase:
    """A document that travelled with the project."""
    if not etat_of(lien, timezone.localdate()).se_lit:
        introuvable()
    joints = pieces_transmises_of(lien.avis.demarche)
    trouve = next((joint.document for joint in joints if joint.document_id == cite), None)
    return servir(trouve) if trouve is not None else introuvable()


def _page(
    request: HttpRequest,
    lien: LienAvis,
    jeton: str,
    etat: EtatLien,
    formulaire: FormulaireDepot,
    refus: DonneeRefusee | None = None,
) -> HttpResponse:
    demarche = lien.avis.demarche
    dossier = dossier_transmis_of(demarche)
    textes = dossier.get("textes", {})
    contexte = {
        "lien": lien,
        "jeton": jeton,
        "avis": lien.avis,
        "instance": InstanceAvis(lien.avis.instance),
        "demarche": demarche,
        "depose": etat is EtatLien.DEPOSE,
        "ouverte": demarche.etat_lisible in OUVERTS_AUX_AVIS,
        "sens": SensAvis.libelle_de(lien.avis.sens),
        "formulaire": formulaire,
        "refuses": refus.messages if refus is not None else [],
        "pieces": [(joint, Piece.libelle_de(joint.piece)) for joint in pieces_transmises_of(demarche)],
        "dossier": dossier,
        "tableaux": tableaux_transmis(dossier.get("volets", []), lambda valeur: formater(valeur, 4, souple=True)),
        "textes": [(Volet.libelle_de(code), texte) for code, texte in textes.items() if texte],
    }
    return render(request, "plans/depot/depot.html", contexte, status=422 if refus is not None else 200)
