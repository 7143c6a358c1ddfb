"""Objectives by year of an indicator, written from the fiche that it follows."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cordee.indicateurs.actions.objectifs import saisir_objectifs
from cordee.indicateurs.permissions import qui_peut_saisir
from cordee.outils.dates import heure
from cordee.outils.texte import accorder
from cordee.plans.forms.objectifs_annuels import ObjectifsTypes
from cordee.plans.models import FicheIndicateur
from cordee.plans.permissions import obtenir_fiche
from cordee.plans.queries.lignes_fiche import ligne_for
from cordee.plans.views.fiche.reponses import REFUS, composer, montrer, revenir
from cordee.plans.views.saisie import EtatSaisie, Saisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete


@require_POST
def objectifs(request: Requete, siren: str, pk: int, ligne: int) -> HttpResponse:
    """Writes them all, or none and says which cell is wrong."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    suivi = ligne_for(fiche, "indicateurs", ligne) or introuvable()
    assert isinstance(suivi, FicheIndicateur)
    exiger(request.user, "indicateurs.saisir", fiche.collectivite, raison=qui_peut_saisir())
    types, le = ObjectifsTypes.de_saisie(request.POST), timezone.now()
    try:
        voulus = types.lire()
        if types.fautes:
            raise DonneeRefusee("Rien n'est enregistré : corrigez les années signalées.")
        nombre = saisir_objectifs(fiche.collectivite, suivi.indicateur, voulus, par=request.user, le=le)
    except DonneeRefusee as refus:
        etat = EtatSaisie(str(refus), refus=True)
        saisie = Saisie("indicateurs", pk, etat=etat)
        vue = composer(request, collectivite, fiche, saisie)
        vue.objectifs_de, vue.objectifs_types = ligne, types
        return montrer(request, vue, "indicateurs", status=REFUS)
    dit = "Rien n'a changé."
    if nombre:
        quoi = accorder(nombre, "objectif enregistré", "objectifs enregistrés")
        dit = f"{nombre} {quoi} à {heure(timezone.localtime(le))}."
    if not request.htmx:
        return revenir(request, siren, pk, "bloc-indicateurs", dit)
    vue = composer(request, collectivite, fiche, Saisie("indicateurs", pk, etat=EtatSaisie(dit)))
    vue.objectifs_de = ligne
    return montrer(request, vue, "indicateurs")
