"""The page of a mesure and its right-hand panel.

`mesure` answers GET with the page, POST with what a write of statut changes: form fields `code` (repeatable), `statut`,
`fait`, `programme`, `pas_fait`; `geste=annuler` and `lot` to take it back; `contexte=panneau` from the panel;
`hors_bande` when the form is not that of a row. `panneau` answers htmx with the fragment for the tree's `#panneau`
(`?noeud=` is the selected node of the mesure), and with `?partie=chiffres` only what statuts change; the page that
holds it loads `referentiels/mesure.css` and `mesure.js`. Every write from here triggers `scores-changes` in the page:
`{code, codes, source: "mesure" | "panneau"}`.
"""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cordee.outils.dates import heure
from cordee.referentiels.actions.commentaires import ConflitDeCommentaire, commenter_mesure
from cordee.referentiels.actions.statuts import Enregistrement, annuler_dernier_geste, renseigner_statuts
from cordee.referentiels.domain import StatutAvancement
from cordee.referentiels.forms.statut import PARTS, FormulaireStatut
from cordee.referentiels.models import Engagement
from cordee.referentiels.permissions import obtenir_engagement, qui_peut_renseigner
from cordee.referentiels.queries.mesure import commentaire_of, est_dernier_geste
from cordee.referentiels.queries.scores import EtatDesLieux, etat_des_lieux
from cordee.referentiels.views.mesure_adresses import adresse, trouver
from cordee.referentiels.views.mesure_conflit import composer_conflit
from cordee.referentiels.views.mesure_morceaux import (
    Morceaux,
    composer_morceaux,
    composer_saisie,
    noeuds_changes,
    rafraichir,
)
from cordee.referentiels.views.mesure_noeuds import EtatSaisie, lire_droits
from cordee.referentiels.views.mesure_panneau import composer_panneau
from cordee.referentiels.views.mesure_vue import composer_commentaire, composer_page
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete

GABARIT = "referentiels/mesure_detail.html"
REFUS = 422


@require_http_methods(["GET", "POST"])
def mesure(request: Requete, siren: str, referentiel: str, code: str) -> HttpResponse:
    """Page of a node; a sous-mesure or a tâche is an anchor in the page of its mesure, the root is the tree."""
    engagement = obtenir_engagement(request.user, siren, referentiel)
    if request.method == "POST":
        return _ecrire(request, engagement, code)
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    code = trouver(etat, code)
    if code == referentiel:
        return redirect("arbre", siren, referentiel)
    if code != etat.charge.arbre.mesure_of(code):
        return redirect(f"{adresse(etat, code)}#{code}")
    return _page(request, engagement, etat, code)


@require_GET
def panneau(request: Requete, siren: str, referentiel: str, code: str) -> HttpResponse:
    """Panel of a node, alone, for htmx; without it, the page."""
    engagement = obtenir_engagement(request.user, siren, referentiel)
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    code = trouver(etat, code)
    if not request.htmx:
        return redirect("mesure", siren, referentiel, code)
    if request.GET.get("noeud"):
        code = trouver(etat, request.GET["noeud"])
    if request.GET.get("partie") == "chiffres":
        return _repondre(request, engagement, rafraichir(engagement, etat, code, request.user))
    contexte = {"p": composer_panneau(engagement, etat, code, request.user), **_cadre(engagement)}
    return render(request, f"{GABARIT}#panneau", contexte)


@require_http_methods(["GET", "POST"])
def commenter(request: Requete, siren: str, referentiel: str, code: str) -> HttpResponse:
    """Comment of a node: GET reads it again, POST writes it; both versions are kept when a colleague came first."""
    engagement = obtenir_engagement(request.user, siren, referentiel)
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    code = trouver(etat, code)
    if request.method == "GET":
        return _commentaire(request, engagement, etat, code) if request.htmx else redirect(_ancre(etat, code))
    droits = lire_droits(request.user, engagement)
    exiger(request.user, "referentiels.commenter", engagement, raison=droits.raison_commentaire)
    texte, lu, le = request.POST.get("texte", ""), request.POST.get("version_lue"), timezone.now()
    try:
        commenter_mesure(engagement, code, texte, par=request.user, le=le, version_lue=lu)
    except ConflitDeCommentaire as conflit:
        return _conflit(request, engagement, etat, code, conflit, lu or "")
    except DonneeRefusee as refus:
        return _commentaire(request, engagement, etat, code, EtatSaisie(str(refus), refus=True), brouillon=texte)
    verbe = "Commentaire enregistré" if texte.strip() else "Commentaire effacé"
    saisie = EtatSaisie(f"{verbe} à {heure(timezone.localtime(le))}.")
    if request.htmx:
        return _commentaire(request, engagement, etat, code, saisie)
    messages.success(request, saisie.texte)
    return redirect(_ancre(etat, code))


# -- answers ----------------------------------------------------------------------------------------------------------
def _cadre(engagement: Engagement) -> dict[str, object]:
    return {"collectivite": engagement.collectivite, "engagement": engagement, "rubrique": "etat_des_lieux"}


def _ancre(etat: EtatDesLieux, code: str) -> str:
    return f"{adresse(etat, code)}#{code}"


def _commentaire(
    request: Requete,
    engagement: Engagement,
    etat: EtatDesLieux,
    code: str,
    saisie: EtatSaisie | None = None,
    *,
    brouillon: str | None = None,
) -> HttpResponse:
    """The comment alone; a refusal without htmx is the whole page, with what was typed."""
    status = REFUS if saisie is not None and saisie.refus else 200
    ligne = commentaire_of(engagement.collectivite, code)
    droits = lire_droits(request.user, engagement)
    vue = composer_commentaire(code, etat.charge.noeud(code).numero, ligne, droits, saisie, brouillon)
    if not request.htmx:
        return _page(request, engagement, etat, code, status=status, commentaire_refuse=vue)
    return render(request, f"{GABARIT}#commentaire", {"c": vue, **_cadre(engagement)}, status=status)


def _conflit(
    request: Requete,
    engagement: Engagement,
    etat: EtatDesLieux,
    code: str,
    conflit: ConflitDeCommentaire,
    base: str,
) -> HttpResponse:
    """Both versions, nothing lost."""
    vue = composer_conflit(code, etat.charge.noeud(code).numero, conflit, base)
    if not request.htmx:
        return _page(request, engagement, etat, code, status=REFUS, conflit=vue)
    return render(request, f"{GABARIT}#conflit", {"k": vue, **_cadre(engagement)}, status=REFUS)


def _page(
    request: Requete,
    engagement: Engagement,
    etat: EtatDesLieux,
    code: str,
    *,
    saisies: dict[str, EtatSaisie] | None = None,
    status: int = 200,
    **autres: object,
) -> HttpResponse:
    page = composer_page(engagement, etat, etat.charge.arbre.mesure_of(code), request.user, saisies)
    return render(request, GABARIT, {"m": page, **_cadre(engagement), **autres}, status=status)


def _ecrire(request: Requete, engagement: Engagement, page: str) -> HttpResponse:
    """Writes a statut, or takes the last gesture back, then answers with what changed."""
    exiger(request.user, "referentiels.renseigner_statut", engagement, raison=qui_peut_renseigner())
    le, formulaire = timezone.now(), FormulaireStatut(request.POST)
    annulation = request.POST.get("geste") == "annuler"
    try:
        if annulation:
            _exiger_dernier(request, engagement)
            resultat = annuler_dernier_geste(engagement, par=request.user, le=le)
        elif formulaire.is_valid():
            resultat = renseigner_statuts(engagement, formulaire.saisies(), par=request.user, le=le)
        else:
            raise DonneeRefusee(formulaire.message)
    except DonneeRefusee as refus:
        return _refuser(request, engagement, page, formulaire, str(refus))
    return _confirmer(request, engagement, page, formulaire.codes, resultat, annulation=annulation)


def _exiger_dernier(request: Requete, engagement: Engagement) -> None:
    if not est_dernier_geste(engagement, request.user, request.POST.get("lot", "")):
        raise DonneeRefusee("Ce geste n'est plus le dernier que vous ayez fait : changez le statut à la main.")


def _refuser(
    request: Requete, engagement: Engagement, page: str, formulaire: FormulaireStatut, raison: str
) -> HttpResponse:
    """Says the reason beside the field, with what was typed."""
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    code = trouver(etat, formulaire.codes[0] if formulaire.codes else page)
    detaille = request.POST.get("statut") == StatutAvancement.DETAILLE
    parts = {part: request.POST.get(part, "") for part in PARTS} if detaille else None
    saisie = EtatSaisie(raison, refus=True, parts=parts)
    if not request.htmx:
        return _page(request, engagement, etat, code, saisies={code: saisie}, status=REFUS)
    morceaux = composer_morceaux(engagement, etat, code, (), request.user, saisie, panneau=_du_panneau(request))
    return _repondre(request, engagement, morceaux, status=REFUS)


def _confirmer(
    request: Requete,
    engagement: Engagement,
    page: str,
    codes: list[str],
    resultat: Enregistrement,
    *,
    annulation: bool,
) -> HttpResponse:
    """Says what the write did, and sends what it changed."""
    etat = resultat.apres
    code = trouver(etat, (codes or list(resultat.ecrits) or [page])[0])
    saisie = composer_saisie(resultat, codes, timezone.now(), annulation=annulation)
    if not request.htmx:
        messages.success(request, saisie.texte)
        return redirect(_ancre(etat, code))
    changees = noeuds_changes(resultat)
    morceaux = composer_morceaux(
        engagement,
        etat,
        code,
        changees,
        request.user,
        saisie,
        panneau=_du_panneau(request),
        hors_bande="hors_bande" in request.POST,
    )
    reponse = _repondre(request, engagement, morceaux)
    source = "panneau" if _du_panneau(request) else "mesure"
    reponse["HX-Trigger"] = json.dumps({"scores-changes": {"code": code, "codes": list(changees), "source": source}})
    return reponse


def _du_panneau(request: Requete) -> bool:
    return request.POST.get("contexte") == "panneau"


def _repondre(request: Requete, engagement: Engagement, morceaux: Morceaux, status: int = 200) -> HttpResponse:
    return render(request, f"{GABARIT}#morceaux", {"x": morceaux, **_cadre(engagement)}, status=status)
