"""Gestures on the whole fiche: statut, deletion, copy, places, sharing, order of the sous-actions, results."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from cordee.indicateurs.actions.valeurs import saisir_valeur
from cordee.outils.dates import heure
from cordee.plans.actions.commentaires import regler_commentaire
from cordee.plans.actions.duplication import dupliquer_fiche
from cordee.plans.actions.fiches import (
    QUI_PLACE,
    ordonner_sous_fiches,
    placer_fiche,
    restaurer_fiche,
    supprimer_fiche,
)
from cordee.plans.actions.partage import QUI_PARTAGE, partager_fiche
from cordee.plans.actions.partages_rendus import quitter_partage, reprendre_partage
from cordee.plans.actions.retraits import retirer_ligne
from cordee.plans.actions.suivi import changer_statut
from cordee.plans.forms.fiche_creation import FormulairePlace, arbre_des_places, lire_place
from cordee.plans.forms.fiche_lignes import FormulairePartage, FormulaireValeur
from cordee.plans.models import Commentaire, Fiche, FicheIndicateur
from cordee.plans.permissions import obtenir_fiche, obtenir_fiche_supprimee, qui_peut_modifier
from cordee.plans.queries.lignes_fiche import ids_des_sous_fiches, ligne_for
from cordee.plans.queries.mesures_servies import fiche_seule
from cordee.plans.queries.partage import list_partageables_for, list_partages_for, partage_quitte_for
from cordee.plans.queries.placements import (
    find_axe,
    find_plan,
    list_places_de,
    list_plans_editables,
    placement_for,
)
from cordee.plans.views.fiche.lignes import FICHE
from cordee.plans.views.fiche.reponses import REFUS, adresse, composer, montrer, revenir
from cordee.plans.views.mesures_laissees import avertir_mesures
from cordee.plans.views.saisie import EtatSaisie, Saisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite

QUI_SUPPRIME = "Seule la collectivité propriétaire, avec le rôle « Édition », supprime une fiche."
QUI_REPREND = "Reprendre une fiche que votre collectivité a rendue demande le rôle « Édition »."
QUI_SUPPRIME_SOUS = (
    "Qui peut créer une sous-action ici peut la supprimer : le pilote de la fiche au-dessus, ou le rôle « Édition »."
)


@require_POST
def statut(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Changes the statut from anywhere, and goes back there (`suite`)."""
    _, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, "plans.modifier_fiche", fiche, raison=qui_peut_modifier())
    try:
        changer_statut(fiche, request.POST.get("statut", ""), par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, str(refus))
    else:
        dit = fiche.statut_lisible.libelle.lower() if fiche.statut_lisible else "sans statut"
        messages.success(request, f"« {fiche.titre} » : {dit}.")
    return redirect(_suite(request) or adresse(siren, pk))


def _suite(request: Requete) -> str:
    suite = request.POST.get("suite", "")
    return suite if url_has_allowed_host_and_scheme(suite, allowed_hosts=None) else ""


# -- deletion, copy --------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def supprimer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks, then deletes; from a collectivité that does not own the fiche, stops carrying it."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    quitte = collectivite.pk != fiche.collectivite_id and fiche.parent_id is None
    if quitte:
        exiger(request.user, "plans.quitter_partage", collectivite, raison=QUI_SUPPRIME)
    else:
        exiger(request.user, "plans.supprimer_fiche", fiche, raison=_qui_supprime(fiche))
    if request.method == "GET":
        contexte = {"collectivite": collectivite, "rubrique": "plans", "fiche": fiche, "quitte": quitte}
        return render(request, "plans/fiche/supprimer.html", contexte)
    if quitte:
        geste = quitter_partage(fiche, collectivite, par=request.user, le=timezone.now())
        return redirect("partage_reprendre", siren, geste.pk)
    supprimer_fiche(fiche, par=request.user, le=timezone.now())
    return redirect("fiche_restaurer", siren, pk)


def _qui_supprime(fiche: Fiche) -> str:
    return QUI_SUPPRIME if fiche.parent_id is None else QUI_SUPPRIME_SOUS


@require_http_methods(["GET", "POST"])
def restaurer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """What follows a deletion: says that it is done, and takes it back."""
    collectivite, fiche = obtenir_fiche_supprimee(request.user, siren, pk)
    exiger(request.user, "plans.supprimer_fiche", fiche, raison=_qui_supprime(fiche))
    refus = ""
    if request.method == "POST":
        try:
            perdu = restaurer_fiche(fiche, par=request.user, le=timezone.now())
        except DonneeRefusee as faute:
            refus = str(faute)
        else:
            messages.success(request, "La fiche est revenue, avec ses sous-actions et ses emplacements.")
            if perdu is not None:
                messages.warning(request, perdu.dire())
            return redirect("fiche", siren, pk)
    contexte = {"collectivite": collectivite, "rubrique": "plans", "fiche": fiche, "refus": refus}
    return render(request, "plans/fiche/supprimee.html", contexte, status=REFUS if refus else 200)


@require_http_methods(["GET", "POST"])
def reprendre(request: Requete, siren: str, geste: int) -> HttpResponse:
    """What follows « ne plus porter »: says that it is done, and takes it back."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "plans.quitter_partage", collectivite, raison=QUI_REPREND)
    trouve = partage_quitte_for(collectivite, geste) or introuvable()
    refus = ""
    if request.method == "POST":
        try:
            fiche = reprendre_partage(trouve, par=request.user, le=timezone.now())
        except DonneeRefusee as faute:
            refus = str(faute)
        else:
            messages.success(request, "La fiche est de nouveau portée ensemble, à ses emplacements dans vos plans.")
            return redirect("fiche", siren, fiche.pk)
    contexte = {"collectivite": collectivite, "rubrique": "plans", "geste": trouve, "refus": refus}
    return render(request, "plans/fiche/quittee.html", contexte, status=REFUS if refus else 200)


@require_POST
def dupliquer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Copies the fiche and opens the copy."""
    _, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, "plans.creer_fiche", fiche.collectivite, raison=QUI_PLACE)
    copie = dupliquer_fiche(fiche, fiche.collectivite, par=request.user, le=timezone.now())
    messages.success(request, "Voici la copie : changez son titre.")
    avertir_mesures(request, fiche_seule(fiche), fiche_seule(copie))
    return redirect("fiche", siren, copie.pk)


# -- places ----------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def placer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The plans and axes where the fiche may go; POST puts it there, and leaves it where it was."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, "plans.placer_fiche", fiche, raison=QUI_PLACE)
    places = list_plans_editables(request.user, collectivite, fiche)
    formulaire = FormulairePlace(places, request.POST if request.method == "POST" else None)
    refus = ""
    if request.method == "POST" and formulaire.is_valid():
        plan_pk, axe_pk = lire_place(formulaire.cleaned_data["place"])
        plan = find_plan(places, plan_pk) or introuvable()
        try:
            placer_fiche(fiche, plan, find_axe(places, axe_pk), par=request.user, le=timezone.now())
        except DonneeRefusee as faute:
            refus = str(faute)
        else:
            return revenir(request, siren, pk, "bloc-emplacements", f"La fiche est placée dans « {plan.nom} ».")
    contexte = {
        "collectivite": collectivite, "rubrique": "plans", "fiche": fiche, "f": formulaire, "refus": refus,
        "arbre": arbre_des_places(places, list_places_de(fiche)),
    }  # fmt: skip
    status = REFUS if refus or formulaire.errors else 200
    return render(request, "plans/fiche/placer.html", contexte, status=status)


@require_POST
def retirer(request: Requete, siren: str, pk: int, placement: int) -> HttpResponse:
    """Takes the fiche out of an axe."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    trouve = placement_for(fiche, placement) or introuvable()
    exiger(request.user, "plans.modifier_plan", trouve.plan, raison=QUI_PLACE)
    retrait = retirer_ligne(fiche, "emplacements", trouve, par=request.user, le=timezone.now())
    return FICHE.montrer_retrait(request, collectivite, fiche, retrait)


# -- sharing ---------------------------------------------------------------------------------------------------------
@require_POST
def partager(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Carries the fiche with another collectivité of the territory."""
    _, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, "plans.partager_fiche", fiche, raison=QUI_PARTAGE)
    formulaire = FormulairePartage(request.POST)
    avec = None
    if formulaire.is_valid():
        avec = list_partageables_for(fiche).filter(pk=formulaire.cleaned_data["collectivite"]).first()
    if avec is None:
        return revenir(request, siren, pk, "bloc-partages", "Choisissez une collectivité de la liste.", erreur=True)
    partager_fiche(fiche, avec, par=request.user, le=timezone.now())
    return revenir(request, siren, pk, "bloc-partages", f"La fiche est portée avec {avec.nom}.")


@require_POST
def departager(request: Requete, siren: str, pk: int, partage: int) -> HttpResponse:
    """Stops carrying the fiche with a collectivité."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, "plans.partager_fiche", fiche, raison=QUI_PARTAGE)
    trouve = list_partages_for(fiche).filter(pk=partage).first() or introuvable()
    retrait = retirer_ligne(fiche, "partages", trouve, par=request.user, le=timezone.now())
    return FICHE.montrer_retrait(request, collectivite, fiche, retrait)


# -- sous-actions, comments, results ---------------------------------------------------------------------------------
@require_POST
def deplacer(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Moves a sous-action one step up or down among its sisters (`sens`: haut or bas)."""
    collectivite, sous = obtenir_fiche(request.user, siren, pk)
    parent = sous.parent or introuvable()
    exiger(request.user, "plans.detailler_fiche", parent, raison=qui_peut_modifier())
    soeurs = ids_des_sous_fiches(parent)
    place = soeurs.index(pk)
    autre = place - 1 if request.POST.get("sens") == "haut" else place + 1
    if 0 <= autre < len(soeurs):
        soeurs[place], soeurs[autre] = soeurs[autre], soeurs[place]
        ordonner_sous_fiches(parent, soeurs, par=request.user, le=timezone.now())
    montree = _montree(request, sous)
    if not request.htmx:
        return redirect(adresse(siren, montree, f"sous-action-{pk}"))
    page = obtenir_fiche(request.user, siren, montree)[1]
    etat = EtatSaisie(f"« {sous.titre} » est en place {autre + 1}." if 0 <= autre < len(soeurs) else "Déjà au bout.")
    vue = composer(request, collectivite, page, Saisie("sous-actions", montree, etat=etat))
    return montrer(request, vue, "sous-actions")


def _montree(request: Requete, sous: Fiche) -> int:
    """The fiche whose page is shown: the one named by the form when it is above, else the parent."""
    assert sous.parent is not None
    demandee = request.POST.get("page", "")
    haut = sous.parent.parent_id
    return haut if haut is not None and demandee == str(haut) else sous.parent.pk


@require_POST
def regler(request: Requete, siren: str, pk: int, ligne: int) -> HttpResponse:
    """Says that a comment is dealt with, or opens it again (`rouvrir`)."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, "plans.commenter_fiche", fiche)
    commentaire = ligne_for(fiche, "commentaires", ligne) or introuvable()
    assert isinstance(commentaire, Commentaire)
    rouvre = "rouvrir" in request.POST
    regler_commentaire(commentaire, not rouvre, par=request.user, le=timezone.now())
    texte = "Commentaire rouvert." if rouvre else "Commentaire réglé."
    if not request.htmx:
        return revenir(request, siren, pk, "bloc-commentaires", texte)
    saisie = Saisie("commentaires", pk, etat=EtatSaisie(texte))
    return montrer(request, composer(request, collectivite, fiche, saisie), "commentaires")


@require_POST
def valeur(request: Requete, siren: str, pk: int, ligne: int) -> HttpResponse:
    """Writes a result of an indicator that follows the fiche."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    suivi = ligne_for(fiche, "indicateurs", ligne) or introuvable()
    assert isinstance(suivi, FicheIndicateur)
    exiger(request.user, "indicateurs.saisir", fiche.collectivite)
    formulaire = FormulaireValeur(request.POST)
    try:
        if not formulaire.is_valid():
            raise DonneeRefusee(*formulaire.messages)
        lu = formulaire.cleaned_data
        saisir_valeur(
            fiche.collectivite, suivi.indicateur, lu["annee"], resultat=float(lu["resultat"]),
            par=request.user, le=timezone.now(),
        )  # fmt: skip
    except DonneeRefusee as refus:
        # the row stays closed: its id, negative, names the result that was typed beside it
        saisie = Saisie("indicateurs", pk, -ligne, etat=EtatSaisie(str(refus), refus=True), brouillon=request.POST)
    else:
        etat = EtatSaisie(f"Résultat {lu['annee']} enregistré à {heure(timezone.localtime(timezone.now()))}.")
        saisie = Saisie("indicateurs", pk, etat=etat)
    assert saisie.etat is not None
    if not request.htmx and not saisie.etat.refus:
        return revenir(request, siren, pk, "bloc-indicateurs", saisie.etat.texte)
    vue = composer(request, collectivite, fiche, saisie)
    return montrer(request, vue, "indicateurs", status=REFUS if saisie.etat.refus else 200)
