"""The basket: putting a card there, taking it out, turning it into fiches."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from cordee.outils.texte import accorder
from cordee.plans.actions.panier import (
    STATUTS,
    Versement,
    ajouter_au_panier,
    noter,
    retirer_du_panier,
    verser_panier,
)
from cordee.plans.domain.bibliotheque import ModeleFiche
from cordee.plans.forms.bibliotheque import NOUVEAU, FormulaireVersement
from cordee.plans.models import LignePanier
from cordee.plans.models.panier import NOTE_MAX
from cordee.plans.queries.bibliotheque import (
    SituationBibliotheque,
    destinations_for,
    find_modele,
    lire_onglets,
    situation_bibliotheque_for,
)
from cordee.plans.views.annuler import proposer_d_annuler
from cordee.plans.views.bibliotheque import QUI_PEUT, REMPLIR, contexte_commun
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite


@require_safe
def panier(request: Requete, siren: str) -> HttpResponse:
    """The cards kept, and where to create their fiches."""
    collectivite = obtenir_collectivite(request.user, siren)
    situation = situation_bibliotheque_for(request.user, collectivite)
    return _page(request, situation, _formulaire(request, situation))


@require_POST
def ajouter(request: Requete, siren: str) -> HttpResponse:
    """Puts a card in the basket, or changes its mark."""
    collectivite, modele = _obtenir(request, siren)
    try:
        marque = request.POST.get("marque", LignePanier.Marque.A_RETENIR)
        ligne = ajouter_au_panier(collectivite, modele.code, marque, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
        return _revenir(request, collectivite)
    fait = f"« {modele.titre} » est au panier, {ligne.get_marque_display().lower()}."
    return _conclure(request, collectivite, modele, fait)


@require_POST
def retirer(request: Requete, siren: str) -> HttpResponse:
    """Takes a card out of the basket."""
    collectivite, modele = _obtenir(request, siren)
    retirer_du_panier(collectivite, modele.code, par=request.user, le=timezone.now())
    return _conclure(request, collectivite, modele, f"« {modele.titre} » n'est plus au panier.")


@require_POST
def annoter(request: Requete, siren: str) -> HttpResponse:
    """Keeps a few words beside a card of the basket."""
    collectivite, modele = _obtenir(request, siren)
    ligne = situation_bibliotheque_for(request.user, collectivite).panier.get(modele.code)
    try:
        if ligne is None:
            raise DonneeRefusee("Cette fiche modèle n'est plus au panier : remettez-la, puis notez.")
        noter(ligne, request.POST.get("note", ""), par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        situation = situation_bibliotheque_for(request.user, collectivite)
        fautive = {"code": modele.code, "note": request.POST.get("note", ""), "faute": str(refus)}
        return _page(request, situation, _formulaire(request, situation, vide=True), status=422, fautive=fautive)
    messages.success(request, f"Note gardée pour « {modele.titre} ».")
    return _revenir(request, collectivite)


@require_POST
def verser(request: Requete, siren: str) -> HttpResponse:
    """Turns the ticked cards into fiches, then shows where they are."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, REMPLIR, collectivite, raison=QUI_PEUT)
    situation = situation_bibliotheque_for(request.user, collectivite)
    formulaire = _formulaire(request, situation)
    if formulaire.is_valid():
        plan, axe, nom_plan = formulaire.lieu()
        try:
            versement = verser_panier(
                collectivite,
                plan=plan,
                axe=axe,
                nom_plan=nom_plan,
                modeles=formulaire.cleaned_data["modeles"],
                par=request.user,
                le=timezone.now(),
            )
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
        else:
            messages.success(request, proposer_d_annuler(request, collectivite, _dire(versement), versement.geste))
            return redirect(versement.plan or versement.fiches[0])
    return _page(request, situation, formulaire, status=422)


def _obtenir(request: Requete, siren: str) -> tuple[Collectivite, ModeleFiche]:
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, REMPLIR, collectivite, raison=QUI_PEUT)
    modele = find_modele(request.POST.get("modele", ""))
    return (collectivite, modele) if modele is not None else introuvable()


def _conclure(request: Requete, collectivite: Collectivite, modele: ModeleFiche, fait: str) -> HttpResponse:
    """Back where the gesture was made; for htmx, the gesture of the card and the basket beside the list."""
    if not request.htmx:
        messages.success(request, fait)
        return _revenir(request, collectivite)
    situation = situation_bibliotheque_for(request.user, collectivite)
    contexte = contexte_commun(request, situation, _retour(request, collectivite))
    contexte |= {"carte": situation.carte(modele), "fait": fait}
    return render(request, "plans/panier_geste_fait.html", contexte)


def _revenir(request: Requete, collectivite: Collectivite) -> HttpResponse:
    return HttpResponseClientRefresh() if request.htmx else redirect(_retour(request, collectivite))


def _retour(request: Requete, collectivite: Collectivite) -> str:
    """The page of the gesture, when it is one of ours."""
    retour = request.POST.get("retour", "")
    if retour.startswith("/") and url_has_allowed_host_and_scheme(retour, allowed_hosts=None):
        return retour
    return reverse("bibliotheque", args=[collectivite.siren])


def _formulaire(request: Requete, situation: SituationBibliotheque, *, vide: bool = False) -> FormulaireVersement:
    panier = [carte for carte in situation.cartes_du_panier if carte.ligne and carte.ligne.marque in STATUTS]
    nouveau = request.GET.get("destination") == NOUVEAU
    return FormulaireVersement(
        request.POST if request.method == "POST" and not vide else None,
        plans=destinations_for(request.user, situation.collectivite),
        modeles=[(carte.modele.code, carte.modele.titre) for carte in panier],
        deja={carte.modele.code for carte in panier if carte.fiches},
        initial={"destination": NOUVEAU} if nouveau else {},
    )


def _page(
    request: Requete,
    situation: SituationBibliotheque,
    formulaire: FormulaireVersement,
    *,
    status: int = 200,
    fautive: dict[str, str] | None = None,
) -> HttpResponse:
    onglets, cartes = lire_onglets(situation.cartes_du_panier, request.GET.get("marque", ""))
    lieu = reverse("panier", args=[situation.collectivite.siren])
    ouverte = next((onglet.marque for onglet in onglets if onglet.ouvert), "")
    contexte = contexte_commun(request, situation, f"{lieu}?marque={ouverte}" if ouverte else lieu)
    contexte |= {
        "formulaire": formulaire,
        "onglets": onglets,
        "cartes": cartes,
        "a_creer": [carte for carte in cartes if carte.ligne and carte.ligne.marque in STATUTS],
        "ouverte": ouverte,
        "retenues": onglets[0].nombre,
        "cochees": formulaire["modeles"].value() or [],
        "deja": sum(bool(carte.fiches) for carte in contexte["panier"]),
        "fautive": fautive or {},
        "note_max": NOTE_MAX,
    }
    return render(request, "plans/panier.html", contexte, status=status)


def _dire(versement: Versement) -> str:
    nombre = len(versement.fiches)
    cree = f"{nombre} {accorder(nombre, 'fiche créée', 'fiches créées')}"
    if versement.plan:
        suite = accorder(nombre, "son pilote et son échéance", "leurs pilotes et leurs échéances")
        return f"{cree} dans « {versement.plan.nom} ». Nommez maintenant {suite}."
    return f"{cree}, sans plan pour l'instant. {accorder(nombre, 'Placez-la', 'Placez-les')} quand vous voudrez."
