"""Rows around a fiche: adding, changing, taking away. One view a gesture, whatever the block (blocs.BLOCS)."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.outils.dates import heure
from cordee.plans.actions.fiches import QUI_PLACE
from cordee.plans.actions.partage import QUI_PARTAGE
from cordee.plans.actions.retraits import RETIRABLES, annuler_retrait, retirer_ligne
from cordee.plans.models import Fiche, GesteGroupe
from cordee.plans.permissions import obtenir_fiche, qui_peut_modifier
from cordee.plans.queries.documents import joint_for
from cordee.plans.queries.lignes_fiche import MODELES, lien_for, ligne_for, retrait_for
from cordee.plans.views.fiche.blocs import BLOCS, Geste
from cordee.plans.views.fiche.champs_vus import EtatSaisie
from cordee.plans.views.fiche.propositions import QUI_COMMENTE
from cordee.plans.views.fiche.reponses import REFUS, adresse, composer, montrer, revenir
from cordee.plans.views.fiche.vue import Saisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

RAISONS = {
    "plans.commenter_fiche": QUI_COMMENTE,
    "plans.placer_fiche": QUI_PLACE,
    "plans.partager_fiche": QUI_PARTAGE,
}
"""Who may, said to those who may not; changing the fiche for the other rights."""
A_CORRIGER = "Rien n'est enregistré : corrigez ce qui est signalé."
REVENUS = {"emplacements": "la fiche est de nouveau à sa place", "partages": "la fiche est de nouveau portée ensemble"}


@require_http_methods(["GET", "POST"])
def lignes(request: Requete, siren: str, pk: int, bloc: str) -> HttpResponse:
    """GET: the block read again, for htmx. POST: adds a row."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    defini = BLOCS.get(bloc) or introuvable()
    if request.method == "GET":
        return (
            _montrer(request, collectivite, fiche, Saisie(bloc, pk))
            if request.htmx
            else redirect(adresse(siren, pk, f"bloc-{bloc}"))
        )
    _exiger(request, defini.code, fiche)
    saisie = defini.formulaire(request.POST, request.FILES)
    try:
        if not saisie.is_valid():
            raise DonneeRefusee(*saisie.messages)
        defini.ajouter(Geste(fiche, collectivite, request.user, timezone.now()), saisie)
    except DonneeRefusee as refus:
        return _refuser(request, collectivite, fiche, Saisie(bloc, pk, 0, formulaire=saisie), refus)
    return _confirmer(request, collectivite, fiche, bloc, defini.dit[0])


@require_http_methods(["GET", "POST"])
def ligne(request: Requete, siren: str, pk: int, bloc: str, ligne: int) -> HttpResponse:
    """GET: the row open, for htmx; without it, the page with the row open. POST: changes it."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    defini = BLOCS.get(bloc) or introuvable()
    objet = _obtenir_ligne(request, fiche, bloc, ligne)
    if request.method == "GET":
        if not request.htmx:
            return redirect(adresse(siren, pk, f"bloc-{bloc}", f"?ligne={bloc}:{ligne}"))
        return _montrer(request, collectivite, fiche, Saisie(bloc, pk, ligne))
    _exiger(request, defini.code, fiche)
    if defini.modifier is None:
        introuvable()
    saisie = defini.formulaire(request.POST, request.FILES)
    try:
        if not saisie.is_valid():
            raise DonneeRefusee(*saisie.messages)
        defini.modifier(Geste(fiche, collectivite, request.user, timezone.now()), objet, saisie)
    except DonneeRefusee as refus:
        return _refuser(request, collectivite, fiche, Saisie(bloc, pk, ligne, formulaire=saisie), refus)
    return _confirmer(request, collectivite, fiche, bloc, defini.dit[1])


@require_POST
def supprimer(request: Requete, siren: str, pk: int, bloc: str, ligne: int) -> HttpResponse:
    """Takes a row away (a blocage is lifted)."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    defini = BLOCS.get(bloc) or introuvable()
    objet = _obtenir_ligne(request, fiche, bloc, ligne)
    _exiger(request, defini.code, fiche)
    try:
        retrait = retirer_ligne(fiche, bloc, objet, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        return _refuser(request, collectivite, fiche, Saisie(bloc, pk), refus)
    return montrer_retrait(request, collectivite, fiche, retrait)


def montrer_retrait(request: Requete, collectivite: Collectivite, fiche: Fiche, retrait: GesteGroupe) -> HttpResponse:
    """The block without what was taken away, and its « Annuler »."""
    bloc = retrait.avant["bloc"]
    if not request.htmx:
        return redirect(adresse(collectivite.siren, fiche.pk, f"bloc-{bloc}", f"?retrait={retrait.pk}"))
    return _relire(request, collectivite, fiche, Saisie(bloc, fiche.pk, etat=dire_retrait(retrait)))


def dire_retrait(retrait: GesteGroupe) -> EtatSaisie:
    """`Retiré à 14 h 32`, with its « Annuler » as long as it may be taken back."""
    bloc, dit = retrait.avant["bloc"], retrait.avant["dit"]
    quand = f"à {heure(timezone.localtime(retrait.le))}."
    if bloc == "emplacements":
        texte = f"Retirée de « {dit} » {quand}"
    elif bloc == "partages":
        places = len(retrait.avant["places"])
        texte = f"Partage retiré {quand} La fiche n'est plus portée avec {dit}" + (
            f" ; elle a quitté ses plans ({places})." if places else "."
        )
    else:
        texte = f"{BLOCS[bloc].dit[2]} {quand}"
    return EtatSaisie(texte, retrait=None if retrait.annule_le else retrait.pk)


@require_POST
def annuler(request: Requete, siren: str, pk: int, retrait: int) -> HttpResponse:
    """Puts back a row that was taken away."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    geste = retrait_for(fiche, retrait) or introuvable()
    bloc = geste.avant["bloc"]
    _exiger(request, RETIRABLES[bloc].code, fiche)
    try:
        annuler_retrait(geste, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        etat = EtatSaisie(str(refus), refus=True)
    else:
        etat = EtatSaisie(f"Annulé : rien n'est perdu, {REVENUS.get(bloc, 'la ligne est revenue')}.")
    if not request.htmx:
        return revenir(request, siren, pk, f"bloc-{bloc}", etat.texte, erreur=etat.refus)
    return _relire(request, collectivite, fiche, Saisie(bloc, pk, etat=etat), status=REFUS if etat.refus else 200)


def _obtenir_ligne(request: Requete, fiche: Fiche, bloc: str, pk: int) -> Model:
    """The row, or 404: gone, of another fiche, a tie with a fiche or a document that the person does not see."""
    if bloc == "liens":
        return lien_for(request.user, fiche, pk) or introuvable()
    if bloc == "documents":
        return joint_for(request.user, fiche, pk) or introuvable()
    return (ligne_for(fiche, bloc, pk) if bloc in MODELES else None) or introuvable()


def _exiger(request: Requete, code: str, fiche: Fiche) -> None:
    exiger(request.user, code, fiche, raison=RAISONS.get(code) or qui_peut_modifier())


def _confirmer(request: Requete, collectivite: Collectivite, fiche: Fiche, bloc: str, verbe: str) -> HttpResponse:
    texte = f"{verbe} à {heure(timezone.localtime(timezone.now()))}."
    if not request.htmx:
        return revenir(request, collectivite.siren, fiche.pk, f"bloc-{bloc}", texte)
    return _relire(request, collectivite, fiche, Saisie(bloc, fiche.pk, etat=EtatSaisie(texte)))


def _refuser(
    request: Requete, collectivite: Collectivite, fiche: Fiche, saisie: Saisie, refus: DonneeRefusee
) -> HttpResponse:
    """The form again, with what was typed and why it was refused."""
    formulaire, cible = saisie.formulaire, BLOCS[saisie.nom].cible
    if formulaire is not None and not formulaire.errors and formulaire.data.get(cible):
        formulaire.add_error(cible, refus.messages)
    fautes = formulaire.errors if formulaire is not None else {}
    dit = " ".join(str(faute) for faute in fautes.get(NON_FIELD_ERRORS, ())) if fautes else str(refus)
    refusee = Saisie(
        saisie.nom, saisie.pk, saisie.ligne, etat=EtatSaisie(dit or A_CORRIGER, refus=True),
        formulaire=saisie.formulaire,
    )  # fmt: skip
    return _montrer(request, collectivite, fiche, refusee, status=REFUS)


def _relire(
    request: Requete, collectivite: Collectivite, fiche: Fiche, saisie: Saisie, status: int = 200
) -> HttpResponse:
    """The block of a fiche that has just changed."""
    relue = obtenir_fiche(request.user, collectivite.siren, fiche.pk)[1]
    return _montrer(request, collectivite, relue, saisie, status)


def _montrer(
    request: Requete, collectivite: Collectivite, fiche: Fiche, saisie: Saisie, status: int = 200
) -> HttpResponse:
    vue = composer(request, collectivite, fiche, saisie)
    return montrer(request, vue, saisie.nom, status=status)
