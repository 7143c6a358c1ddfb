"""Rows around a fiche: what `PageDeLignes` needs to know of it, and its views."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.comptes.models import Utilisateur
from cordee.outils.dates import heure
from cordee.plans.actions.commentaires import QUI_COMMENTE
from cordee.plans.actions.fiches import QUI_PLACE
from cordee.plans.actions.partage import QUI_PARTAGE
from cordee.plans.actions.retraits import RETIRABLES, annuler_retrait, retirer_ligne
from cordee.plans.models import Fiche, GesteGroupe
from cordee.plans.permissions import obtenir_fiche, qui_lie_des_mesures, qui_peut_modifier
from cordee.plans.queries.documents import joint_for
from cordee.plans.queries.lignes_fiche import MODELES, lien_for, ligne_for, retrait_for
from cordee.plans.views.fiche.blocs import BLOCS
from cordee.plans.views.fiche.reponses import adresse, composer, montrer
from cordee.plans.views.lignes_communes import PageDeLignes
from cordee.plans.views.saisie import EtatSaisie, Saisie
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

RAISONS = {
    "plans.commenter_fiche": QUI_COMMENTE,
    "plans.placer_fiche": QUI_PLACE,
    "plans.partager_fiche": QUI_PARTAGE,
    "plans.lier_mesure": qui_lie_des_mesures(),
}
"""Who may, said to those who may not; changing the fiche for the other rights."""


class LignesDeFiche(PageDeLignes):
    """Rows on the page of a fiche."""

    blocs = BLOCS
    retirables = RETIRABLES
    revenus = {
        "emplacements": "la fiche est de nouveau à sa place",
        "partages": "la fiche est de nouveau portée ensemble",
    }

    def obtenir(self, request: Requete, siren: str, pk: int) -> tuple[Collectivite, Fiche]:
        """404 for whoever does not see it."""
        return obtenir_fiche(request.user, siren, pk)

    def trouver(self, request: Requete, objet: Fiche, bloc: str, pk: int) -> Model | None:
        """None: gone, of another fiche, a tie with a fiche or a document that the person does not see."""
        if bloc == "liens":
            return lien_for(request.user, objet, pk)
        if bloc == "documents":
            return joint_for(request.user, objet, pk)
        return ligne_for(objet, bloc, pk) if bloc in MODELES else None

    def retrait_for(self, objet: Fiche, pk: int) -> GesteGroupe | None:
        """Of this fiche."""
        return retrait_for(objet, pk)

    def retirer(self, objet: Fiche, bloc: str, ligne: Model, *, par: Utilisateur, le: datetime) -> GesteGroupe:
        """By the action of the block."""
        return retirer_ligne(objet, bloc, ligne, par=par, le=le)

    def remettre(self, geste: GesteGroupe, *, par: Utilisateur, le: datetime) -> None:
        """As it was."""
        annuler_retrait(geste, par=par, le=le)

    def raison(self, code: str) -> str:
        """Changing the fiche for most."""
        return RAISONS.get(code) or qui_peut_modifier()

    def adresse(self, siren: str, pk: int, bloc: str, requete: str = "") -> str:
        """The page of the fiche, at the block."""
        return adresse(siren, pk, f"bloc-{bloc}", requete)

    def montrer(
        self, request: Requete, collectivite: Collectivite, objet: Any, saisie: Saisie, status: int = 200
    ) -> HttpResponse:
        """With what the write may have changed elsewhere in the page."""
        return montrer(request, composer(request, collectivite, objet, saisie), saisie.nom, status=status)

    def dire_retrait(self, retrait: GesteGroupe) -> EtatSaisie:
        """Places and sharings say what is no longer."""
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
            return super().dire_retrait(retrait)
        return EtatSaisie(texte, retrait=None if retrait.annule_le else retrait.pk)


FICHE = LignesDeFiche()


@require_http_methods(["GET", "POST"])
def lignes(request: Requete, siren: str, pk: int, bloc: str) -> HttpResponse:
    """Reads a block again, or adds a row."""
    return FICHE.lignes(request, siren, pk, bloc)


@require_http_methods(["GET", "POST"])
def ligne(request: Requete, siren: str, pk: int, bloc: str, ligne: int) -> HttpResponse:
    """Opens a row, or changes it."""
    return FICHE.ligne(request, siren, pk, bloc, ligne)


@require_POST
def supprimer(request: Requete, siren: str, pk: int, bloc: str, ligne: int) -> HttpResponse:
    """Takes a row away."""
    return FICHE.supprimer(request, siren, pk, bloc, ligne)


@require_POST
def annuler(request: Requete, siren: str, pk: int, retrait: int) -> HttpResponse:
    """Puts back a row that was taken away."""
    return FICHE.annuler(request, siren, pk, retrait)
