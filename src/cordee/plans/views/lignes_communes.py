"""Rows around a fiche or a plan: adding, changing, taking away, putting back, whatever the block and whatever holds
it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.outils.dates import heure
from cordee.plans.actions.rangees import Retirable
from cordee.plans.forms.fiche_lignes import FormulaireLigne
from cordee.plans.models import GesteGroupe
from cordee.plans.views.blocs_communs import Bloc, Geste
from cordee.plans.views.saisie import EtatSaisie, Saisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

REFUS = 422
A_CORRIGER = "Rien n'est enregistré : corrigez ce qui est signalé."


class PageDeLignes(ABC):
    """Gestures on the rows around one kind of object; each page of the kind fills the blanks."""

    blocs: ClassVar[Mapping[str, Bloc]]
    retirables: ClassVar[Mapping[str, Retirable]]
    revenus: ClassVar[Mapping[str, str]] = {}
    """What is said of a row that came back, by block, when it is not « la ligne est revenue »."""

    @abstractmethod
    def obtenir(self, request: Requete, siren: str, pk: int) -> tuple[Collectivite, Any]:
        """The collectivité from which one looks and the object, or 404."""

    @abstractmethod
    def trouver(self, request: Requete, objet: Any, bloc: str, pk: int) -> Model | None:
        """A row of the object that the person sees."""

    @abstractmethod
    def retrait_for(self, objet: Any, pk: int) -> GesteGroupe | None:
        """A row that was taken away from it."""

    @abstractmethod
    def retirer(self, objet: Any, bloc: str, ligne: Model, *, par: Utilisateur, le: datetime) -> GesteGroupe:
        """Takes a row away."""

    @abstractmethod
    def remettre(self, geste: GesteGroupe, *, par: Utilisateur, le: datetime) -> None:
        """Puts one back."""

    @abstractmethod
    def raison(self, code: str) -> str:
        """Who may, said to those who may not."""

    @abstractmethod
    def adresse(self, siren: str, pk: int, bloc: str, requete: str = "") -> str:
        """Where a block is read."""

    @abstractmethod
    def montrer(
        self, request: Requete, collectivite: Collectivite, objet: Any, saisie: Saisie, status: int = 200
    ) -> HttpResponse:
        """The block alone for htmx, else the whole page."""

    def dire_retrait(self, retrait: GesteGroupe) -> EtatSaisie:
        """`Retiré à 14 h 32`, with its « Annuler » as long as it may be taken back."""
        quand = f"à {heure(timezone.localtime(retrait.le))}."
        texte = f"{self.blocs[retrait.avant['bloc']].dit[2]} {quand}"
        return EtatSaisie(texte, retrait=None if retrait.annule_le else retrait.pk)

    # -- gestures ----------------------------------------------------------------------------------------------------
    def lignes(self, request: Requete, siren: str, pk: int, bloc: str) -> HttpResponse:
        """GET: the block read again, for htmx. POST: adds a row."""
        collectivite, objet = self.obtenir(request, siren, pk)
        defini = self.blocs.get(bloc) or introuvable()
        if request.method == "GET":
            if not request.htmx:
                return redirect(self.adresse(siren, pk, bloc))
            return self.montrer(request, collectivite, objet, Saisie(bloc, pk))
        exiger(request.user, defini.code, objet, raison=self.raison(defini.code))
        saisie = defini.formulaire(request.POST, request.FILES)
        try:
            if not saisie.is_valid():
                raise DonneeRefusee(*saisie.messages)
            geste = Geste(objet, collectivite, request.user, timezone.now())
            defini.ajouter(geste, saisie)
        except DonneeRefusee as refus:
            return self._refuser(request, collectivite, objet, Saisie(bloc, pk, 0, formulaire=saisie), refus)
        return self._confirmer(request, geste, saisie, defini, defini.dit[0])

    def ligne(self, request: Requete, siren: str, pk: int, bloc: str, ligne: int) -> HttpResponse:
        """GET: the row open, for htmx; without it, the page with the row open. POST: changes it."""
        collectivite, objet = self.obtenir(request, siren, pk)
        defini = self.blocs.get(bloc) or introuvable()
        rangee = self.trouver(request, objet, bloc, ligne) or introuvable()
        if request.method == "GET":
            if not request.htmx:
                return redirect(self.adresse(siren, pk, bloc, f"?ligne={bloc}:{ligne}"))
            return self.montrer(request, collectivite, objet, Saisie(bloc, pk, ligne))
        exiger(request.user, defini.code, objet, raison=self.raison(defini.code))
        if defini.modifier is None:
            introuvable()
        saisie = defini.formulaire_ouvert(request.POST, request.FILES)
        try:
            if not saisie.is_valid():
                raise DonneeRefusee(*saisie.messages)
            geste = Geste(objet, collectivite, request.user, timezone.now())
            defini.modifier(geste, rangee, saisie)
        except DonneeRefusee as refus:
            return self._refuser(request, collectivite, objet, Saisie(bloc, pk, ligne, formulaire=saisie), refus)
        return self._confirmer(request, geste, saisie, defini, defini.dit[1])

    def supprimer(self, request: Requete, siren: str, pk: int, bloc: str, ligne: int) -> HttpResponse:
        """Takes a row away (a blocage is lifted)."""
        collectivite, objet = self.obtenir(request, siren, pk)
        defini = self.blocs.get(bloc) or introuvable()
        rangee = self.trouver(request, objet, bloc, ligne) or introuvable()
        exiger(request.user, defini.code, objet, raison=self.raison(defini.code))
        try:
            retrait = self.retirer(objet, bloc, rangee, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            return self._refuser(request, collectivite, objet, Saisie(bloc, pk), refus)
        return self.montrer_retrait(request, collectivite, objet, retrait)

    def montrer_retrait(
        self, request: Requete, collectivite: Collectivite, objet: Any, retrait: GesteGroupe
    ) -> HttpResponse:
        """The block without what was taken away, and its « Annuler »."""
        bloc = retrait.avant["bloc"]
        if not request.htmx:
            return redirect(self.adresse(collectivite.siren, objet.pk, bloc, f"?retrait={retrait.pk}"))
        return self._relire(request, collectivite, objet, Saisie(bloc, objet.pk, etat=self.dire_retrait(retrait)))

    def annuler(self, request: Requete, siren: str, pk: int, retrait: int) -> HttpResponse:
        """Puts back a row that was taken away."""
        collectivite, objet = self.obtenir(request, siren, pk)
        geste = self.retrait_for(objet, retrait) or introuvable()
        bloc = geste.avant["bloc"]
        code = self.retirables[bloc].code
        exiger(request.user, code, objet, raison=self.raison(code))
        try:
            self.remettre(geste, par=request.user, le=timezone.now())
        except DonneeRefusee as refus:
            etat = EtatSaisie(str(refus), refus=True)
        else:
            etat = EtatSaisie(f"Annulé : rien n'est perdu, {self.revenus.get(bloc, 'la ligne est revenue')}.")
        return self.repondre(request, collectivite, objet, bloc, etat)

    # -- answers -----------------------------------------------------------------------------------------------------
    def repondre(
        self, request: Requete, collectivite: Collectivite, objet: Any, bloc: str, etat: EtatSaisie
    ) -> HttpResponse:
        """The block with what a gesture did; without htmx, the page again with a message."""
        if not request.htmx:
            (messages.error if etat.refus else messages.success)(request, etat.texte)
            return redirect(self.adresse(collectivite.siren, objet.pk, bloc))
        saisie = Saisie(bloc, objet.pk, etat=etat)
        return self._relire(request, collectivite, objet, saisie, status=REFUS if etat.refus else 200)

    def _confirmer(
        self, request: Requete, geste: Geste, saisie: FormulaireLigne, defini: Bloc, verbe: str
    ) -> HttpResponse:
        dit = f"{verbe} à {heure(timezone.localtime(geste.le))}."
        precision = defini.preciser(geste, saisie) if defini.preciser is not None else ""
        return self.repondre(request, geste.depuis, geste.objet, defini.nom, EtatSaisie(f"{dit} {precision}".strip()))

    def _refuser(
        self, request: Requete, collectivite: Collectivite, objet: Any, saisie: Saisie, refus: DonneeRefusee
    ) -> HttpResponse:
        """The form again, with what was typed and why it was refused."""
        formulaire, cible = saisie.formulaire, self.blocs[saisie.nom].cible
        if formulaire is not None and not formulaire.errors and formulaire.data.get(cible):
            formulaire.add_error(cible, refus.messages)
        fautes = formulaire.errors if formulaire is not None else {}
        dit = " ".join(str(faute) for faute in fautes.get(NON_FIELD_ERRORS, ())) if fautes else str(refus)
        refusee = Saisie(
            saisie.nom, saisie.pk, saisie.ligne, etat=EtatSaisie(dit or A_CORRIGER, refus=True),
            formulaire=saisie.formulaire,
        )  # fmt: skip
        return self.montrer(request, collectivite, objet, refusee, status=REFUS)

    def _relire(
        self, request: Requete, collectivite: Collectivite, objet: Any, saisie: Saisie, status: int = 200
    ) -> HttpResponse:
        """The block of an object that has just changed."""
        relu = self.obtenir(request, collectivite.siren, objet.pk)[1]
        return self.montrer(request, collectivite, relu, saisie, status)
